/** The occurrences of a calendar object with the components they come from: RFC 5545 §3.8.5. */
import { type Budget, budgetOf } from './budget.ts';
import { compileTiming } from './compile-timing.ts';
import type { Component } from './component.ts';
import type { Instant } from './date-time.ts';
import type { Moment } from './moment.ts';
import type { TimeRange } from './time-range.ts';
import { instancesOf } from './timing.ts';
import type { Zone } from './zone.ts';

export type Instance = {
  /** The component whose properties it has: the master, or an override. */
  readonly component: Component;
  /** Which occurrence it is, on the clock of the master's DTSTART; absent for what does not recur. */
  readonly recurrenceId?: Moment;
  readonly start: Instant;
  readonly end: Instant;
  /** Its start on the clock of the component's DTSTART (of a to-do without one: of DUE). */
  readonly moment: Moment;
  readonly isAllDay: boolean;
};

/**
 * The instances of an object that overlap a range (RFC 4791 §9.9), by their start. `floating` is the zone for days and
 * floating times. `isComplete` is false when there may be more than the budget or MAX_INSTANCES allowed.
 */
export function recurrenceSet(
  object: { readonly calendar: Component },
  range: TimeRange,
  floating: Zone,
  budget: Budget = budgetOf(),
): { readonly instances: readonly Instance[]; readonly isComplete: boolean } {
  const { instances, isComplete } = instancesOf(compileTiming(object), range, floating, budget);
  return {
    isComplete,
    instances: instances.map(({ part, id, start, end, local }) => ({
      component: object.calendar.components[part.component]!,
      ...(id === undefined ? {} : { recurrenceId: id }),
      start,
      end,
      moment: { local, clock: part.clock },
      isAllDay: part.clock === 'date',
    })),
  };
}
