/** What of a CARDDAV:filter a directory can look for: RFC 6352 §10.5, draft-daboo-carddav-directory-gateway §5. */
import type { TextMatch } from '../text/text-match.ts';
import type { ContactFilter, PropFilter } from '../vcard/filter.ts';

/** One of these fields has the text: a way to meet a filter. */
export type Alternative = { readonly fields: readonly string[]; readonly text: string; readonly how: TextMatch['how'] };

/**
 * What a filter asks of a directory. A search finds all that meet the filter, and others: what is found is tried on the
 * filter again. Without alternatives nothing is known of what is meant, and everything is to be tried.
 */
export type Question =
  | { readonly is: 'listing' }
  | { readonly is: 'search'; readonly alternatives: readonly Alternative[] | undefined };

/** The fields of a source in which a text of a property can be; undefined where it can be anywhere. */
export type FieldsOf = (property: string) => readonly string[] | undefined;

/** Every match of the filter without a text, or with a full stop alone, is a listing: SOGo's `listRequiresDot`. */
export function questionOf(filter: ContactFilter, fieldsOf: FieldsOf): Question {
  const keys = filter.props.flatMap(textsOf).map(({ key }) => key);
  if (keys.every((key) => key === '' || key === '.')) return { is: 'listing' };
  const plans = filter.props.map((prop) => planOf(prop, fieldsOf));
  return { is: 'search', alternatives: filter.test === 'anyof' ? every(plans) : narrowest(plans) };
}

/** Whether somebody asked for all there is by the full stop that SOGo wants for it. */
export const hasDot = (filter: ContactFilter): boolean => filter.props.flatMap(textsOf).some(({ key }) => key === '.');

const textsOf = (prop: PropFilter): readonly TextMatch[] =>
  prop.is === 'not-defined'
    ? []
    : [...prop.texts, ...prop.params.flatMap((param) => (param.is === 'defined' && param.text ? [param.text] : []))];

type Plan = readonly Alternative[] | undefined;

function planOf(prop: PropFilter, fieldsOf: FieldsOf): Plan {
  const fields = prop.is === 'not-defined' ? undefined : fieldsOf(prop.name);
  if (prop.is === 'not-defined' || fields === undefined) return undefined;
  const texts = prop.texts.map((match) => alternativeOf(prop.name, fields, match));
  return prop.test === 'allof' ? narrowest(texts) : every([...texts, ...prop.params.map(() => undefined)]);
}

/** Properties that several attributes make, one after the other. */
const COMPOUND: ReadonlySet<string> = new Set(['N', 'ORG', 'ADR', 'NICKNAME', 'CATEGORIES']);

/** What stands between values in a property, or means nothing to a directory: RFC 4518 §2.2, §2.6. */
const BETWEEN = /[\s\p{Z}\p{C};,\\]+/u;

/** The longest word of the text is in one value, whatever the property is made of. */
function alternativeOf(property: string, fields: readonly string[], { key, how, negate }: TextMatch): Plan {
  if (negate) return undefined;
  const words = key.normalize('NFC').split(BETWEEN);
  const [longest = ''] = words.toSorted((one, other) => other.length - one.length);
  if (longest === '') return undefined;
  const isWhole = words.length === 1 && !COMPOUND.has(property);
  return [{ fields, text: longest, how: isWhole ? how : 'contains' }];
}

/** One of several conditions holds: the alternatives of all, if all have some. */
const every = (plans: readonly Plan[]): Plan =>
  plans.length === 0 || plans.includes(undefined) ? undefined : plans.flatMap((plan) => plan ?? []);

/** All conditions hold: the alternatives of the one whose shortest text is longest. */
const narrowest = (plans: readonly Plan[]): Plan => {
  const shortest = (plan: readonly Alternative[]) => Math.min(...plan.map(({ text }) => text.length));
  return plans.filter((plan) => plan !== undefined).toSorted((one, other) => shortest(other) - shortest(one))[0];
};
