import { readCalendarObject } from '../../domain/ical/calendar-object.ts';
import type { Component } from '../../domain/ical/component.ts';
import { parseTime, secondsOf } from '../../domain/ical/date-time.ts';
import { parameter, property } from '../../domain/ical/property.ts';
import { toInstant, zoneFor } from '../../domain/ical/zone.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import { memberHref } from './href.ts';
import type { CalendarObjectResource, ResourceOf } from './resource.ts';

/** The name of a changed occurrence: the instant it was planned for; days and floating times are read as UTC. */
const occurrenceName = (override: Component, timezones: readonly Component[]): string | undefined => {
  const planned = property(override, 'RECURRENCE-ID');
  const time = planned && parseTime(planned.value);
  if (planned === undefined || time === undefined) return undefined;
  const tzid = parameter(planned, 'TZID');
  const zone = time.kind === 'floating' && tzid !== undefined ? zoneFor(tzid, timezones) : undefined;
  // The spelling is SOGo's.
  return `occurence${zone === undefined ? secondsOf(time) : toInstant(zone, secondsOf(time))}`;
};

/**
 * SOGo's children of a calendar object that was read with its text: `master`, then each changed occurrence. Two
 * occurrences of one instant, which only a broken text has, are the first.
 */
export const componentsOf = ({
  href,
  account,
  access,
  view,
  object,
}: CalendarObjectResource): ResourceOf<'component'>[] => {
  const read = object.text === null ? undefined : readCalendarObject(object.text);
  if (read === undefined || isRefusal(read)) return [];
  const named = new Map<string, Component>();
  if (read.master !== undefined) named.set('master', read.master);
  for (const override of read.overrides) {
    const name = occurrenceName(override, read.timezones);
    if (name !== undefined && !named.has(name)) named.set(name, override);
  }
  return [...named].map(([name, { start, end }]) => ({
    is: 'component',
    href: memberHref(href, name, false),
    account,
    access,
    view,
    object,
    name,
    text: read.text.slice(start, end),
  }));
};

/** The child of that name, at the path the client wrote; undefined when the object has none. */
export const componentNamed = (
  object: CalendarObjectResource,
  name: string,
  href: string,
): ResourceOf<'component'> | undefined => {
  const found = componentsOf(object).find((component) => component.name === name);
  return found && { ...found, href };
};
