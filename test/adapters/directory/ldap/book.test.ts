import { Attribute, Change, Client } from 'ldapts';
import { directoryBookContract } from '../../../contracts/directory-book.ts';
import { ADMIN, type Slapd } from '../../../support/slapd.ts';
import { directoryOf, PEOPLE, person, sourceOn } from './people.ts';

/** Sets values as the administrator. */
export const change = async (slapd: Slapd, dn: string, type: string, values: string[] | Buffer[]): Promise<void> => {
  const client = new Client({ url: slapd.url });
  await client.bind(ADMIN.bindDN, ADMIN.bindPassword);
  await client.modify(dn, new Change({ operation: 'replace', modification: new Attribute({ type, values }) }));
  await client.unbind();
};

directoryBookContract('an LDAP source as an address book', async (contacts) => {
  const slapd = await directoryOf(
    contacts.map(({ uid, name, mails, kind }) =>
      person(uid, { cn: name, mail: mails, ...(kind === undefined ? {} : { kind }) }),
    ),
  );
  return {
    source: (settings) => sourceOn({ hostname: slapd.url, KindFieldName: 'kind', ...settings }),
    rename: (uid, name) => change(slapd, `uid=${uid},${PEOPLE}`, 'cn', [name]),
    stop: slapd.stop,
    close: slapd.stop,
  };
});
