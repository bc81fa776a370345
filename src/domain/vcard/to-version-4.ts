/** What vCard 3.0 says, in the words of vCard 4.0: RFC 6350 appendix A. */

import type { Property } from './card.ts';
import { mediaOf, PLACES } from './media.ts';
import { dateOf, formatPartialDate, OMIT_YEAR, parsePartialDate } from './partial-date.ts';
import { parameter, preference, text, typesOf } from './property.ts';
import { isUri, joinTypes, without, withParameter } from './rewrite.ts';

type Rewrite = (of: Property) => Property;

/** RFC 6350 §A.2: values of TYPE that are no more. `internet` was the default. */
const GONE: Readonly<Record<string, readonly string[]>> = {
  ADR: ['dom', 'intl', 'postal', 'parcel'],
  LABEL: ['dom', 'intl', 'postal', 'parcel'],
  EMAIL: ['internet'],
};

/** RFC 6350 §5.3, §5.6. */
function parameters(of: Property): Property {
  const preferred = preference(of);
  const gone = GONE[of.name] ?? [];
  const joined = joinTypes(without(of, 'CHARSET'), (type) => type !== 'pref' && !gone.includes(type));
  return preferred === undefined ? joined : withParameter(joined, 'PREF', String(preferred));
}

const renamed =
  (name: string): Rewrite =>
  (of) => ({ ...of, name });

/** RFC 6350 §6.2.5, §6.2.6 */
const date: Rewrite = (of) => {
  const found = dateOf(of);
  if (found === undefined) return withParameter(of, 'VALUE', 'text');
  return { ...without(of, 'VALUE', OMIT_YEAR), value: formatPartialDate(found) };
};

/** RFC 6350 §6.7.4: a timestamp, never a date alone. */
const revision: Rewrite = (of) => {
  const found = parsePartialDate(of.value);
  return found === undefined
    ? of
    : { ...without(of, 'VALUE'), value: formatPartialDate({ ...found, time: found.time ?? '000000Z' }) };
};

/** RFC 6350 §6.2.4, §6.6.3, §6.7.5, §6.8.1 */
const media: Rewrite = (of) => {
  const found = mediaOf(of);
  if (found.is === 'text') return of.name === 'KEY' ? withParameter(of, 'VALUE', 'text') : of;
  const rest = joinTypes(without(of, 'ENCODING', 'VALUE', 'MEDIATYPE'), (type) => PLACES.has(type));
  if (found.is === 'base64')
    return { ...rest, value: `data:${found.mediaType ?? 'application/octet-stream'};base64,${found.base64}` };
  return found.mediaType === undefined ? rest : withParameter(rest, 'MEDIATYPE', found.mediaType);
};

/** RFC 6350 §6.5.2 */
const geo: Rewrite = (of) => {
  const found = /^\s*([+-]?[\d.]+)\s*[;,]\s*([+-]?[\d.]+)\s*$/.exec(of.value);
  return found === null ? of : { ...without(of, 'VALUE'), value: `geo:${found[1]},${found[2]}` };
};

/** RFC 6350 §6.5.1: text is the default, an offset is to be called one. */
const timezone: Rewrite = (of) => {
  const kind = parameter(of, 'VALUE')?.toLowerCase();
  const offset = kind === 'text' ? null : /^\s*([+-]\d\d):?(\d\d)\s*$/.exec(of.value);
  if (offset !== null) return { ...withParameter(of, 'VALUE', 'utc-offset'), value: `${offset[1]}${offset[2]}` };
  return kind === 'uri' ? of : without(of, 'VALUE');
};

/** RFC 6350 §6.2.7; other programs write the word. */
const gender: Rewrite = (of) => {
  const word = text(of).trim().toLowerCase();
  const known = SEXES.get(word);
  if (known !== undefined) return { ...of, name: 'GENDER', value: known };
  return { ...of, name: 'GENDER', value: /^[MFONU]?(;|$)/.test(of.value) ? of.value : `;${of.value}` };
};

const SEXES: ReadonlyMap<string, string> = new Map(
  Object.entries({ male: 'M', female: 'F', other: 'O', none: 'N', unknown: 'U' }),
);

const REWRITES: Readonly<Record<string, Rewrite>> = {
  AGENT: (of) =>
    parameter(of, 'VALUE')?.toLowerCase() === 'uri'
      ? withParameter({ ...without(of, 'VALUE'), name: 'RELATED' }, 'TYPE', 'agent')
      : of,
  BDAY: date,
  GEO: geo,
  KEY: media,
  LOGO: media,
  PHOTO: media,
  REV: revision,
  SOUND: media,
  TEL: (of) => (parameter(of, 'VALUE')?.toLowerCase() === 'uri' ? of : without(of, 'VALUE')),
  TZ: timezone,
  UID: (of) => (isUri(of.value) ? without(of, 'VALUE') : withParameter(of, 'VALUE', 'text')),
  'X-ADDRESSBOOKSERVER-KIND': renamed('KIND'),
  'X-ADDRESSBOOKSERVER-MEMBER': renamed('MEMBER'),
  'X-ANNIVERSARY': (of) => date({ ...of, name: 'ANNIVERSARY' }),
  'X-GENDER': gender,
};

/** The properties that vCard 4.0 has once at most, and under another name before: what stands there already wins. */
const ONCE = ['KIND', 'ANNIVERSARY', 'GENDER'];

/** The properties of a card of 3.0, VERSION left out, in vCard 4.0. What neither knows stays as it is. */
export function toVersion4(all: readonly Property[]): Property[] {
  const named = new Set(all.map(({ name }) => name));
  const rewritten = all.map((of) => (REWRITES[of.name] ?? asIs)(of));
  const kept = rewritten.filter(
    (of, at) => of.name === all[at]?.name || !ONCE.includes(of.name) || !named.has(of.name),
  );
  return sorted(labelled(kept.map(parameters)));
}

const asIs: Rewrite = (of) => of;

/** RFC 6350 §6.3.1: a LABEL is a parameter of the first ADR of its group and types; one that finds none gets an empty one. */
function labelled(all: readonly Property[]): Property[] {
  const labels = Map.groupBy(
    all.filter(({ name }) => name === 'LABEL'),
    kindOf,
  );
  const addresses = all.flatMap((of) => {
    if (of.name === 'LABEL') return [];
    const label =
      of.name === 'ADR' && parameter(of, 'LABEL') === undefined ? labels.get(kindOf(of))?.shift() : undefined;
    return label === undefined ? [of] : [withParameter(of, 'LABEL', text(label))];
  });
  const others = [...labels.values()].flat();
  return [
    ...addresses,
    ...others.map((of) => withParameter({ ...of, name: 'ADR', value: ';;;;;;' }, 'LABEL', text(of))),
  ];
}

const kindOf = (of: Property): string => [of.group, ...[...typesOf(of)].toSorted()].join(' ');

/** RFC 6350 §5.9: what sorts a card is a parameter of its N. */
function sorted(all: readonly Property[]): Property[] {
  const order = all.find(({ name }) => name === 'SORT-STRING');
  const n = all.find(({ name }) => name === 'N');
  if (order === undefined || n === undefined) return [...all];
  return all.flatMap((of) => (of === order ? [] : [of === n ? withParameter(of, 'SORT-AS', text(order)) : of]));
}
