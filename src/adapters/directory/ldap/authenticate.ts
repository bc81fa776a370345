import { randomUUID } from 'node:crypto';
import type { Authentication, SourceEntry } from '../../../domain/ports.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import type { Access } from './access.ts';
import { baseOf, escapeValue } from './dn.ts';
import type { LdapEntry } from './ldap-entry.ts';
import { isExactly, type Lookup } from './lookup.ts';
import { bindAs } from './password-policy.ts';
import { TooManyWait } from './pool.ts';
import { sourceEntry } from './source-entry.ts';

type Authenticate = (login: string, password: string, domain: string) => Promise<Authentication<SourceEntry>>;

/** Who might log in: a DN to bind as, and the entry where it is known before. */
type Candidate = { readonly dn: string; readonly entry?: LdapEntry };

/**
 * Checks a login and a password. A direct bind makes the DN of the login; an indirect one (bindFields) looks for it, and
 * binds as nobody where nobody is found, so that both cost two round trips. How long the server itself takes to
 * compare a password of nobody is its affair.
 */
export const authenticator = (settings: LdapSourceSettings, access: Access, lookup: Lookup): Authenticate => {
  const { IDFieldName, bindFields, bindAsCurrentUser, passwordPolicy } = settings;

  const candidate = async (login: string, domain: string, base: string): Promise<Candidate> => {
    if (bindFields.length === 0) return { dn: `${IDFieldName}=${escapeValue(login.normalize('NFC'))},${base}` };
    const entry = await lookup.byFields(bindFields, login, domain);
    return entry === undefined ? { dn: `cn=nobody-${randomUUID()},${base}` } : { dn: entry.dn, entry };
  };
  const check: Authenticate = async (login, password, domain) => {
    const base = baseOf(settings.baseDN, domain);
    if (base === undefined) return { is: 'wrong' };
    const { dn, entry } = await candidate(login, domain, base);
    const { bound, own } = await access.asAnyone.use(async (connection) => {
      const bound = await bindAs(connection, dn, password, passwordPolicy);
      const reads = bound.is === 'bound' && bindAsCurrentUser;
      return { bound, own: reads ? await lookup.at(connection, dn) : undefined };
    });
    if (bound.is !== 'bound') return bound;
    const found = bindAsCurrentUser
      ? own
      : (entry ?? (await access.asService.use((connection) => lookup.at(connection, dn))));
    const isMeant = found && (entry !== undefined || isExactly(found.values(IDFieldName), login));
    const user = isMeant ? sourceEntry(settings, found, domain) : undefined;
    return user === undefined ? { is: 'wrong' } : { ...bound, is: 'authenticated', entry: user };
  };
  return (login, password, domain) =>
    check(login, password, domain).catch((error: unknown) => {
      if (error instanceof TooManyWait) return { is: 'too-busy' };
      throw error;
    });
};
