/** When alarms go off: RFC 5545 §3.8.6, and whether that is in a range: RFC 4791 §9.9, VALARM. */
import { MAX_ALARM_REPEATS } from '../limits.ts';
import { type Budget, budgetOf, isExceeded, spend } from './budget.ts';
import { SECONDS_PER_DAY } from './civil.ts';
import { compileTiming } from './compile-timing.ts';
import type { Component } from './component.ts';
import { type Duration, parseDateTime, parseDuration } from './date-time.ts';
import { zoneOfClock } from './moment.ts';
import { parameter, property } from './property.ts';
import { overlapsRange, type TimeRange } from './time-range.ts';
import { eachInstance, type Timing, type TimingInstance } from './timing.ts';
import { toInstant, toLocal, type Zone } from './zone.ts';

/** One VALARM: its first trigger, and the further ones. */
export type Alarm = {
  readonly trigger:
    | { readonly is: 'absolute'; readonly instant: number }
    | { readonly is: 'relative'; readonly to: 'start' | 'end'; readonly duration: Duration };
  /** REPEAT, and the seconds between. */
  readonly repeats: number;
  readonly every: number;
};

/** The triggers of a VALARM; undefined without a TRIGGER that can be read. An absolute one without zone is UTC. */
export function alarmOf(component: Component): Alarm | undefined {
  const of = property(component, 'TRIGGER');
  const [duration, time] = of === undefined ? [] : [parseDuration(of.value.trim()), parseDateTime(of.value.trim())];
  const delay = parseDuration(property(component, 'DURATION')?.value.trim() ?? '');
  const every = delay === undefined ? 0 : delay.days * SECONDS_PER_DAY + delay.seconds;
  const count = every > 0 ? Number(property(component, 'REPEAT')?.value ?? 0) : 0;
  const repeats = Number.isInteger(count) && count > 0 ? Math.min(count, MAX_ALARM_REPEATS) : 0;
  if (duration !== undefined) {
    const to = parameter(of!, 'RELATED')?.toUpperCase() === 'END' ? 'end' : 'start';
    return { trigger: { is: 'relative', to, duration }, repeats, every };
  }
  if (time === undefined) return undefined;
  return { trigger: { is: 'absolute', instant: time.kind === 'utc' ? time.instant : time.local }, repeats, every };
}

/**
 * Whether an alarm of one of the components goes off in the range, first or repeated, for any occurrence. `accepts` says
 * which VALARMs are meant (a filter's other conditions). A series beyond the budget is taken to match.
 */
export function alarmOverlaps(
  object: { readonly calendar: Component },
  range: TimeRange,
  floating: Zone,
  accepts: (alarm: Component) => boolean = () => true,
  budget: Budget = budgetOf(),
): boolean {
  const timing = compileTiming(object);
  return object.calendar.components.some((component, index) =>
    component.components.some((alarm) => {
      if (alarm.name !== 'VALARM' || !accepts(alarm)) return false;
      const compiled = alarmOf(alarm);
      return compiled !== undefined && goesOff(timing, index, compiled, range, floating, budget);
    }),
  );
}

function goesOff(
  timing: Timing,
  component: number,
  alarm: Alarm,
  range: TimeRange,
  floating: Zone,
  budget: Budget,
): boolean {
  const { trigger } = alarm;
  if (trigger.is === 'absolute') return triggersWithin(alarm, trigger.instant, range, budget);
  const { days, seconds } = trigger.duration;
  const offset = days * SECONDS_PER_DAY + seconds;
  const tail = alarm.repeats * alarm.every + SECONDS_PER_DAY;
  // the occurrence lies as far from the range as the trigger does from the occurrence
  const around = { from: range.from - offset - tail, to: range.to - offset + SECONDS_PER_DAY };
  for (const instance of eachInstance(timing, around, floating, budget)) {
    if (instance.part.component !== component) continue;
    if (triggersWithin(alarm, triggerTime(timing, instance, trigger, floating), range, budget)) return true;
  }
  return isExceeded(budget);
}

function triggerTime(
  timing: Timing,
  one: TimingInstance,
  trigger: Alarm['trigger'] & { is: 'relative' },
  floating: Zone,
): number {
  const zone = zoneOfClock(one.part.clock, timing.zones, floating);
  const anchor = trigger.to === 'end' ? one.end : one.start;
  const { days, seconds } = trigger.duration;
  return (days === 0 ? anchor : toInstant(zone, toLocal(zone, anchor) + days * SECONDS_PER_DAY)) + seconds;
}

function triggersWithin({ repeats, every }: Alarm, first: number, range: TimeRange, budget: Budget): boolean {
  for (let nth = 0; nth <= repeats; nth++) {
    if (!spend(budget, 1)) return isExceeded(budget);
    if (overlapsRange('point', first + nth * every, first, range)) return true;
  }
  return false;
}
