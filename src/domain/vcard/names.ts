/** Names of people, places and organisations: RFC 6350 §6.2.2, §6.3.1, §6.6.4. */
import type { Property } from './card.ts';
import { components } from './property.ts';

/** RFC 6350 §6.2.2 */
export type Name = {
  readonly family: readonly string[];
  readonly given: readonly string[];
  readonly additional: readonly string[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
};

/** The parts of an N; what is left out is empty. */
export function nameOf(of: Property): Name {
  const [family = [], given = [], additional = [], prefixes = [], suffixes = []] = components(of);
  return { family, given, additional, prefixes, suffixes };
}

/** The name as it is spoken, from prefix to suffix: for a card that has no FN. */
export const spokenName = ({ prefixes, given, additional, family, suffixes }: Name): string =>
  [prefixes, given, additional, family, suffixes].flat().join(' ');

/** RFC 6350 §6.3.1 */
export type Address = {
  readonly poBox: string;
  readonly extended: string;
  readonly street: string;
  readonly locality: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
};

/** The parts of an ADR, several texts of one part as lines. */
export function addressOf(of: Property): Address {
  const [poBox = '', extended = '', street = '', locality = '', region = '', postalCode = '', country = ''] =
    components(of).map((each) => each.join('\n'));
  return { poBox, extended, street, locality, region, postalCode, country };
}

/** RFC 6350 §6.6.4 */
export type Organization = { readonly name: string; readonly units: readonly string[] };

/** The parts of an ORG. A comma divides nothing in it, even if nobody escaped it. */
export function organizationOf(of: Property): Organization {
  const [name = '', ...units] = components(of).map((each) => each.join(','));
  return { name, units: units.filter((unit) => unit !== '') };
}
