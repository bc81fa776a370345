/** The zone database of the platform (ICU, by way of Intl), with its changes of the clocks found once and kept. */
import type { Zone } from './zone.ts';

/** The changes in a stretch of time: `offset` from its beginning, `offsets[n]` from `instants[n]` on. */
type Stretch = { readonly offset: number; readonly instants: readonly number[]; readonly offsets: readonly number[] };

/** Some 194 days: most stretches have one change or none. */
const STRETCH = 2 ** 24;
/** Two changes closer to each other than this may hide one another; the closest of the laws in force, before and after Ramadan, are twelve days apart. */
const SAMPLE = STRETCH / 32;
/** 1800-01-01: local mean times before. */
const FIRST = -5_364_662_400;
/** 2500-01-01: the laws in force go on for ever, and the calendar repeats after 400 years. */
const LAST = 16_725_225_600;
const CALENDAR_CYCLE = 146_097 * 86_400;

const zones = new Map<string, Zone>();

/** The zone of that name, in any case of letters and with the database's aliases; undefined if it has none. */
export function platformZone(name: string): Zone | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return undefined;
  const format = formatOf(name);
  if (format === undefined) return undefined;
  const id = format.resolvedOptions().timeZone;
  const known = zones.get(id);
  if (known !== undefined) return known;
  const zone = { id, offsetAt: cachedOffsets(format) };
  zones.set(id, zone);
  return zone;
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
}

/**
 * The edition of the platform's zones as a number that grows with them (`2026c` is 202603), for whatever keeps what was
 * computed from them. A constant of the program that runs, like `Intl` itself.
 */
export function zoneDataVersion(): number {
  const [, year = '0', letter = ''] = /^(\d{4})([a-z]?)/.exec(process.versions.tz ?? '') ?? [];
  return Number(year) * 100 + (letter === '' ? 0 : letter.charCodeAt(0) - 'a'.charCodeAt(0) + 1);
}

function cachedOffsets(format: Intl.DateTimeFormat): (instant: number) => number {
  const stretches = new Map<number, Stretch>();
  return (instant) => {
    const at = withinCycle(instant);
    const number = Math.floor(at / STRETCH);
    let stretch = stretches.get(number);
    if (stretch === undefined) {
      stretch = stretchFrom(number * STRETCH, (second) => offsetOf(format, second));
      stretches.set(number, stretch);
    }
    let { offset } = stretch;
    for (let n = 0; n < stretch.instants.length && stretch.instants[n]! <= at; n++) offset = stretch.offsets[n]!;
    return offset;
  };
}

function withinCycle(instant: number): number {
  if (!(instant >= FIRST)) return FIRST;
  if (instant < LAST) return instant;
  return Number.isFinite(instant) ? LAST - CALENDAR_CYCLE + ((instant - LAST) % CALENDAR_CYCLE) : LAST - 1;
}

function stretchFrom(start: number, offsetAt: (second: number) => number): Stretch {
  const [instants, offsets]: [number[], number[]] = [[], []];
  const first = offsetAt(start);
  let offset = first;
  for (let from = start; from < start + STRETCH; from += SAMPLE) {
    const next = offsetAt(from + SAMPLE);
    if (next === offset) continue;
    const change = changeBetween(from, from + SAMPLE, offset, offsetAt);
    // a change at the very end belongs to the next stretch, which begins with it
    if (change < start + STRETCH) {
      instants.push(change);
      offsets.push(offsetAt(change));
    }
    offset = next;
  }
  return { offset: first, instants, offsets };
}

/** The first second in (from, to] with another offset than `offset`, which is that of `from`. */
function changeBetween(from: number, to: number, offset: number, offsetAt: (second: number) => number): number {
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}

function offsetOf(format: Intl.DateTimeFormat, second: number): number {
  const match = /GMT(?:([+-])(\d+)(?::(\d+))?(?::(\d+))?)?/.exec(format.format(second * 1000));
  if (match?.[1] === undefined) return 0;
  const size = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -size : size;
}
