import { SECONDS_PER_DAY, weekdayOf } from './civil.ts';
import type { BusyPeriod } from './free-busy.ts';
import type { TimeRange } from './time-range.ts';
import { toInstant, toLocal, type Zone } from './zone.ts';

/** The whole days around the one that an instant is in, on the clock of a zone: so many before, and so many after it. */
export const daysAround = (instant: number, zone: Zone, before: number, after: number): TimeRange => {
  const today = Math.floor(toLocal(zone, instant) / SECONDS_PER_DAY);
  const midnight = (day: number) => toInstant(zone, day * SECONDS_PER_DAY);
  return { from: midnight(today - before), to: midnight(today + after + 1) };
};

/** Full hours of the clock: when the working day begins and ends. */
export type WorkingDay = { readonly begins: number; readonly ends: number };

/** The hours of one day, counted from 1970, in which nobody works. */
const freeHours = (day: number, { begins, ends }: WorkingDay): readonly (readonly [from: number, to: number])[] => {
  const isWeekend = [0, 6].includes(weekdayOf(day));
  return isWeekend
    ? [[0, 24]]
    : [
        [0, begins],
        [ends, 24],
      ];
};

/** SOGoBusyOffHours: nights and weekends in a range, cut at its ends, as busy times; they touch each other. */
export function* offHours(range: TimeRange, zone: Zone, working: WorkingDay): Generator<BusyPeriod> {
  const last = Math.floor(toLocal(zone, range.to - 1) / SECONDS_PER_DAY);
  for (let day = Math.floor(toLocal(zone, range.from) / SECONDS_PER_DAY); day <= last; day += 1)
    for (const [from, to] of freeHours(day, working)) {
      const at = (hour: number) => toInstant(zone, day * SECONDS_PER_DAY + hour * 3600);
      const [start, end] = [Math.max(at(from), range.from), Math.min(at(to), range.to)];
      if (start < end) yield { start, end, type: 'BUSY' };
    }
}
