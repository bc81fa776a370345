import { CLASSIFICATIONS } from '../../../domain/ical/component.ts';
import { parseCalendar } from '../../../domain/ical/parse.ts';
import { UTC, zoneByName } from '../../../domain/ical/zone.ts';
import { refuse } from '../../../domain/kernel/refusal.ts';
import { isProblem } from '../../../domain/text/problem.ts';
import { transparencyIn } from '../../webdav/access.ts';
import { anything, invalid, type Judge, kept } from '../../webdav/kept-property.ts';
import { type Property, property } from '../../webdav/property.ts';
import { isForeign } from '../../webdav/shared-properties.ts';
import { apple, caldav, clark, inverse } from '../../webdav/xml/name.ts';
import { elementsOf } from '../../webdav/xml/tree.ts';
import { el, text } from '../../webdav/xml/write.ts';

/** SOGo wants `#RRGGBBAA`; programs that know no opacity leave it out, which is harmless. */
const color: Judge = ({ text }) =>
  /^#[0-9a-f]{6}([0-9a-f]{2})?$/i.test(text.trim()) ? {} : invalid('A colour is written #RRGGBBAA.');

const order: Judge = ({ text }) => (/^-?\d{1,9}$/.test(text.trim()) ? {} : invalid('An order is a whole number.'));

/** RFC 6638 §9.1: SOGo's clients write the child in other namespaces, too. */
const transparency = property({
  name: caldav('schedule-calendar-transp'),
  on: ['calendar'],
  read: (calendar) => el(caldav('schedule-calendar-transp'), el(caldav(transparencyIn(calendar)))),
  write: (value) => {
    if (value === undefined) return { facts: { transparency: 'opaque' } };
    const [child, second] = elementsOf(value);
    const word = second === undefined ? child?.name.local : undefined;
    if (word === 'opaque' || word === 'transparent') return { facts: { transparency: word } };
    return invalid('A calendar is opaque or transparent.');
  },
});

const SHOW_ALARMS = inverse('calendar-show-alarms');
const SHOWN: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** SOGo's: a subscriber says whether he is shown the owner's alarms. What the owner says is for his own program to keep. */
const showAlarms = property({
  name: SHOW_ALARMS,
  on: ['calendar'],
  needs: ['stored'],
  read: ({ access }, { stored }) => stored.get(clark(SHOW_ALARMS)) ?? el(SHOW_ALARMS, text(String(access.showsAlarms))),
  write: (value, resource) => {
    const showsAlarms = value === undefined ? false : SHOWN.get(value.text.trim());
    if (showsAlarms === undefined) return invalid('Alarms are shown or not: true or false.');
    return isForeign(resource) ? { choices: { showsAlarms } } : {};
  },
});

const availability: Judge = ({ text }) => {
  const parsed = parseCalendar(text);
  if (isProblem(parsed)) return invalid(`Line ${parsed.line}: ${parsed.message}`);
  const [calendar] = parsed;
  const holds = calendar?.components.some(({ name }) => name === 'VAVAILABILITY');
  return parsed.length === 1 && holds === true ? {} : invalid('There is no VAVAILABILITY.');
};

type ClassificationKey = 'SOGoCalendarEventsDefaultClassification' | 'SOGoCalendarTasksDefaultClassification';

/** SOGo's: what an event or task is that says nothing of its class. */
const defaultClassification = (local: string, key: ClassificationKey): Property => {
  const name = inverse(local);
  return property({
    name,
    on: ['calendar-home'],
    needs: ['preferences'],
    read: (_, { preference }) => el(name, text(preference(key))),
    write: (value) => {
      const classification = CLASSIFICATIONS.find((known) => known === value?.text.trim());
      return value === undefined || classification !== undefined
        ? { preferences: { [key]: classification } }
        : refuse('preference-invalid', `A class is one of ${CLASSIFICATIONS.join(', ')}.`);
    },
  });
};

/** Hours and minutes ahead of UTC as one number: -500 is five hours behind, 530 five and a half ahead. */
const hoursAndMinutes = (seconds: number): number => {
  const minutes = Math.trunc(seconds / 60);
  return Math.trunc(minutes / 60) * 100 + (minutes % 60);
};

/** SOGo's: not a definition as a calendar has it, but how far the owner's clock is ahead of UTC now. */
const offset = property({
  name: caldav('calendar-timezone'),
  on: ['principal'],
  needs: ['preferences'],
  read: (_, { preference, now }) => {
    const zone = zoneByName(preference('SOGoTimeZone')) ?? UTC;
    return el(caldav('calendar-timezone'), text(String(hoursAndMinutes(zone.offsetAt(now / 1000)))));
  },
});

/** Alarms that Apple's programs give to new events: kept for them, acted on by nobody else. */
const ALARMS = ['default-alarm-vevent-date', 'default-alarm-vevent-datetime'].map((local) =>
  kept(caldav(local), ['calendar', 'calendar-home', 'principal', 'inbox'], anything),
);

/** What the owner of a calendar says of it; RFC 4791 §5.2.1, RFC 6638 §9.1, calendar-availability §5.2.3. */
export const preferences: readonly Property[] = [
  kept(caldav('calendar-description'), ['calendar'], anything),
  kept(apple('calendar-color'), ['calendar'], color),
  kept(apple('calendar-order'), ['calendar'], order),
  transparency,
  kept(caldav('calendar-availability'), ['inbox', 'calendar-home', 'principal'], availability),
  defaultClassification('events-default-classification', 'SOGoCalendarEventsDefaultClassification'),
  defaultClassification('tasks-default-classification', 'SOGoCalendarTasksDefaultClassification'),
  offset,
  showAlarms,
  ...ALARMS,
];
