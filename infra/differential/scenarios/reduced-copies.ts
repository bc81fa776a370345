/** What somebody sees of events and tasks of which he may know date and time only. */
import { got } from '../contents.ts';
import { setRoles } from '../requests.ts';
import { calendar, plainEvent } from '../samples.ts';
import type { Scenario } from '../scenario.ts';
import { ask, type Body, OWNER, SHAREE } from '../site.ts';

const CALENDAR = `/${OWNER}/Calendar/differential-reduced/`;
const exception = (...more: readonly string[]): readonly string[] => [
  'BEGIN:VEVENT',
  'UID:reduced-series',
  'DTSTAMP:20260101T000000Z',
  'RECURRENCE-ID:20270106T100000Z',
  'DTSTART:20270106T120000Z',
  'DTEND:20270106T130000Z',
  'SUMMARY:Exception',
  'DESCRIPTION:Words',
  ...more,
  'END:VEVENT',
];
const master = (...more: readonly string[]): readonly string[] => [
  'BEGIN:VEVENT',
  'UID:reduced-series',
  'DTSTAMP:20260101T000000Z',
  'DTSTART:20270105T100000Z',
  'DTEND:20270105T110000Z',
  'RRULE:FREQ=DAILY;COUNT=5',
  'EXDATE:20270107T100000Z',
  'SUMMARY:Series',
  'DESCRIPTION:Words',
  ...more,
  'END:VEVENT',
];

const OBJECTS: Readonly<Record<string, Body>> = {
  'with an end': plainEvent(
    'reduced-end',
    'LOCATION:Here',
    'STATUS:CONFIRMED',
    'TRANSP:OPAQUE',
    'URL:http://elsewhere.example/',
  ),
  'with a duration': plainEvent('reduced-duration', 'DTSTART:20270105T100000Z', 'DURATION:PT1H'),
  'with more dates': plainEvent('reduced-dates', 'RDATE:20270107T100000Z'),
  'all day': plainEvent('reduced-day', 'DTSTART;VALUE=DATE:20270105', 'DTEND;VALUE=DATE:20270106'),
  private: plainEvent('reduced-private', 'CLASS:PRIVATE'),
  confidential: plainEvent('reduced-confidential', 'CLASS:CONFIDENTIAL'),
  'a series': calendar(...master(), ...exception()),
  'a series with a private exception': calendar(...master(), ...exception('CLASS:PRIVATE')),
  'a private series with a public exception': calendar(...master('CLASS:PRIVATE'), ...exception('CLASS:PUBLIC')),
  'a task': calendar(
    'BEGIN:VTODO',
    'UID:reduced-task',
    'DTSTAMP:20260101T000000Z',
    'DTSTART:20270105T100000Z',
    'DUE:20270106T100000Z',
    'SUMMARY:Task',
    'DESCRIPTION:Words',
    'STATUS:NEEDS-ACTION',
    'PERCENT-COMPLETE:10',
    'END:VTODO',
  ),
};

/** Roles by what they are to show. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  'date and time of all': ['PublicDAndTViewer', 'PrivateDAndTViewer', 'ConfidentialDAndTViewer'],
  'the public, of the private the date': ['PublicViewer', 'PrivateDAndTViewer'],
  'the public alone': ['PublicViewer'],
};

export const reducedCopies: Scenario = {
  name: 'reduced copies',
  play: async (site, note) => {
    await ask(site, OWNER, 'DELETE', CALENDAR);
    await ask(site, OWNER, 'MKCALENDAR', CALENDAR);
    for (const [role, roles] of Object.entries(ROLES)) {
      await ask(site, OWNER, 'POST', CALENDAR, setRoles(SHAREE, roles));
      for (const [name, body] of Object.entries(OBJECTS)) {
        await ask(site, OWNER, 'PUT', `${CALENDAR}object.ics`, body);
        note(`${role}: ${name}`, got(await ask(site, SHAREE, 'GET', `${CALENDAR}object.ics`), 'reduced-'));
        await ask(site, OWNER, 'DELETE', `${CALENDAR}object.ics`);
      }
    }
    await ask(site, OWNER, 'DELETE', CALENDAR);
  },
};
