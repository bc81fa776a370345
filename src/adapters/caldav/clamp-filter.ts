/** SOGoDAVCalendarStartTimeLimit: how far the time-ranges of a query may reach. */
import type { CompFilter } from '../../domain/ical/filter.ts';
import type { TimeRange } from '../../domain/ical/time-range.ts';

/**
 * A range of more than `limit` seconds: half of that on either side of now, or all of it at the end that is nearer to now
 * where the range is wholly past or future. Nothing is looked at that was not asked for.
 */
export const clampRange = ({ from, to }: TimeRange, limit: number, now: number): TimeRange => {
  if (to - from <= limit) return { from, to };
  if (to <= now) return { from: to - limit, to };
  if (from >= now) return { from, to: from + limit };
  return { from: Math.max(from, now - limit / 2), to: Math.min(to, now + limit / 2) };
};

/** A filter on VCALENDAR with the ranges of its events, tasks and journals clamped; those of what is in them stay. */
export const clampFilter = (filter: CompFilter, limit: number, now: number): CompFilter => {
  if (filter.is === 'not-defined') return filter;
  const comps = filter.comps.map((comp) =>
    comp.is === 'defined' && comp.range !== undefined ? { ...comp, range: clampRange(comp.range, limit, now) } : comp,
  );
  return { ...filter, comps };
};
