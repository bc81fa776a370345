/**
 * Which properties a component must have, may have once, and which go together: RFC 5545 §3.6.1–3.6.6. What many clients
 * leave out and nothing is computed from (DTSTAMP, PRODID) may be missing.
 */

import { problem, type TextProblem } from '../text/problem.ts';
import type { Component, Property } from './component.ts';
import { parseTime, secondsOf } from './date-time.ts';
import { parameter, property } from './property.ts';
import {
  duration,
  integer,
  oneOf,
  positiveDuration,
  rule,
  time,
  times,
  trigger,
  utcOffset,
  type ValueRule,
  word,
} from './value-rules.ts';

type Rules = {
  readonly required: readonly string[];
  readonly once: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, ValueRule>;
  /** What no single property tells. */
  readonly together: (component: Component) => TextProblem | undefined;
};

/** RFC 5545 §3.3.8. */
const MAX_INTEGER = 2_147_483_647;
/** Two clocks of the world differ by 26 hours at most (UTC-12 to UTC+14). */
const CLOCKS_APART = 26 * 3600;

const ITEM_ONCE =
  'CLASS COMPLETED CREATED DTEND DTSTAMP DTSTART DUE DURATION GEO LAST-MODIFIED LOCATION ORGANIZER PERCENT-COMPLETE PRIORITY ' +
  'RECURRENCE-ID SEQUENCE STATUS SUMMARY TRANSP UID URL';

const ITEM_VALUES: Readonly<Record<string, ValueRule>> = {
  CLASS: word,
  COMPLETED: time,
  CREATED: time,
  DTEND: time,
  DTSTAMP: time,
  DTSTART: time,
  DUE: time,
  DURATION: positiveDuration,
  EXDATE: times,
  EXRULE: rule,
  'LAST-MODIFIED': time,
  'PERCENT-COMPLETE': integer(0, 100),
  PRIORITY: integer(0, 9),
  RDATE: times,
  'RECURRENCE-ID': time,
  RRULE: rule,
  SEQUENCE: integer(0, MAX_INTEGER),
  TRANSP: oneOf('OPAQUE', 'TRANSPARENT'),
};

const OBSERVANCE: Rules = {
  required: ['DTSTART', 'TZOFFSETFROM', 'TZOFFSETTO'],
  once: new Set(['DTSTART', 'TZOFFSETFROM', 'TZOFFSETTO']),
  values: new Map([
    ['DTSTART', time],
    ['RDATE', times],
    ['RRULE', rule],
    ['TZOFFSETFROM', utcOffset],
    ['TZOFFSETTO', utcOffset],
  ]),
  together: () => undefined,
};

const RULES: ReadonlyMap<string, Rules> = new Map<string, Rules>([
  [
    'VEVENT',
    item(['DTSTART'], 'DESCRIPTION', { STATUS: oneOf('TENTATIVE', 'CONFIRMED', 'CANCELLED') }, endsOnce('DTEND')),
  ],
  ['VTODO', item([], 'DESCRIPTION', { STATUS: oneOf('NEEDS-ACTION', 'COMPLETED', 'IN-PROCESS', 'CANCELLED') }, toDo)],
  ['VJOURNAL', item([], '', { STATUS: oneOf('DRAFT', 'FINAL', 'CANCELLED') }, journal)],
  [
    'VALARM',
    {
      required: ['ACTION', 'TRIGGER'],
      once: new Set(['ACTION', 'TRIGGER', 'DURATION', 'REPEAT']),
      values: new Map<string, ValueRule>([
        ['ACTION', word],
        ['TRIGGER', trigger],
        ['DURATION', duration],
        ['REPEAT', integer(0, MAX_INTEGER)],
      ]),
      together: () => undefined,
    },
  ],
  ['VTIMEZONE', { required: ['TZID'], once: new Set(['TZID']), values: new Map(), together: timezone }],
  ['STANDARD', OBSERVANCE],
  ['DAYLIGHT', OBSERVANCE],
]);

/** What stands inside which component: RFC 5545 §3.6. Components without a name here may stand anywhere. */
const PARENT: ReadonlyMap<string, readonly string[]> = new Map([
  ['VCALENDAR', []],
  ['VEVENT', ['VCALENDAR']],
  ['VTODO', ['VCALENDAR']],
  ['VJOURNAL', ['VCALENDAR']],
  ['VFREEBUSY', ['VCALENDAR']],
  ['VTIMEZONE', ['VCALENDAR']],
  ['VALARM', ['VEVENT', 'VTODO']],
  ['STANDARD', ['VTIMEZONE']],
  ['DAYLIGHT', ['VTIMEZONE']],
]);

/** The first rule of RFC 5545 §3.6 that a component or one inside it breaks; its parent's name is what it stands in. */
export function componentProblem(component: Component, parent: string): TextProblem | undefined {
  const parents = PARENT.get(component.name);
  if (parents?.includes(parent) === false)
    return problem(component.line, `${component.name} may not stand in ${parent}.`);
  const rules = RULES.get(component.name);
  const wrong = rules === undefined ? undefined : brokenRule(component, rules);
  if (wrong !== undefined) return wrong;
  for (const inner of component.components) {
    const broken = componentProblem(inner, component.name);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

function brokenRule(component: Component, rules: Rules): TextProblem | undefined {
  const seen = new Set<string>();
  for (const each of component.properties) {
    if (seen.has(each.name) && rules.once.has(each.name))
      return problem(each.line, `${each.name} may stand only once in ${component.name}.`);
    seen.add(each.name);
    const wrong = rules.values.get(each.name)?.(each);
    if (wrong !== undefined) return problem(each.line, `${each.name} ${wrong}.`);
  }
  for (const name of rules.required)
    if (!seen.has(name)) return problem(component.line, `${component.name} has no ${name}.`);
  return rules.together(component);
}

function item(
  required: readonly string[],
  onceToo: string,
  values: Readonly<Record<string, ValueRule>>,
  together: Rules['together'],
): Rules {
  return {
    required,
    once: new Set(`${ITEM_ONCE} ${onceToo}`.split(' ')),
    values: new Map(Object.entries({ ...ITEM_VALUES, ...values })),
    together,
  };
}

/** RFC 5545 §3.6.1, §3.6.2: an end or a duration, the end of the start's type and not before it. */
function endsOnce(endName: string): Rules['together'] {
  return (component) => {
    const start = property(component, 'DTSTART');
    const end = property(component, endName);
    if (end === undefined) return undefined;
    const length = property(component, 'DURATION');
    if (length !== undefined) return problem(length.line, `${endName} and DURATION exclude each other.`);
    return start === undefined ? undefined : orderProblem(start, end);
  };
}

function orderProblem(start: Property, end: Property): TextProblem | undefined {
  const [from, to] = [parseTime(start.value), parseTime(end.value)];
  if (from === undefined || to === undefined) return undefined;
  if ((from.kind === 'date') !== (to.kind === 'date'))
    return problem(end.line, `${end.name} must be of the type of DTSTART: both dates or both date-times.`);
  const oneClock =
    from.kind === to.kind && (from.kind !== 'floating' || parameter(start, 'TZID') === parameter(end, 'TZID'));
  if (secondsOf(to) + (oneClock ? 0 : CLOCKS_APART) >= secondsOf(from)) return undefined;
  return problem(end.line, `${end.name} is before DTSTART.`);
}

/** RFC 5545 §3.6.2. A series may go from due date to due date: task apps leave DTSTART out. */
function toDo(component: Component): TextProblem | undefined {
  if (property(component, 'DTSTART') === undefined) {
    const length = property(component, 'DURATION');
    if (length !== undefined) return problem(length.line, 'DURATION needs a DTSTART.');
    const series = property(component, 'DUE') === undefined ? property(component, 'RRULE') : undefined;
    if (series !== undefined) return problem(series.line, 'RRULE needs a DTSTART or a DUE.');
  }
  return endsOnce('DUE')(component);
}

/** RFC 5545 §3.8.2.4. */
function journal(component: Component): TextProblem | undefined {
  const series = property(component, 'RRULE');
  if (series === undefined || property(component, 'DTSTART') !== undefined) return undefined;
  return problem(series.line, 'RRULE needs a DTSTART.');
}

/** RFC 5545 §3.6.5. */
function timezone(component: Component): TextProblem | undefined {
  const observed = component.components.some(({ name }) => name === 'STANDARD' || name === 'DAYLIGHT');
  return observed ? undefined : problem(component.line, 'VTIMEZONE has neither STANDARD nor DAYLIGHT.');
}
