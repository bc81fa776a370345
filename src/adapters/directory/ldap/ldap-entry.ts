import type { Entry } from 'ldapts';

/** What a search found; names of attributes in any case. */
export type LdapEntry = {
  readonly dn: string;
  values(attribute: string): readonly string[];
  /** What to ask for to get the values that are still missing; undefined when all are there. */
  restOf(attribute: string): string | undefined;
};

/** [MS-ADTS] §3.1.1.3.1.3.3: Active Directory gives long lists in parts, as `member;range=0-1499`; `*` ends the last one. */
const RANGE = /^(.+);range=\d+-(\d+|\*)$/;

/** Values that are not UTF-8 text are left out. */
export const toLdapEntry = ({ dn, ...attributes }: Entry): LdapEntry => {
  const byName = new Map<string, readonly string[]>();
  const rests = new Map<string, string>();
  for (const [given, value] of Object.entries(attributes)) {
    const [, name = given.toLowerCase(), last = '*'] = RANGE.exec(given.toLowerCase()) ?? [];
    const values: readonly (string | Buffer)[] = Array.isArray(value) ? value : [value];
    const texts = values.filter((one) => typeof one === 'string');
    byName.set(name, [...(byName.get(name) ?? []), ...texts]);
    if (last !== '*') rests.set(name, `${name};range=${Number(last) + 1}-*`);
  }
  return {
    dn,
    values: (attribute) => byName.get(attribute.toLowerCase()) ?? [],
    restOf: (attribute) => rests.get(attribute.toLowerCase()),
  };
};
