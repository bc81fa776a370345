/** What of a filter an index can answer: RFC 4791 §7.4, §9.7. */
import { COMPONENT_TYPES, type ComponentType } from './component.ts';
import type { CompFilter } from './filter.ts';
import type { TimeRange } from './time-range.ts';

export type FilterPlan = {
  /** No object of another type matches. */
  readonly types: readonly ComponentType[];
  /** No object without an occurrence in it matches. */
  readonly range: TimeRange | undefined;
  /** ASCII, in any case: no object whose UID is without it matches, unless that UID has other characters than ASCII. */
  readonly uid: string | undefined;
  /** Types and range are the whole filter: no text needs to be read. */
  readonly isExact: boolean;
};

const isType = (name: string): name is ComponentType => COMPONENT_TYPES.some((type) => type === name);

type Defined = Extract<CompFilter, { is: 'defined' }>;

const isBare = ({ props, comps }: Defined): boolean => props.length === 0 && comps.length === 0;

/** With `anyof`, the range of several conditions narrows nothing. */
const narrows = (filter: Defined): boolean => filter.range !== undefined && (filter.test === 'allof' || isBare(filter));

const typesOf = (types: readonly ComponentType[], { name, is }: CompFilter): readonly ComponentType[] => {
  if (!isType(name)) return is === 'defined' && name === 'VFREEBUSY' ? [] : types;
  return types.filter((type) => (type === name) === (is === 'defined'));
};

/** Collations differ only in what they make of letters, so that a search in any case finds all that they may. */
const uidOf = ({ props, test }: Defined): string | undefined => {
  if (test === 'anyof' && props.length > 1) return undefined;
  for (const prop of props) {
    if (prop.name !== 'UID' || prop.is === 'not-defined' || (prop.test === 'anyof' && prop.texts.length > 1)) continue;
    const found = prop.texts.find(({ key, negate }) => !negate && key !== '' && /^[ -~]*$/.test(key));
    if (found !== undefined) return found.key;
  }
  return undefined;
};

/** How to look for what matches a filter on VCALENDAR. An object holds components of one type, and no VFREEBUSY. */
export function planFilter(filter: CompFilter): FilterPlan {
  if (filter.is === 'not-defined') return { types: [], range: undefined, uid: undefined, isExact: true };
  const { props, comps, test } = filter;
  if (test === 'anyof' && props.length + comps.length > 1)
    return { types: COMPONENT_TYPES, range: undefined, uid: undefined, isExact: false };
  const types = comps.reduce<readonly ComponentType[]>(typesOf, COMPONENT_TYPES);
  const defined = comps.filter((comp) => comp.is === 'defined' && isType(comp.name)) as readonly Defined[];
  const ranged = defined.filter(narrows);
  const others = comps.filter(({ name }) => !isType(name));
  return {
    types,
    range: ranged[0]?.range,
    uid: defined.map(uidOf).find((uid) => uid !== undefined),
    isExact:
      types.length === 0 ||
      (props.length === 0 && others.length === 0 && ranged.length < 2 && defined.every((comp) => isBare(comp))),
  };
}
