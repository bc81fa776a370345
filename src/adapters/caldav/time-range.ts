import { parseDateTime } from '../../domain/ical/date-time.ts';
import type { TimeRange } from '../../domain/ical/time-range.ts';
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_DATE_TIME, MIN_DATE_TIME } from '../../domain/limits.ts';
import { attributeOf, type XmlElement } from '../webdav/xml/tree.ts';

/** The instant of a date with UTC time, seconds; undefined for anything else. */
const instantOf = (text: string): number | undefined => {
  const value = parseDateTime(text.trim());
  return value?.kind === 'utc' ? value.instant : undefined;
};

const FIRST = instantOf(MIN_DATE_TIME) ?? Number.NEGATIVE_INFINITY;
const LAST = instantOf(MAX_DATE_TIME) ?? Number.POSITIVE_INFINITY;

/** RFC 4791 §7.8, min-date-time and max-date-time. */
const bound = (text: string | undefined, open: number, broken: Refusal): number | Refusal => {
  if (text === undefined) return open;
  const instant = instantOf(text);
  if (instant === undefined) return broken;
  if (instant < FIRST) return refuse('date-too-early', `Times before ${MIN_DATE_TIME} are not looked at.`);
  return instant > LAST ? refuse('date-too-late', `Times after ${MAX_DATE_TIME} are not looked at.`) : instant;
};

/**
 * RFC 4791 §9.9: `start` and `end` of an element, each a date with UTC time; a missing one leaves that end open. What is
 * no range (not such a time, no end after the start) is refused for `reason`.
 */
export const readTimeRange = (
  element: XmlElement,
  reason: 'filter-invalid' | 'request-malformed',
): TimeRange | Refusal => {
  const broken = refuse(
    reason,
    `${element.name.local} has a start and an end, such as 20260101T000000Z, in this order.`,
  );
  const from = bound(attributeOf(element, 'start'), Number.NEGATIVE_INFINITY, broken);
  const to = bound(attributeOf(element, 'end'), Number.POSITIVE_INFINITY, broken);
  if (typeof from !== 'number') return from;
  if (typeof to !== 'number') return to;
  return from < to ? { from, to } : broken;
};

/** The same where neither end may be open. */
export const readClosedRange = (element: XmlElement): TimeRange | Refusal => {
  const range = readTimeRange(element, 'request-malformed');
  if (!('from' in range) || (Number.isFinite(range.from) && Number.isFinite(range.to))) return range;
  return refuse('request-malformed', `${element.name.local} has a start and an end.`);
};
