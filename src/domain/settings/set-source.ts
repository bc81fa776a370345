import type { LDAP_SOURCE } from './ldap-source.ts';
import type { Given, Rows } from './row.ts';
import type { SQL_SOURCE } from './sql-source.ts';

type Set<R extends Rows> = {
  readonly [K in keyof R as R[K] extends { readonly required: true } ? K : never]: Given<R[K]>;
} & {
  readonly [K in keyof R as R[K] extends { readonly required: true } ? never : K]?: Given<R[K]>;
};

/** One dictionary of SOGoUserSources as it was set, converted and checked: keys with a default may be absent. */
export type SetLdapSource = Set<typeof LDAP_SOURCE>;
export type SetSqlSource = Set<typeof SQL_SOURCE>;
export type SetSource = SetLdapSource | SetSqlSource;
