/** A zone of the database written as a VTIMEZONE, for clients that ask for one: RFC 5545 §3.6.5, RFC 7809 §3.1.5. */
import { civilFromDays, daysFromCivil, daysInMonth, SECONDS_PER_DAY, weekdayOf } from './civil.ts';
import { asLocal, formatLocal } from './date-time.ts';
import { PRODUCT, serialize, type WrittenComponent } from './serialize.ts';
import type { Zone } from './zone.ts';

/** A change of the clock: the instant, the offsets before and after, and what the old clock showed. */
type Change = { readonly from: number; readonly to: number; readonly local: number };

/** Where the definition begins; before, the offset of that day is taken. */
const FIRST_YEAR = 1970;
/** Changes that follow no rule are written down up to here. */
const LAST_YEAR = 2037;
/** A rule must have held for this many years at the end to be taken for the law in force. */
const YEARS_OF_A_RULE = 12;
/** No two changes are closer than twelve days, anywhere. */
const STEP = 6 * SECONDS_PER_DAY;

const startOf = (year: number): number => daysFromCivil(year, 1, 1) * SECONDS_PER_DAY;

const changesOf = ({ offsetAt }: Zone): Change[] => {
  const changes: Change[] = [];
  for (let at = startOf(FIRST_YEAR); at < startOf(LAST_YEAR + 1); at += STEP) {
    const from = offsetAt(at);
    if (offsetAt(at + STEP) === from) continue;
    let [low, high] = [at, at + STEP];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle) === from) low = middle;
      else high = middle;
    }
    changes.push({ from, to: offsetAt(high), local: high + from });
  }
  return changes;
};

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** The yearly rules that a change may be an instance of: the nth weekday of a month, or its last. */
const rulesOf = ({ local }: Change): string[] => {
  const number = Math.floor(local / SECONDS_PER_DAY);
  const { year, month, day } = civilFromDays(number);
  const weekday = WEEKDAYS[weekdayOf(number)];
  const nth = `FREQ=YEARLY;BYMONTH=${month};BYDAY=${Math.ceil(day / 7)}${weekday}`;
  return day + 7 > daysInMonth(year, month) ? [`FREQ=YEARLY;BYMONTH=${month};BYDAY=-1${weekday}`, nth] : [nth];
};

const yearOf = ({ local }: Change): number => civilFromDays(Math.floor(local / SECONDS_PER_DAY)).year;

const timeOfDay = ({ local }: Change): number => local - Math.floor(local / SECONDS_PER_DAY) * SECONDS_PER_DAY;

const isLike = (a: Change, b: Change): boolean => a.from === b.from && a.to === b.to && timeOfDay(a) === timeOfDay(b);

/** The changes at the end that one rule makes, one in each year; undefined where there is no such rule. */
const ruled = (changes: readonly Change[], last: Change): { rule: string; of: readonly Change[] } | undefined => {
  const candidates = rulesOf(last).map((rule) => {
    const of: Change[] = [];
    for (let year = LAST_YEAR; year >= FIRST_YEAR; year -= 1) {
      const change = changes.find(
        (each) => yearOf(each) === year && isLike(each, last) && rulesOf(each).includes(rule),
      );
      if (change === undefined) break;
      of.unshift(change);
    }
    return { rule, of };
  });
  return candidates.sort((a, b) => b.of.length - a.of.length).find(({ of }) => of.length >= YEARS_OF_A_RULE);
};

/** RFC 5545 §3.3.14 */
const offsetText = (offset: number): string => {
  const size = Math.abs(offset);
  const digits = Math.floor(size / 3600) * 10_000 + Math.floor((size % 3600) / 60) * 100 + (size % 60);
  const text = String(digits).padStart(6, '0');
  return (offset < 0 ? '-' : '+') + (text.endsWith('00') ? text.slice(0, 4) : text);
};

const observance = (changes: readonly Change[], rule?: string): WrittenComponent => {
  const [first, ...others] = changes as readonly [Change, ...Change[]];
  const dates = others.map(({ local }) => formatLocal(asLocal(local))).join(',');
  return {
    name: first.to > first.from ? 'DAYLIGHT' : 'STANDARD',
    properties: [
      { name: 'DTSTART', value: formatLocal(asLocal(first.local)) },
      { name: 'TZOFFSETFROM', value: offsetText(first.from) },
      { name: 'TZOFFSETTO', value: offsetText(first.to) },
      ...(rule === undefined ? [] : [{ name: 'RRULE', value: rule }]),
      ...(rule === undefined && dates !== '' ? [{ name: 'RDATE', value: dates }] : []),
    ],
  };
};

/** The offset with which the definition begins, as an observance of its own. */
const beginning = ({ offsetAt }: Zone): WrittenComponent => {
  const to = offsetAt(startOf(FIRST_YEAR));
  return observance([{ from: to, to, local: startOf(FIRST_YEAR) }]);
};

const observancesOf = (zone: Zone): WrittenComponent[] => {
  const changes = changesOf(zone);
  const inForce = changes
    .filter((change) => yearOf(change) === LAST_YEAR)
    .map((last) => ruled(changes, last))
    .filter((found) => found !== undefined);
  const explained = new Set(inForce.flatMap(({ of }) => of));
  const single = Map.groupBy(
    changes.filter((change) => !explained.has(change)),
    ({ from, to }) => `${from} ${to}`,
  );
  return [
    beginning(zone),
    ...[...single.values()].map((alike) => observance(alike)),
    ...inForce.map(({ rule, of }) => observance(of, rule)),
  ];
};

/** By the name of the zone: the database has a few hundred. */
const written = new Map<string, string>();

/**
 * A VCALENDAR with the one VTIMEZONE of a zone of the database: its changes since 1970, and the rules in force. Zones
 * whose changes follow no yearly rule have them written down up to 2037.
 */
export function defineZone(zone: Zone): string {
  const known = written.get(zone.id);
  if (known !== undefined) return known;
  const timezone: WrittenComponent = {
    name: 'VTIMEZONE',
    properties: [{ name: 'TZID', value: zone.id }],
    components: observancesOf(zone),
  };
  const text = serialize({
    name: 'VCALENDAR',
    properties: [
      { name: 'PRODID', value: PRODUCT },
      { name: 'VERSION', value: '2.0' },
    ],
    components: [timezone],
  });
  written.set(zone.id, text);
  return text;
}
