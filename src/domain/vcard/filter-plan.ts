/** What of a filter an index of search keys can answer: RFC 6352 §8.6. */
import type { ContactFilter, PropFilter } from './filter.ts';
import { searchKey } from './search-key.ts';

/** The properties whose texts `searchText` holds. */
export const SEARCHED = ['FN', 'N', 'NICKNAME', 'EMAIL', 'ORG', 'TEL'] as const;

/**
 * The keys of which the search text of every match holds one; undefined where that says nothing. A match is still to be
 * tried: what is found by its key may differ in marks, or have the text elsewhere.
 */
export function planContactFilter({ test, props }: ContactFilter): readonly string[] | undefined {
  const plans = props.map(keysOf);
  return test === 'anyof' ? every(plans) : narrowest(plans);
}

type Keys = readonly string[] | undefined;

function keysOf(prop: PropFilter): Keys {
  if (prop.is === 'not-defined' || !SEARCHED.some((name) => name === prop.name)) return undefined;
  const texts = prop.texts.map(
    ({ key, negate }): Keys => (negate || searchKey(key) === '' ? undefined : [searchKey(key)]),
  );
  return prop.test === 'allof' ? narrowest(texts) : every([...texts, ...prop.params.map(() => undefined)]);
}

/** One of several conditions holds: the keys of all, if all have some. */
const every = (all: readonly Keys[]): Keys =>
  all.length === 0 || all.includes(undefined) ? undefined : [...new Set(all.flatMap((keys) => keys ?? []))];

/** All conditions hold: the keys of the one whose shortest is longest. */
const narrowest = (all: readonly Keys[]): Keys => {
  const shortest = (keys: readonly string[]) => Math.min(...keys.map(({ length }) => length));
  return all.filter((keys) => keys !== undefined).toSorted((one, other) => shortest(other) - shortest(one))[0];
};
