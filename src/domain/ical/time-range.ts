/** When a component overlaps a range of time: the conditions of the tables in RFC 4791 §9.9, one by one. */

/** A range of instants, seconds; open ends are infinite. `from` belongs to it, `to` does not. */
export type TimeRange = { readonly from: number; readonly to: number };

/** Which row of which table. */
export type OverlapTest =
  /** VEVENT with DTEND, a DURATION above zero, or all-day; VJOURNAL of a day; a period of FREEBUSY. */
  | 'range'
  /** VEVENT or VJOURNAL at a moment; VTODO with DTSTART only. */
  | 'point'
  /** VTODO with DTSTART and DURATION. */
  | 'start-and-duration'
  /** VTODO with DTSTART and DUE. */
  | 'start-and-due'
  /** VTODO with DUE only: start and end are both DUE. */
  | 'due'
  /** VTODO with COMPLETED but no time of its own: start and end are CREATED and COMPLETED, in their order. */
  | 'completed'
  /** VTODO with CREATED only. */
  | 'created'
  /** VFREEBUSY with DTSTART and DTEND. */
  | 'free-busy'
  /** VTODO without any time. */
  | 'always'
  /** VJOURNAL without DTSTART, VFREEBUSY without any time. */
  | 'never';

/** Whether what starts and ends at these instants (seconds) overlaps the range. */
export function overlapsRange(test: OverlapTest, start: number, end: number, { from, to }: TimeRange): boolean {
  switch (test) {
    case 'range':
      return from < end && to > start;
    case 'point':
      return from <= start && to > start;
    case 'start-and-duration':
      return from <= end && (to > start || to >= end);
    case 'start-and-due':
      return (from < end || from <= start) && (to > start || to >= end);
    case 'due':
      return from < end && to >= end;
    case 'completed':
      return from <= end && to >= start;
    case 'created':
      return to > start;
    case 'free-busy':
      return from <= end && to > start;
    case 'always':
      return true;
    case 'never':
      return false;
  }
}
