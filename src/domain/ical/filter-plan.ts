/** What of a filter an index can answer: RFC 4791 §7.4, §9.7. */
import { COMPONENT_TYPES, type ComponentType } from './component.ts';
import type { CompFilter } from './filter.ts';
import type { TimeRange } from './time-range.ts';

export type FilterPlan = {
  /** No object of another type matches. */
  readonly types: readonly ComponentType[];
  /** No object without an occurrence in it matches. */
  readonly range: TimeRange | undefined;
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

/** How to look for what matches a filter on VCALENDAR. An object holds components of one type, and no VFREEBUSY. */
export function planFilter(filter: CompFilter): FilterPlan {
  if (filter.is === 'not-defined') return { types: [], range: undefined, isExact: true };
  const { props, comps, test } = filter;
  if (test === 'anyof' && props.length + comps.length > 1)
    return { types: COMPONENT_TYPES, range: undefined, isExact: false };
  const types = comps.reduce<readonly ComponentType[]>(typesOf, COMPONENT_TYPES);
  const defined = comps.filter((comp) => comp.is === 'defined' && isType(comp.name)) as readonly Defined[];
  const ranged = defined.filter(narrows);
  const others = comps.filter(({ name }) => !isType(name));
  return {
    types,
    range: ranged[0]?.range,
    isExact:
      types.length === 0 ||
      (props.length === 0 && others.length === 0 && ranged.length < 2 && defined.every((comp) => isBare(comp))),
  };
}
