/** What vCard 4.0 says, in the words of vCard 3.0: RFC 2426; names beyond it are those that Apple's programs know. */
import { escapeText } from '../text/escapes.ts';
import type { Property } from './card.ts';
import { formatOf, mediaOf, PLACES } from './media.ts';
import { formatWholeDate, OMIT_YEAR, parsePartialDate } from './partial-date.ts';
import { LEAST, parameter, preference } from './property.ts';
import { joinTypes, without, withParameter, withValues } from './rewrite.ts';

type Rewrite = (of: Property) => Property;

const renamed =
  (name: string): Rewrite =>
  (of) => ({ ...of, name });

/** Programs of Apple put this year where there is none. */
const NO_YEAR = 1604;

/** RFC 2426 §3.1.5: the default is a whole date; what is less is a text. */
const date: Rewrite = (of) => {
  const found = parameter(of, 'VALUE')?.toLowerCase() === 'text' ? undefined : parsePartialDate(of.value);
  const rest = without(of, 'VALUE');
  const year = found?.year ?? (found?.month === undefined ? undefined : NO_YEAR);
  const whole = found === undefined || year === undefined ? undefined : formatWholeDate({ ...found, year });
  if (whole === undefined) return withParameter(of, 'VALUE', 'text');
  const dated = found?.year === undefined ? withParameter(rest, OMIT_YEAR, String(NO_YEAR)) : rest;
  return { ...(found?.time === undefined ? dated : withParameter(dated, 'VALUE', 'date-time')), value: whole };
};

/** RFC 2426 §3.6.4 */
const revision: Rewrite = (of) => {
  const found = parsePartialDate(of.value);
  const whole = found === undefined ? undefined : formatWholeDate(found);
  return whole === undefined ? of : { ...without(of, 'VALUE'), value: whole };
};

/** RFC 2426 §3.1.4, §3.5.3, §3.6.6, §3.7.2 */
const media: Rewrite = (of) => {
  const found = mediaOf(of);
  if (found.is === 'text') return of;
  const places = joinTypes(without(of, 'ENCODING', 'VALUE', 'MEDIATYPE'), (type) => PLACES.has(type));
  const format =
    found.mediaType === undefined || found.mediaType === 'application/octet-stream'
      ? []
      : [formatOf(of.name, found.mediaType)];
  const types = [...format, ...places.parameters.flatMap(({ name, values }) => (name === 'TYPE' ? values : []))];
  const rest = withValues(places, 'TYPE', types);
  return found.is === 'base64'
    ? { ...withParameter(rest, 'ENCODING', 'b'), value: found.base64 }
    : withParameter(rest, 'VALUE', 'uri');
};

/** RFC 2426 §3.4.2 */
const geo: Rewrite = (of) => {
  const found = /^geo:([+-]?[\d.]+),([+-]?[\d.]+)$/i.exec(of.value);
  return found === null
    ? withParameter(of, 'VALUE', 'uri')
    : { ...without(of, 'VALUE'), value: `${found[1]};${found[2]}` };
};

/** RFC 2426 §3.4.1: an offset is the default, a text is to be called one. */
const timezone: Rewrite = (of) => {
  const kind = parameter(of, 'VALUE')?.toLowerCase();
  if (kind === 'uri') return of;
  const offset = kind === 'utc-offset' ? /^([+-]\d\d):?(\d\d)?$/.exec(of.value) : null;
  return offset === null
    ? withParameter(of, 'VALUE', 'text')
    : { ...without(of, 'VALUE'), value: `${offset[1]}:${offset[2] ?? '00'}` };
};

/** RFC 2426 §3.3.1 knows phone numbers only. */
const telephone: Rewrite = (of) => ({ ...without(of, 'VALUE'), value: of.value.replace(/^tel:/i, '') });

/** RFC 6350 §6.6.6; vCard 3.0 had a property for the one relation it knew. */
const related: Rewrite = (of) => {
  const isAgent = parameter(of, 'TYPE')?.toLowerCase() === 'agent' && parameter(of, 'VALUE')?.toLowerCase() !== 'text';
  return isAgent ? withParameter({ ...without(of, 'TYPE'), name: 'AGENT' }, 'VALUE', 'uri') : of;
};

const REWRITES: Readonly<Record<string, Rewrite>> = {
  ANNIVERSARY: (of) => ({ ...date(of), name: 'X-ANNIVERSARY' }),
  BDAY: date,
  GENDER: renamed('X-GENDER'),
  GEO: geo,
  KEY: media,
  KIND: renamed('X-ADDRESSBOOKSERVER-KIND'),
  LOGO: media,
  MEMBER: renamed('X-ADDRESSBOOKSERVER-MEMBER'),
  PHOTO: media,
  RELATED: related,
  REV: revision,
  SOUND: media,
  TEL: telephone,
  TZ: timezone,
  UID: (of) => without(of, 'VALUE'),
};

/** The properties of a card of 4.0, VERSION left out, in vCard 3.0. RFC 6350 §7 says nothing to 3.0: PID is left out. */
export function toVersion3(all: readonly Property[]): Property[] {
  const best = new Map<string, number>();
  for (const of of all) best.set(of.name, Math.min(best.get(of.name) ?? LEAST, preference(of) ?? LEAST));
  return all
    .filter(({ name }) => name !== 'CLIENTPIDMAP')
    .map((of) => preferred(without(of, 'PID'), best.get(of.name) ?? LEAST))
    .map((of) => (REWRITES[of.name] ?? asIs)(of))
    .flatMap(unlabelled)
    .flatMap(unsorted);
}

const asIs: Rewrite = (of) => of;

/** RFC 2426 knows one preference, not a hundred: it goes to what is preferred to all others of the name. */
function preferred(of: Property, best: number): Property {
  const isBest = best < LEAST && preference(of) === best;
  const types = joinTypes(without(of, 'PREF'), (type) => type !== 'pref');
  const known = types.parameters.flatMap(({ name, values }) => (name === 'TYPE' ? values : []));
  return isBest ? withValues(types, 'TYPE', [...known, 'pref']) : types;
}

/** RFC 2426 §3.2.2: a property of its own, of the same types. RFC 6350 §6.3.1 shows line breaks as `\n` in quotes. */
function unlabelled(of: Property): Property[] {
  const written = of.name === 'ADR' ? parameter(of, 'LABEL') : undefined;
  if (written === undefined) return [of];
  const address = without(of, 'LABEL');
  const label = { ...address, name: 'LABEL', value: escapeText(written.replace(/\\n/gi, '\n')) };
  return /^;*$/.test(of.value) ? [label] : [address, label];
}

/** RFC 2426 §3.6.5 */
function unsorted(of: Property): Property[] {
  const order = of.name === 'N' ? of.parameters.find(({ name }) => name === 'SORT-AS')?.values.join(',') : undefined;
  if (order === undefined) return [of];
  return [without(of, 'SORT-AS'), { ...of, group: '', name: 'SORT-STRING', parameters: [], value: escapeText(order) }];
}
