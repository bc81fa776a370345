import type { Filter } from 'ldapts';
import { foldLogin } from '../../../domain/account/login.ts';
import { MAX_LDAP_CANDIDATES } from '../../../domain/limits.ts';
import type { SourceEntry } from '../../../domain/ports.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import type { Access } from './access.ts';
import type { Connection, Search } from './connection.ts';
import { baseOf } from './dn.ts';
import { allOf, anyOf, containing, equal, present, qualified } from './filter.ts';
import type { LdapEntry } from './ldap-entry.ts';
import { attributesOf, isProxyAddresses, mailsOf, sourceEntry } from './source-entry.ts';

/** Questions to a source, asked as bindDN. */
export type Lookup = {
  /** The one entry of which a field is exactly this; undefined where there are several, as none may be the wrong one. */
  byFields(fields: readonly string[], value: string, domain: string): Promise<LdapEntry | undefined>;
  byMail(mail: string, domain: string): Promise<LdapEntry | undefined>;
  /** The entry at a DN if the source's filter lets it through; `more` are attributes beside those of a `SourceEntry`. */
  at(connection: Connection, dn: string, more?: readonly string[]): Promise<LdapEntry | undefined>;
  /** All entries that pass a filter, at most `limit`. */
  matching(filter: Filter, limit: number, domain: string): Promise<readonly LdapEntry[]>;
  containing(text: string, limit: number, domain: string): Promise<readonly SourceEntry[]>;
};

/** Directories compare without case, spaces or accents, so what they found is compared once more. */
export const isExactly = (values: readonly string[], wanted: string): boolean =>
  values.some((value) => foldLogin(value) === foldLogin(wanted));

/** RFC 4518 §2.2: directories take control characters and invisible ones for nothing, and nothing is in everything. */
const isNothing = (text: string): boolean => /\p{Cc}/u.test(text) || /^[\p{C}\p{Z}]+$/u.test(text);

const mailFilter = (fields: readonly string[], mail: string): Filter =>
  anyOf(
    fields.flatMap((field) => [equal(field, mail), ...(isProxyAddresses(field) ? [equal(field, `smtp:${mail}`)] : [])]),
  );

/** Looks up what the settings let through: below baseDN, within the scope, past the filter. */
export const ldapLookup = (
  settings: LdapSourceSettings,
  { asService }: Access,
  warn: (sentence: string) => void,
): Lookup => {
  const attributes = attributesOf(settings);
  const filtered = (filter: Filter): Filter =>
    settings.filter === undefined ? filter : allOf([qualified(settings.filter), filter]);
  const search = (filter: Filter, sizeLimit: number, more: readonly string[] = []): Search => ({
    scope: settings.scope,
    filter: filtered(filter),
    attributes: [...attributes, ...more],
    sizeLimit,
  });

  const matching: Lookup['matching'] = async (filter, limit, domain) => {
    const base = baseOf(settings.baseDN, domain);
    if (base === undefined || limit < 1) return [];
    return asService.use((connection) => connection.search(base, search(filter, limit)));
  };
  const only = async (filter: Filter, domain: string, isMeant: (entry: LdapEntry) => boolean) => {
    const found = (await matching(filter, MAX_LDAP_CANDIDATES, domain)).filter(isMeant);
    if (found.length > 1)
      warn(
        `LDAP source ${settings.id}: one name is several entries’, so nobody’s: ${found.map(({ dn }) => dn).join('; ')}`,
      );
    return found.length === 1 ? found[0] : undefined;
  };
  const most = settings.SOGoLDAPQueryLimit === 0 ? Number.POSITIVE_INFINITY : settings.SOGoLDAPQueryLimit;
  return {
    matching,
    byFields: (fields, value, domain) => {
      const filter = anyOf(fields.map((field) => equal(field, value.normalize('NFC'))));
      return only(filter, domain, (entry) => fields.some((field) => isExactly(entry.values(field), value)));
    },
    byMail: (mail, domain) =>
      only(mailFilter(settings.MailFieldNames, mail), domain, (entry) => isExactly(mailsOf(settings, entry), mail)),
    at: async (connection, dn, more) =>
      (await connection.search(dn, { ...search(present('objectClass'), 1, more), scope: 'BASE' }))[0],
    containing: async (text, limit, domain) => {
      if (isNothing(text)) return [];
      const { UIDFieldName, SearchFieldNames } = settings;
      const filter =
        text === '' ? present(UIDFieldName) : anyOf(SearchFieldNames.map((field) => containing(field, text)));
      const found = await matching(filter, Math.min(limit, most), domain);
      return found.flatMap((entry) => sourceEntry(settings, entry, domain) ?? []);
    },
  };
};
