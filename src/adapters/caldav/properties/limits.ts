import { COMPONENT_TYPES } from '../../../domain/ical/component.ts';
import { MAX_ATTENDEES, MAX_DATE_TIME, MAX_INSTANCES, MIN_DATE_TIME } from '../../../domain/limits.ts';
import { collationSet } from '../../webdav/collations.ts';
import { type Property, property } from '../../webdav/property.ts';
import { caldav } from '../../webdav/xml/name.ts';
import { el, elWith, text } from '../../webdav/xml/write.ts';

const fixed = (local: string, value: string | number): Property => {
  const element = el(caldav(local), text(String(value)));
  return property({ name: caldav(local), on: ['calendar'], read: () => element });
};

/** RFC 4791 §5.2.3; what a calendar takes was said when it was made. */
const componentSet = property({
  name: caldav('supported-calendar-component-set'),
  on: ['calendar'],
  read: ({ collection }) => components(collection.components.split(' ')),
});

const components = (names: readonly string[]) =>
  el(caldav('supported-calendar-component-set'), ...names.map((name) => elWith(caldav('comp'), { name })));

/** What SOGo says of the collection of calendars: which components their members may have. */
const homeComponentSet = property({
  name: caldav('supported-calendar-component-set'),
  on: ['calendar-home'],
  read: () => components(COMPONENT_TYPES),
});

/** calendarserver's own: clients ask it before they make a calendar of some types; any of these will do. */
const componentSets = property({
  name: caldav('supported-calendar-component-sets'),
  on: ['calendar-home'],
  read: () =>
    el(
      caldav('supported-calendar-component-sets'),
      ...[COMPONENT_TYPES, ...COMPONENT_TYPES.map((name) => [name])].map(components),
    ),
});

const DATA = el(
  caldav('supported-calendar-data'),
  elWith(caldav('calendar-data'), { 'content-type': 'text/calendar', version: '2.0' }),
);

/** RFC 4791 §5.2.4 */
const supportedData = property({ name: caldav('supported-calendar-data'), on: ['calendar'], read: () => DATA });

const COLLATION_SET = collationSet(caldav);

/** RFC 4791 §7.5.1 */
const collations = property({
  name: caldav('supported-collation-set'),
  on: ['calendar'],
  read: () => COLLATION_SET,
});

/** RFC 4791 §5.2.5 */
const resourceSize = property({
  name: caldav('max-resource-size'),
  on: ['calendar'],
  read: (_, { maxResourceSize }) => el(caldav('max-resource-size'), text(String(maxResourceSize))),
});

/** RFC 4791 §5.2.3–5.2.9, §7.5.1: what a calendar takes and how much of it. */
export const limits: readonly Property[] = [
  componentSet,
  homeComponentSet,
  componentSets,
  supportedData,
  collations,
  resourceSize,
  fixed('min-date-time', MIN_DATE_TIME),
  fixed('max-date-time', MAX_DATE_TIME),
  fixed('max-instances', MAX_INSTANCES),
  fixed('max-attendees-per-instance', MAX_ATTENDEES),
];
