import type { Entry } from 'ldapts';
import type { Attributes } from '../../../domain/contact/directory-attributes.ts';

/** What a search found; names of attributes in any case. */
export type LdapEntry = {
  readonly dn: string;
  /** All there is, octets too. */
  readonly attributes: Attributes;
  values(attribute: string): readonly string[];
  /** What to ask for to get the values that are still missing; undefined when all are there. */
  restOf(attribute: string): string | undefined;
};

/** [MS-ADTS] §3.1.1.3.1.3.3: Active Directory gives long lists in parts, as `member;range=0-1499`; `*` ends the last one. */
const RANGE = /^(.+);range=\d+-(\d+|\*)$/;

/** Among `values`, those that are not UTF-8 text are left out. RFC 4522 §3: `;binary` is no part of a name. */
export const toLdapEntry = ({ dn, ...attributes }: Entry): LdapEntry => {
  const byName = new Map<string, readonly (string | Uint8Array)[]>();
  const rests = new Map<string, string>();
  for (const [given, value] of Object.entries(attributes)) {
    const [, name = given.toLowerCase(), last = '*'] = RANGE.exec(given.toLowerCase()) ?? [];
    const plain = name.replace(/;binary$/, '');
    byName.set(plain, [...(byName.get(plain) ?? []), ...(Array.isArray(value) ? value : [value])]);
    if (last !== '*') rests.set(name, `${name};range=${Number(last) + 1}-*`);
  }
  return {
    dn,
    attributes: byName,
    values: (attribute) => (byName.get(attribute.toLowerCase()) ?? []).filter((value) => typeof value === 'string'),
    restOf: (attribute) => rests.get(attribute.toLowerCase()),
  };
};
