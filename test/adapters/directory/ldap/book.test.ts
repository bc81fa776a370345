import { directoryBookContract } from '../../../contracts/directory-book.ts';
import { change, directoryOf, PEOPLE, person, sourceOn } from './people.ts';

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
