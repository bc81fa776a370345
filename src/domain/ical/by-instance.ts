/** Which components of two versions of an object are about the same occurrence. */
import { type CalendarObject, itemsOf } from './calendar-object.ts';
import type { Component } from './component.ts';
import { type Clocks, isFloating, localOn, momentIn } from './moment.ts';
import { property } from './property.ts';

/** The components of an object by the instance that they describe, RFC 5545 §3.8.4.4: by the moment that RECURRENCE-ID names, in whatever zone it is told. */
export function byInstance(object: CalendarObject): ReadonlyMap<string, Component> {
  const clocks: Clocks = { timezones: object.timezones, own: [] };
  return new Map(itemsOf(object).map((item) => [instanceOf(item, clocks), item]));
}

function instanceOf(item: Component, clocks: Clocks): string {
  const of = property(item, 'RECURRENCE-ID');
  if (of === undefined) return 'master';
  const moment = momentIn(of, clocks);
  if (moment === undefined) return of.value;
  return isFloating(moment.clock) ? `${moment.clock} ${moment.local}` : String(localOn('UTC', moment, clocks.own));
}
