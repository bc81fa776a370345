/** Two companies on one server, each a domain with people of its own in one directory. */
import { entry } from '../adapters/directory/ldap/people.ts';
import { ADMIN, type Slapd, SUFFIX } from '../support/slapd.ts';

/** With what a source searches. */
export const ACCOUNT = `bindDN = "${ADMIN.bindDN}"; bindPassword = "${ADMIN.bindPassword}";`;

const company = (name: string): string =>
  entry(`ou=${name}.com,${SUFFIX}`, { objectClass: 'organizationalUnit', ou: `${name}.com` });

/** His password is `LOGIN at COMPANY`. */
const colleague = (uid: string, of: string): string =>
  entry(`uid=${uid},ou=${of}.com,${SUFFIX}`, {
    objectClass: ['inetOrgPerson', 'mailAccount'],
    uid,
    cn: `${uid} of ${of}`,
    sn: uid,
    mail: `${uid}@${of}.com`,
    userPassword: `${uid} at ${of}`,
  });

/** There is a jo in both. */
export const COMPANIES: readonly string[] = [
  company('acme'),
  company('coyote'),
  colleague('jo', 'acme'),
  colleague('ann', 'acme'),
  colleague('jo', 'coyote'),
  colleague('wile', 'coyote'),
];

const domain = ({ url }: Slapd, name: string): string => `
  ${name}.com = {
    SOGoMailDomain = ${name}.com;
    SOGoUserSources = ({
      type = ldap; id = ${name}; CNFieldName = cn; IDFieldName = uid; UIDFieldName = uid;
      baseDN = "ou=${name}.com,${SUFFIX}"; ${ACCOUNT} canAuthenticate = YES; isAddressBook = YES; hostname = "${url}";
    });
  };`;

/** The sogo.conf of acme.com and coyote.com, with further keys of the system. */
export const twoDomains = (slapd: Slapd, more: string): string => `{
  SOGoMailDomain = example.com; ${more}
  domains = { ${domain(slapd, 'acme')} ${domain(slapd, 'coyote')} };
}`;

/** The same people out of one source, whose base is that of the domain that a login names. */
export const baseOfDomain = ({ url }: Slapd): string => `{
  SOGoUserSources = ({
    type = ldap; id = all; CNFieldName = cn; IDFieldName = mail; UIDFieldName = mail; bindFields = (mail);
    baseDN = "ou=%d,${SUFFIX}"; ${ACCOUNT} canAuthenticate = YES; isAddressBook = YES; hostname = "${url}";
  });
}`;
