import type { Entry } from 'ldapts';

/** What a search found; names of attributes in any case. */
export type LdapEntry = { readonly dn: string; values(attribute: string): readonly string[] };

/** Values that are not UTF-8 text are left out. */
export const toLdapEntry = ({ dn, ...attributes }: Entry): LdapEntry => {
  const byName = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(attributes)) {
    const values: readonly (string | Buffer)[] = Array.isArray(value) ? value : [value];
    byName.set(
      name.toLowerCase(),
      values.filter((one) => typeof one === 'string'),
    );
  }
  return { dn, values: (attribute) => byName.get(attribute.toLowerCase()) ?? [] };
};
