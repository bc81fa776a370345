import { PERSONAL } from '../../../domain/calendar/decider.ts';
import { refuse } from '../../../domain/kernel/refusal.ts';
import type { CalendarRow } from '../../../projections/calendars.ts';
import { CALENDARS } from '../href.ts';
import { type Property, property } from '../property.ts';
import { clark, dav } from '../xml/name.ts';
import { el, raw, text } from '../xml/write.ts';

const DISPLAYNAME = dav('displayname');
const named = (name: string) => el(DISPLAYNAME, text(name));

/** What a calendar is called before somebody names it. */
export const defaultName = ({ name }: CalendarRow): string => (name === PERSONAL ? 'Personal Calendar' : name);

const rootName = property({
  name: DISPLAYNAME,
  on: ['root'],
  allprop: true,
  // What SOGo's clients find there, whatever the server is called.
  read: () => named('SOGo'),
});

const principalName = property({
  name: DISPLAYNAME,
  on: ['principal', 'other-principal'],
  allprop: true,
  read: ({ account }) => named(account.name),
});

const homeName = property({
  name: DISPLAYNAME,
  on: ['calendar-home', 'other-calendar-home'],
  allprop: true,
  read: () => named(CALENDARS),
});
const inboxName = property({ name: DISPLAYNAME, on: ['inbox'], allprop: true, read: () => named('inbox') });

/** RFC 4918 §15.2: a calendar's owner names it; an empty name is SOGo's refusal. */
const calendarName = property({
  name: DISPLAYNAME,
  on: ['calendar'],
  needs: ['stored'],
  allprop: true,
  read: ({ calendar }, { stored }) => stored.get(clark(DISPLAYNAME)) ?? named(defaultName(calendar)),
  write: (value) =>
    value !== undefined && value.text.trim() === ''
      ? refuse('calendar-property-invalid', 'A calendar’s name is not empty.')
      : {},
});

const exportName = property({
  name: DISPLAYNAME,
  on: ['calendar-export'],
  allprop: true,
  read: ({ calendar }) => named(defaultName(calendar)),
});

const objectName = property({
  name: DISPLAYNAME,
  on: ['calendar-object'],
  allprop: true,
  read: ({ object }) => named(object.name),
});

const componentName = property({
  name: DISPLAYNAME,
  on: ['component'],
  allprop: true,
  read: ({ name }) => named(name),
});

const RESOURCETYPE = dav('resourcetype');
const COLLECTION = raw('<D:resourcetype><D:collection/></D:resourcetype>');
const PRINCIPAL = raw('<D:resourcetype><D:collection/><D:principal/></D:resourcetype>');
const PLAIN = el(RESOURCETYPE);

/** RFC 4918 §15.9; of calendars and the inbox the dialect tells. */
const collectionType = property({
  name: RESOURCETYPE,
  on: ['root', 'calendar-home', 'other-calendar-home'],
  allprop: true,
  read: () => COLLECTION,
});

/** RFC 3744 §4 */
const principalType = property({
  name: RESOURCETYPE,
  on: ['principal', 'other-principal'],
  allprop: true,
  read: () => PRINCIPAL,
});

const plainType = property({
  name: RESOURCETYPE,
  on: ['calendar-export', 'calendar-object', 'component'],
  allprop: true,
  read: () => PLAIN,
});

/** RFC 4918 §15.2, §15.9: what a resource is called and what it is. */
export const naming: readonly Property[] = [
  rootName,
  principalName,
  homeName,
  inboxName,
  calendarName,
  exportName,
  objectName,
  componentName,
  collectionType,
  principalType,
  plainType,
];
