/** What a PUT of somebody stores who may only respond for the calendar's owner. */
import { mailOf } from '../ical/calendar-address.ts';
import { type CalendarObject, itemsOf } from '../ical/calendar-object.ts';
import type { Component, ComponentType, Property } from '../ical/component.ts';
import { type Edit, edited, parametersEdit } from '../ical/edit.ts';
import { type Clocks, isFloating, localOn, momentIn } from '../ical/moment.ts';
import { parameter, properties, property } from '../ical/property.ts';

/** RFC 5545 §3.2.12, without DELEGATED: a delegate would be a new attendee, whom a responder cannot bring in. */
const ANSWERS: Readonly<Record<ComponentType, readonly string[]>> = {
  VEVENT: ['NEEDS-ACTION', 'ACCEPTED', 'DECLINED', 'TENTATIVE'],
  VTODO: ['NEEDS-ACTION', 'ACCEPTED', 'DECLINED', 'TENTATIVE', 'COMPLETED', 'IN-PROCESS'],
  VJOURNAL: ['NEEDS-ACTION', 'ACCEPTED', 'DECLINED'],
};

/**
 * The stored text with the answers that `put` gives for the owner, whose mail addresses (folded) are given; undefined where
 * it gives no other answer than the stored one. Each component takes its answer from the one with the same RECURRENCE-ID,
 * and an occurrence that is not stored by itself from none. RSVP goes with the answer. All else in `put` is passed over.
 */
export function respondOnly(
  stored: CalendarObject,
  put: CalendarObject,
  owner: ReadonlySet<string>,
): string | undefined {
  const answering = byInstance(put);
  const edits = [...byInstance(stored)].flatMap(([instance, item]) => {
    const answer = answering.get(instance);
    return answer === undefined ? [] : answersIn(stored, item, answer, owner);
  });
  if (edits.length === 0) return undefined;
  return edited(
    stored.text,
    edits.sort((one, other) => one.start - other.start),
  );
}

/** An address that the answer does not have is answered for by another one of the owner. */
function answersIn(
  { componentType, text }: CalendarObject,
  item: Component,
  answer: Component,
  owner: ReadonlySet<string>,
): Edit[] {
  const answers = new Map(
    ownersOf(answer, owner).map((attendee) => [mailOf(attendee), parameter(attendee, 'PARTSTAT')?.toUpperCase()]),
  );
  const [other] = answers.values();
  return ownersOf(item, owner).flatMap((attendee) => {
    const mail = mailOf(attendee);
    const partstat = answers.has(mail) ? answers.get(mail) : other;
    if (partstat === undefined || !ANSWERS[componentType].includes(partstat)) return [];
    return partstat === partstatOf(attendee) ? [] : [answerEdit(text, attendee, partstat)];
  });
}

/** RFC 5545 §3.2.12 names the default. */
const partstatOf = (attendee: Property): string => parameter(attendee, 'PARTSTAT')?.toUpperCase() ?? 'NEEDS-ACTION';

function answerEdit(text: string, attendee: Property, partstat: string): Edit {
  const changes = new Map<string, string | undefined>([['PARTSTAT', partstat]]);
  if (partstat !== 'NEEDS-ACTION') changes.set('RSVP', undefined);
  return parametersEdit(text, attendee, changes);
}

const ownersOf = (item: Component, owner: ReadonlySet<string>): readonly Property[] =>
  properties(item, 'ATTENDEE').filter((attendee) => owner.has(mailOf(attendee) ?? ''));

/** RFC 5545 §3.8.4.4: by the moment that RECURRENCE-ID names, in whatever zone it is told. */
function byInstance(object: CalendarObject): ReadonlyMap<string, Component> {
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
