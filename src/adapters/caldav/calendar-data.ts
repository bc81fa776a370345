import { type Budget, budgetOf } from '../../domain/ical/budget.ts';
import { readCalendarObject } from '../../domain/ical/calendar-object.ts';
import { compileTiming } from '../../domain/ical/compile-timing.ts';
import { expand } from '../../domain/ical/expand.ts';
import { limitFreeBusySet, limitRecurrenceSet } from '../../domain/ical/limit-recurrence-set.ts';
import { parseCalendar } from '../../domain/ical/parse.ts';
import { type CompSelection, type PropSelection, select } from '../../domain/ical/select.ts';
import type { TimeRange } from '../../domain/ical/time-range.ts';
import { instancesOf } from '../../domain/ical/timing.ts';
import type { Zone } from '../../domain/ical/zone.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_EXPANDED_OBJECT, MAX_INSTANCES } from '../../domain/limits.ts';
import { isProblem } from '../../domain/text/problem.ts';
import { caldav, dav } from '../webdav/xml/name.ts';
import { attributeOf, childOf, childrenOf, type XmlElement } from '../webdav/xml/tree.ts';
import { readClosedRange } from './time-range.ts';

/** RFC 4791 §9.6: the parts of the texts that a report wants. */
export type DataAsked = {
  readonly comp: CompSelection | undefined;
  readonly expand: TimeRange | undefined;
  readonly limitRecurrenceSet: TimeRange | undefined;
  readonly limitFreeBusySet: TimeRange | undefined;
};

const nameIn = (element: XmlElement): string | undefined => attributeOf(element, 'name')?.trim().toUpperCase();

const propIn = (element: XmlElement): PropSelection => ({
  name: nameIn(element) ?? '',
  novalue: attributeOf(element, 'novalue') === 'yes',
});

/** RFC 4791 §9.6.1. An empty one means the whole component, as in the example of §7.8.1. */
const compIn = (element: XmlElement): CompSelection => {
  const props = childrenOf(element, caldav('prop'));
  const comps = childrenOf(element, caldav('comp'));
  const all = (local: string): boolean => childOf(element, caldav(local)) !== undefined;
  const isEmpty = props.length + comps.length === 0 && !all('allprop') && !all('allcomp');
  return {
    name: nameIn(element) ?? '',
    props: isEmpty || all('allprop') ? 'all' : props.map(propIn),
    comps: isEmpty || all('allcomp') ? 'all' : comps.map(compIn),
  };
};

const rangeIn = (element: XmlElement, local: string): TimeRange | undefined | Refusal => {
  const child = childOf(element, caldav(local));
  return child && readClosedRange(child);
};

const supports = (element: XmlElement): boolean =>
  (attributeOf(element, 'content-type') ?? 'text/calendar').trim().toLowerCase() === 'text/calendar' &&
  (attributeOf(element, 'version') ?? '2.0').trim() === '2.0';

/**
 * RFC 4791 §9.6: what the calendar-data among the properties that a report's body asks for wants; undefined for whole
 * texts. Refuses other media types than iCalendar 2.0 and ranges that are none.
 */
export const dataAsked = (body: XmlElement): DataAsked | undefined | Refusal => {
  const props = childOf(body, dav('prop'));
  const element = props && childOf(props, caldav('calendar-data'));
  if (element === undefined) return undefined;
  if (!supports(element)) return refuse('calendar-data-unsupported', 'Texts are text/calendar, version 2.0.');
  const [comp, second] = childrenOf(element, caldav('comp')).map(compIn);
  if (second !== undefined || (comp !== undefined && comp.name !== 'VCALENDAR'))
    return refuse('request-malformed', 'calendar-data selects from one VCALENDAR.');
  const expanded = rangeIn(element, 'expand');
  const recurrence = rangeIn(element, 'limit-recurrence-set');
  const freeBusy = rangeIn(element, 'limit-freebusy-set');
  if (isRefusal(expanded)) return expanded;
  if (isRefusal(recurrence)) return recurrence;
  if (isRefusal(freeBusy)) return freeBusy;
  if (comp === undefined && expanded === undefined && recurrence === undefined && freeBusy === undefined)
    return undefined;
  return { comp, expand: expanded, limitRecurrenceSet: recurrence, limitFreeBusySet: freeBusy };
};

type ObjectText = { readonly calendar: ReturnType<typeof firstOf> & object; readonly text: string };

const firstOf = (text: string) => {
  const parsed = parseCalendar(text);
  return isProblem(parsed) ? undefined : parsed[0];
};

const readText = (text: string): ObjectText | undefined => {
  const calendar = firstOf(text);
  return calendar && { calendar, text };
};

/** A text is repeated for each instance: whether that stays within MAX_EXPANDED_OBJECT. */
const fits = (object: ObjectText, range: TimeRange, zone: Zone, budget: Budget): boolean => {
  const most = Math.floor(MAX_EXPANDED_OBJECT / object.text.length);
  if (most >= MAX_INSTANCES) return true;
  const { instances } = instancesOf(compileTiming(object), range, zone, budget, most + 1);
  return instances.length <= most;
};

/**
 * RFC 4791 §9.6: the wanted part of a text; undefined where an expansion is too large to be given. A text that cannot be
 * read is given whole. `zone` is that of days and floating times.
 */
export const shapeText = (
  source: string,
  asked: DataAsked,
  zone: Zone,
  budget: Budget = budgetOf(),
): string | undefined => {
  const object = readCalendarObject(source);
  if (isRefusal(object)) return source;
  let text = source;
  if (asked.expand !== undefined) {
    const expanded = fits(object, asked.expand, zone, budget) ? expand(object, asked.expand, zone, budget) : undefined;
    if (expanded === undefined) return undefined;
    text = expanded;
  } else if (asked.limitRecurrenceSet !== undefined)
    text = limitRecurrenceSet(object, asked.limitRecurrenceSet, zone, budget);
  const again = text === source ? object : readText(text);
  if (asked.limitFreeBusySet !== undefined && again !== undefined)
    text = limitFreeBusySet(again, asked.limitFreeBusySet);
  const last = again?.text === text ? again : readText(text);
  return asked.comp === undefined || last === undefined ? text : select(last.calendar, text, asked.comp);
};
