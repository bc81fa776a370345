/** The bounds of a `Timing` as plain numbers, for the columns of an index. */
import { SECONDS_PER_DAY } from './civil.ts';
import { isFloating, zoneOfClock } from './moment.ts';
import { CALENDAR_END } from './rule-matches.ts';
import type { Timing, TimingPart } from './timing.ts';
import { toInstant, UTC } from './zone.ts';

export type Span = {
  /** No occurrence starts earlier; null when nothing bounds it. */
  readonly start: number | null;
  /** No occurrence ends later; null when nothing bounds it. */
  readonly end: number | null;
  /**
   * True when the numbers are local seconds (days, floating times): a reader's zone moves them by its offset. Where an
   * object has both kinds, they are local, and a day wider on either side.
   */
  readonly isLocal: boolean;
  /** True when `start < to && (end > from || start >= from)` is the whole of RFC 4791 §9.9 for this object. */
  readonly isPlain: boolean;
};

/** The earliest start and the latest end of all occurrences, seconds; undefined when it overlaps no range at all. */
export function spanOf(timing: Timing): Span | undefined {
  const parts = timing.parts.filter((part) => part.test !== 'never');
  if (parts.length === 0) return undefined;
  const locals = parts.filter((part) => isFloating(part.clock)).length;
  const isMixed = locals > 0 && locals < parts.length;
  const margin = isMixed ? SECONDS_PER_DAY : 0;
  const bounds = parts.map((part) => boundsOf(timing, part));
  const start = Math.min(...bounds.map(([first]) => first)) - margin;
  const end = Math.max(...bounds.map(([, last]) => last)) + margin;
  return {
    start: Number.isFinite(start) ? start : null,
    end: Number.isFinite(end) ? end : null,
    isLocal: locals > 0,
    isPlain: parts.length === 1 && timing.parts.length === 1 && isPlainPart(parts[0]!),
  };
}

/**
 * A DTEND at DTSTART overlaps what a moment at DTSTART does not (RFC 4791 §9.9), and an exact length on the reader's clock
 * depends on that clock.
 */
function isPlainPart(part: TimingPart): boolean {
  if (part.series !== undefined || unsure(part) > 0) return false;
  return part.test === 'point' || (part.test === 'range' && part.nominal + part.exact > 0);
}

/** Seconds by which a change of the reader's clock may move the end on it. */
const unsure = (part: TimingPart): number => (isFloating(part.clock) && part.exact > 0 ? SECONDS_PER_DAY : 0);

function boundsOf(timing: Timing, part: TimingPart): readonly [first: number, last: number] {
  if (part.test === 'always') return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const zone = zoneOfClock(part.clock, timing.zones, UTC);
  const at = (local: number) => (isFloating(part.clock) ? local : toInstant(zone, local));
  const length = (local: number) => at(local + part.nominal) + part.exact + unsure(part);
  const { series } = part;
  if (series === undefined)
    return [at(part.local), part.test === 'created' ? Number.POSITIVE_INFINITY : length(part.local)];
  const lasts = [
    ...series.rules.map(({ last }) => last ?? Number.POSITIVE_INFINITY),
    ...series.dates.map(([start]) => start),
    part.local,
  ];
  const firsts = [part.local, ...series.dates.map(([start]) => start)];
  const [before, after] = series.reach;
  const last = Math.max(...lasts);
  // a follower moves by its shift and an hour of summer time may lie between the two
  const slack = timing.parts.some(({ shift }) => shift !== undefined) ? 2 * SECONDS_PER_DAY : 0;
  const end =
    last >= CALENDAR_END
      ? Number.POSITIVE_INFINITY
      : Math.max(length(last), at(last) + before + (before > part.exact + part.nominal ? SECONDS_PER_DAY : 0)) + slack;
  return [at(Math.min(...firsts)) - after - slack, end];
}
