/** From the tree of a calendar object to its `Timing`: RFC 5545 §3.6.1–3.6.4, §3.8.2, §3.8.5. */
import { budgetOf } from './budget.ts';
import { SECONDS_PER_DAY } from './civil.ts';
import type { Component, Property } from './component.ts';
import { type Duration, parseDuration, parsePeriod, parseTime, type TimeValue } from './date-time.ts';
import { meetingOf } from './meeting.ts';
import { type Clocks, isFloating, localOn, type Moment, momentIn, momentOf, zoneOfClock } from './moment.ts';
import { parameter, properties, property } from './property.ts';
import { isRuleProblem, parseRule } from './recurrence-rule.ts';
import { CALENDAR_END, matchesIn } from './rule-matches.ts';
import { seriesOf } from './rule-occurrences.ts';
import type { OverlapTest } from './time-range.ts';
import type { BoundedRule, BusyType, Length, SeriesTiming, Timing, TimingPart } from './timing.ts';
import { toInstant, toLocal, UTC } from './zone.ts';

const NO_LENGTH: Length = { nominal: 0, exact: 0 };
const ONE_DAY: Length = { nominal: SECONDS_PER_DAY, exact: 0 };

/**
 * The timing of a calendar object: whatever has times among the components of its VCALENDAR, so VFREEBUSY too. Values that
 * cannot be read are as if they were absent; a zone nobody knows makes a time floating.
 */
export function compileTiming({ calendar }: { readonly calendar: Component }): Timing {
  const clocks: Clocks = { timezones: calendar.components.filter(({ name }) => name === 'VTIMEZONE'), own: [] };
  const items = calendar.components
    .map((component, index) => ({ component, index, parts: partsOf(component, index, clocks) }))
    .filter(({ parts }) => parts.length > 0);
  const isOverride = ({ component }: Item) => property(component, 'RECURRENCE-ID') !== undefined;
  const masters = items.filter((item) => !isOverride(item));
  const master = masters[0]?.parts[0];
  const overrides = items.filter(isOverride).flatMap((item) => overrideOf(item, master, clocks));
  const parts = masters.flatMap((item) => {
    const [part, ...others] = item.parts;
    const series = seriesIn(item.component, part!, part === master ? overrides : [], clocks);
    return series === undefined ? item.parts : [{ ...part!, series }, ...others];
  });
  return { parts: [...parts, ...overrides], zones: clocks.own };
}

type Item = { readonly component: Component; readonly parts: readonly TimingPart[] };

/** The parts of a component: one, but none for a VTIMEZONE, and one for each period of a VFREEBUSY. */
function partsOf(component: Component, index: number, clocks: Clocks): TimingPart[] {
  switch (component.name) {
    case 'VEVENT':
      return [eventPart(component, index, clocks)];
    case 'VTODO':
      return [todoPart(component, index, clocks)];
    case 'VJOURNAL':
      return [journalPart(component, index, clocks)];
    case 'VFREEBUSY':
      return freeBusyParts(component, index, clocks);
    default:
      return [];
  }
}

const timeless = (component: number, test: OverlapTest): TimingPart => ({
  local: 0,
  clock: 'UTC',
  ...NO_LENGTH,
  component,
  test,
  busy: 'FREE',
});

function eventPart(event: Component, component: number, clocks: Clocks): TimingPart {
  const start = momentIn(property(event, 'DTSTART'), clocks);
  if (start === undefined) return timeless(component, 'never');
  const end = momentIn(property(event, 'DTEND'), clocks);
  const length =
    lengthOf(start, end, property(event, 'DURATION'), clocks) ?? (start.clock === 'date' ? ONE_DAY : NO_LENGTH);
  const test = end !== undefined || length.nominal + length.exact > 0 ? 'range' : 'point';
  const busy = busyType(event);
  const meeting = busy === 'FREE' ? undefined : meetingOf(event);
  return { ...start, ...length, component, test, busy, ...(meeting && { meeting }), ...statusOf(event) };
}

/** RFC 4791 §9.9, the table of VTODO. */
function todoPart(todo: Component, component: number, clocks: Clocks): TimingPart {
  const start = momentIn(property(todo, 'DTSTART'), clocks);
  const due = momentIn(property(todo, 'DUE'), clocks);
  const rest = { component, busy: 'FREE', ...statusOf(todo) } as const;
  if (start !== undefined) {
    const length = lengthOf(start, due, property(todo, 'DURATION'), clocks);
    const test = length === undefined ? 'point' : due === undefined ? 'start-and-duration' : 'start-and-due';
    return { ...start, ...(length ?? NO_LENGTH), ...rest, test };
  }
  if (due !== undefined) return { ...due, ...NO_LENGTH, ...rest, test: 'due' };
  const completed = momentIn(property(todo, 'COMPLETED'), clocks);
  const created = momentIn(property(todo, 'CREATED'), clocks);
  const known = [completed, created]
    .filter((moment) => moment !== undefined)
    .map((moment) => localOn('UTC', moment, clocks.own));
  if (known.length === 0) return { ...timeless(component, 'always'), ...rest };
  const first = Math.min(...known);
  const test = completed === undefined ? 'created' : 'completed';
  return { local: first, clock: 'UTC', nominal: 0, exact: Math.max(...known) - first, ...rest, test };
}

function journalPart(journal: Component, component: number, clocks: Clocks): TimingPart {
  const start = momentIn(property(journal, 'DTSTART'), clocks);
  if (start === undefined) return timeless(component, 'never');
  const isDay = start.clock === 'date';
  const length = isDay ? ONE_DAY : NO_LENGTH;
  return { ...start, ...length, component, test: isDay ? 'range' : 'point', busy: 'FREE', ...statusOf(journal) };
}

/** RFC 5545 §3.6.4: its window, which decides whether it overlaps, and its periods, which tell who is busy. */
function freeBusyParts(freeBusy: Component, component: number, clocks: Clocks): TimingPart[] {
  const start = momentIn(property(freeBusy, 'DTSTART'), clocks);
  const end = momentIn(property(freeBusy, 'DTEND'), clocks);
  const periods = properties(freeBusy, 'FREEBUSY').flatMap((of) => periodParts(of, component, clocks));
  if (start === undefined || end === undefined) return periods.length > 0 ? periods : [timeless(component, 'never')];
  const [from, to] = [localOn('UTC', start, clocks.own), localOn('UTC', end, clocks.own)];
  const window: TimingPart = { ...timeless(component, 'free-busy'), local: from, exact: Math.max(to - from, 0) };
  return [window, ...periods.filter((period) => period.local < to && period.local + period.exact > from)];
}

function periodParts(of: Property, component: number, clocks: Clocks): TimingPart[] {
  const type = (parameter(of, 'FBTYPE') ?? 'BUSY').toUpperCase();
  const busy = BUSY_TYPES.find((known) => known === type) ?? 'BUSY';
  return of.value
    .split(',')
    .map((text) => parsePeriod(text.trim()))
    .filter((period) => period !== undefined)
    .map((period) => {
      const start = momentOf(period.start, parameter(of, 'TZID'), clocks);
      const length =
        'end' in period
          ? lengthBetween(start, momentOf(period.end, parameter(of, 'TZID'), clocks), clocks)
          : { nominal: 0, exact: period.duration.days * SECONDS_PER_DAY + period.duration.seconds };
      return { ...start, ...length, component, test: 'range', busy };
    });
}

const BUSY_TYPES: readonly BusyType[] = ['BUSY', 'BUSY-TENTATIVE', 'BUSY-UNAVAILABLE', 'FREE'];

/** RFC 4791 §7.10, the table of TRANSP and STATUS. */
function busyType(event: Component): BusyType {
  if (property(event, 'TRANSP')?.value.trim().toUpperCase() === 'TRANSPARENT') return 'FREE';
  const status = property(event, 'STATUS')?.value.trim().toUpperCase();
  if (status === 'CANCELLED') return 'FREE';
  return status === 'TENTATIVE' ? 'BUSY-TENTATIVE' : 'BUSY';
}

function statusOf(component: Component): { status?: string } {
  const status = property(component, 'STATUS')?.value.trim().toUpperCase();
  return status === undefined ? {} : { status };
}

/** The length by the end or the DURATION; undefined when there is neither. */
function lengthOf(
  start: Moment,
  end: Moment | undefined,
  duration: Property | undefined,
  clocks: Clocks,
): Length | undefined {
  if (end !== undefined) return lengthBetween(start, end, clocks);
  const parsed = duration === undefined ? undefined : parseDuration(duration.value.trim());
  return parsed === undefined ? undefined : lengthOfDuration(parsed);
}

const lengthOfDuration = ({ days, seconds }: Duration): Length => ({
  nominal: Math.max(days * SECONDS_PER_DAY, 0),
  exact: Math.max(seconds, 0),
});

/** RFC 5545 §3.8.5.3: an end makes the length exact. Days and floating times have only their clock. An end before the start counts as the start. */
function lengthBetween(start: Moment, end: Moment, clocks: Clocks): Length {
  if (start.clock === 'date') {
    // the end is the day after the last; clients that write the same day mean that day
    const days = Math.ceil((end.local - start.local) / SECONDS_PER_DAY);
    return { nominal: Math.max(days, 1) * SECONDS_PER_DAY, exact: 0 };
  }
  if (isFloating(start.clock) || isFloating(end.clock))
    return { nominal: Math.max(end.local - start.local, 0), exact: 0 };
  const exact = localOn('UTC', end, clocks.own) - localOn('UTC', start, clocks.own);
  return { nominal: 0, exact: Math.max(exact, 0) };
}

/** RFC 5545 §3.8.4.4. RANGE=THISANDPRIOR, which no longer exists, changes that one occurrence. */
function overrideOf({ component, parts }: Item, master: TimingPart | undefined, clocks: Clocks): TimingPart[] {
  const of = property(component, 'RECURRENCE-ID');
  const moment = momentIn(of, clocks);
  return parts.map((part) => {
    if (moment === undefined) return part;
    const id = master === undefined ? moment : { local: occurrenceAt(moment, master, clocks), clock: master.clock };
    const isFuture = parameter(of!, 'RANGE')?.toUpperCase() === 'THISANDFUTURE' && master !== undefined;
    const shift = isFuture ? localOn(master.clock, part, clocks.own) - id.local : undefined;
    return { ...part, id, ...(shift === undefined ? {} : { shift }) };
  });
}

/** Which occurrence of the master a RECURRENCE-ID or EXDATE names, on the master's clock; its type may differ. */
function occurrenceAt(moment: Moment, master: TimingPart, clocks: Clocks): number {
  if (moment.clock === master.clock) return moment.local;
  const midnight = (local: number) => Math.floor(local / SECONDS_PER_DAY) * SECONDS_PER_DAY;
  // midnight of somebody's day, told in UTC: the nearest day
  if (master.clock === 'date')
    return midnight(moment.clock === 'UTC' ? moment.local + SECONDS_PER_DAY / 2 : moment.local);
  if (moment.clock === 'date') return moment.local + master.local - midnight(master.local);
  const local = localOn(master.clock, moment, clocks.own);
  return isFloating(master.clock) || isFloating(moment.clock) ? local : beforeGap(local, moment, master, clocks);
}

/** An occurrence whose local time does not exist is named by the instant at which it happens instead. */
function beforeGap(local: number, moment: Moment, master: TimingPart, clocks: Clocks): number {
  const instant = localOn('UTC', moment, clocks.own);
  const zone = zoneOfClock(master.clock, clocks.own, UTC);
  const unchanged = instant + zone.offsetAt(instant - SECONDS_PER_DAY);
  const timeOf = (seconds: number) => seconds - Math.floor(seconds / SECONDS_PER_DAY) * SECONDS_PER_DAY;
  const isMasters = timeOf(unchanged) === timeOf(master.local) && timeOf(local) !== timeOf(master.local);
  return isMasters && toInstant(zone, unchanged) === instant ? unchanged : local;
}

function seriesIn(
  component: Component,
  master: TimingPart,
  overrides: readonly TimingPart[],
  clocks: Clocks,
): SeriesTiming | undefined {
  if (master.test === 'never' || master.test === 'always' || master.test === 'free-busy') return undefined;
  const rules = boundedRules(component, 'RRULE', master, clocks);
  const dates = properties(component, 'RDATE').flatMap((of) => datesOf(of, master, clocks));
  const isRecurring = ['RRULE', 'RDATE'].some((name) => property(component, name) !== undefined);
  if (!isRecurring && overrides.length === 0) return undefined;
  const excluded = properties(component, 'EXDATE').flatMap((of) =>
    timesIn(of).map((value) => momentOf(value, parameter(of, 'TZID'), clocks)),
  );
  const isDay = (moment: Moment) => moment.clock === 'date' && master.clock !== 'date';
  const sorted = (numbers: number[]) => [...new Set(numbers)].sort((a, b) => a - b);
  return {
    rules,
    exceptionRules: boundedRules(component, 'EXRULE', master, clocks),
    dates: dates.sort((a, b) => a[0] - b[0]),
    excluded: sorted([
      ...excluded.filter((moment) => !isDay(moment)).map((moment) => occurrenceAt(moment, master, clocks)),
      ...overrides.flatMap(({ id }) => (id === undefined ? [] : [id.local])),
    ]),
    excludedDays: sorted(excluded.filter(isDay).map(({ local }) => local)),
    reach: reachOf(master, dates, overrides),
  };
}

const timesIn = (of: Property): TimeValue[] =>
  of.value
    .split(',')
    .map((text) => parseTime(text.trim()))
    .filter((value) => value !== undefined);

type StartingDate = SeriesTiming['dates'][number];

function datesOf(of: Property, master: TimingPart, clocks: Clocks): StartingDate[] {
  const tzid = parameter(of, 'TZID');
  return of.value.split(',').flatMap((text): StartingDate[] => {
    const value = parseTime(text.trim());
    if (value !== undefined) return [[occurrenceAt(momentOf(value, tzid, clocks), master, clocks)]];
    const period = parsePeriod(text.trim());
    if (period === undefined) return [];
    const start = momentOf(period.start, tzid, clocks);
    const length =
      'end' in period
        ? lengthBetween(start, momentOf(period.end, tzid, clocks), clocks)
        : lengthOfDuration(period.duration);
    return [[occurrenceAt(start, master, clocks), length.nominal, length.exact]];
  });
}

/** The rules that can be read and ever name anything, with the end that COUNT or UNTIL sets them. */
function boundedRules(
  component: Component,
  name: 'RRULE' | 'EXRULE',
  master: TimingPart,
  clocks: Clocks,
): BoundedRule[] {
  return properties(component, name).flatMap(({ value }) => {
    const rule = parseRule(value);
    if (isRuleProblem(rule)) return [];
    const until = rule.until === undefined ? Number.POSITIVE_INFINITY : untilOn(rule.until, master, clocks);
    const budget = budgetOf();
    const { plan, last } = seriesOf(rule, master.local, master.clock === 'date', until, name === 'RRULE', budget);
    const [first] = matchesIn(plan, master.local + (name === 'RRULE' ? 1 : 0), last + 1, budgetOf());
    if (first === undefined) return [];
    return [{ text: value, last: last >= CALENDAR_END - 1 ? null : last }];
  });
}

/** RFC 5545 §3.3.10, UNTIL on the clock of DTSTART; a day lasts to its end, and where DTSTART has no zone UTC is its clock. */
function untilOn(until: TimeValue, master: TimingPart, clocks: Clocks): number {
  if (until.kind === 'date') return until.local + SECONDS_PER_DAY - 1;
  if (until.kind === 'floating') return until.local;
  return isFloating(master.clock) ? until.instant : toLocal(zoneOfClock(master.clock, clocks.own, UTC), until.instant);
}

function reachOf(
  master: TimingPart,
  dates: SeriesTiming['dates'],
  overrides: readonly TimingPart[],
): readonly [number, number] {
  const followers = overrides.filter(({ shift }) => shift !== undefined);
  const lengths = [master, ...followers].map(({ nominal, exact, shift }) => nominal + exact + Math.max(shift ?? 0, 0));
  const longest = Math.max(...lengths, 0);
  const shift = Math.max(0, ...followers.map((part) => part.shift ?? 0));
  const before = dates.reduce(
    (most, [, nominal, exact]) => Math.max(most, (nominal ?? 0) + (exact ?? 0) + shift),
    longest,
  );
  return [before, followers.reduce((most, part) => Math.max(most, -(part.shift ?? 0)), 0)];
}
