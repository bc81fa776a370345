/** Busy times: what a Timing contributes, merged by type, and written as a VFREEBUSY. RFC 4791 §7.10, RFC 5545 §3.6.4. */
import type { Budget } from './budget.ts';
import { asInstant, formatUtc } from './date-time.ts';
import { busyIn } from './meeting.ts';
import { PRODUCT, serialize, type WrittenProperty } from './serialize.ts';
import type { TimeRange } from './time-range.ts';
import { type BusyType, eachInstance, type Timing } from './timing.ts';
import type { Zone } from './zone.ts';

/** Instants, in seconds; never empty. */
export type BusyPeriod = { readonly start: number; readonly end: number; readonly type: Exclude<BusyType, 'FREE'> };

/**
 * The busy times of one object inside a range, cut at its ends, in no order; what takes no time is not busy. With the
 * addresses of somebody they are his: those of a meeting depend on his answer.
 */
export function* busyPeriods(
  timing: Timing,
  range: TimeRange,
  floating: Zone,
  budget: Budget,
  mails?: ReadonlySet<string>,
): Generator<BusyPeriod> {
  if (timing.parts.every((part) => part.busy === 'FREE')) return;
  for (const { part, start, end } of eachInstance(timing, range, floating, budget)) {
    const [from, to] = [Math.max(start, range.from), Math.min(end, range.to)];
    const type = mails === undefined ? part.busy : busyIn(part, mails);
    if (type !== 'FREE' && from < to) yield { start: from, end: to, type };
  }
}

/** RFC 4791 §7.10: overlapping and touching periods of one type become one; ordered by start, then type. */
export function mergeBusy(periods: Iterable<BusyPeriod>): BusyPeriod[] {
  const merged: BusyPeriod[] = [];
  const last = new Map<BusyType, number>();
  for (const period of [...periods].sort((a, b) => a.start - b.start)) {
    const index = last.get(period.type);
    const before = index === undefined ? undefined : merged[index]!;
    if (before !== undefined && period.start <= before.end) {
      merged[index!] = { ...before, end: Math.max(before.end, period.end) };
      continue;
    }
    last.set(period.type, merged.push(period) - 1);
  }
  return merged.sort((a, b) => a.start - b.start || (a.type < b.type ? -1 : 1));
}

/**
 * The text of a VCALENDAR with one VFREEBUSY over a range (both ends finite). `stamp` is the instant of the answer;
 * `properties` is what else the occasion wants (METHOD's UID, ORGANIZER, ATTENDEE), `method` is its METHOD if any.
 */
export function writeFreeBusy(
  range: TimeRange,
  periods: readonly BusyPeriod[],
  stamp: number,
  properties: readonly WrittenProperty[] = [],
  method?: string,
): string {
  const utc = (instant: number) => formatUtc(asInstant(instant));
  const busy = periods.map(({ start, end, type }) => ({
    name: 'FREEBUSY',
    parameters: type === 'BUSY' ? [] : [{ name: 'FBTYPE', values: [type] }],
    value: `${utc(start)}/${utc(end)}`,
  }));
  return serialize({
    name: 'VCALENDAR',
    properties: [
      { name: 'VERSION', value: '2.0' },
      { name: 'PRODID', value: PRODUCT },
      ...(method === undefined ? [] : [{ name: 'METHOD', value: method }]),
    ],
    components: [
      {
        name: 'VFREEBUSY',
        properties: [
          ...properties,
          { name: 'DTSTAMP', value: utc(stamp) },
          { name: 'DTSTART', value: utc(range.from) },
          { name: 'DTEND', value: utc(range.to) },
          ...busy,
        ],
      },
    ],
  });
}
