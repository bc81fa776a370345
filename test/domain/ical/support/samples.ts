/** Calendar objects in the manner of the clients that write them. */
import { component, crlf, vcalendar } from './lines.ts';

export const berlin = (tzid = 'Europe/Berlin'): string[] =>
  component(
    'VTIMEZONE',
    `TZID:${tzid}`,
    ...component(
      'DAYLIGHT',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'TZNAME:CEST',
      'DTSTART:19700329T020000',
      'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
    ),
    ...component(
      'STANDARD',
      'TZOFFSETFROM:+0200',
      'TZOFFSETTO:+0100',
      'TZNAME:CET',
      'DTSTART:19701025T030000',
      'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
    ),
  );

const apple = vcalendar(
  'CALSCALE:GREGORIAN',
  ...berlin(),
  ...component(
    'VEVENT',
    'CREATED:20260105T091500Z',
    'UID:4F2A8C1E-6B1D-4C55-9E0A-3D0C2A7F9B11',
    'DTEND;TZID=Europe/Berlin:20260107T110000',
    'TRANSP:OPAQUE',
    'X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC',
    'SUMMARY:Team meeting',
    'LAST-MODIFIED:20260105T091512Z',
    'DTSTAMP:20260105T091512Z',
    'DTSTART;TZID=Europe/Berlin:20260107T100000',
    'SEQUENCE:0',
    'RRULE:FREQ=WEEKLY;UNTIL=20260331T080000Z',
    'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="Hauptstr. 1\\, Berlin";X-T\r\n ITLE=Office:geo:52.52,13.405',
    ...component('VALARM', 'X-WR-ALARMUID:A1', 'UID:A1', 'TRIGGER:-PT15M', 'ATTACH;VALUE=URI:Chord', 'ACTION:AUDIO'),
    ...component('VALARM', 'TRIGGER;VALUE=DATE-TIME:19760401T005545Z', 'ACTION:NONE'),
  ),
  ...component(
    'VEVENT',
    'UID:4F2A8C1E-6B1D-4C55-9E0A-3D0C2A7F9B11',
    'RECURRENCE-ID;TZID=Europe/Berlin:20260114T100000',
    'DTSTART;TZID=Europe/Berlin:20260114T140000',
    'DTEND;TZID=Europe/Berlin:20260114T150000',
    'DTSTAMP:20260106T080000Z',
    'SUMMARY:Team meeting\\, later',
    'SEQUENCE:1',
  ),
);

const thunderbird = vcalendar(
  ...berlin(),
  ...component(
    'VTODO',
    'CREATED:20260110T120000Z',
    'LAST-MODIFIED:20260110T120100Z',
    'DTSTAMP:20260110T120100Z',
    'UID:0d7f3a4e-aaaa-4bbb-8ccc-001122334455',
    'SUMMARY:Pay the invoice',
    'STATUS:IN-PROCESS',
    'DUE;TZID=Europe/Berlin:20260120T170000',
    'RRULE:FREQ=MONTHLY',
    'PERCENT-COMPLETE:50',
    'PRIORITY:1',
    'CLASS:PRIVATE',
    'X-MOZ-GENERATION:2',
    ...component('VALARM', 'ACTION:DISPLAY', 'TRIGGER;RELATED=END:-PT30M', 'DESCRIPTION:Mozilla Standardbeschreibung'),
  ),
);

const evolution = crlf(
  'BEGIN:VCALENDAR',
  'CALSCALE:GREGORIAN',
  'PRODID:-//Ximian//NONSGML Evolution Calendar//EN',
  'VERSION:2.0',
  ...berlin('/freeassociation.sourceforge.net/Europe/Berlin'),
  ...component(
    'VEVENT',
    'UID:20260111T100000Z-1234-1000-1-0@host',
    'DTSTAMP:20260111T095900Z',
    'DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:\r\n 20260112T090000',
    'DTEND;TZID=/freeassociation.sourceforge.net/Europe/Berlin:\r\n 20260112T093000',
    'SEQUENCE:2',
    'SUMMARY:Stand-up',
    'CATEGORIES:Work,Daily',
    'EXDATE;TZID=/freeassociation.sourceforge.net/Europe/Berlin:\r\n 20260119T090000',
    'RRULE;X-EVOLUTION-ENDDATE=20260202T080000Z:FREQ=WEEKLY;COUNT=4;BYDAY=MO',
    'CLASS:PUBLIC',
  ),
  'END:VCALENDAR',
);

const outlook = crlf(
  'BEGIN:VCALENDAR',
  'PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN',
  'VERSION:2.0',
  'METHOD:REQUEST',
  'X-MS-OLK-FORCEINSPECTOROPEN:TRUE',
  ...component(
    'VTIMEZONE',
    'TZID:W. Europe Standard Time',
    ...component(
      'STANDARD',
      'DTSTART:16011028T030000',
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
      'TZOFFSETFROM:+0200',
      'TZOFFSETTO:+0100',
    ),
    ...component(
      'DAYLIGHT',
      'DTSTART:16010325T020000',
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
    ),
  ),
  ...component(
    'VEVENT',
    'ATTENDEE;CN="Doe, Jane";RSVP=TRUE:mailto:jane@example.org',
    'CLASS:PUBLIC',
    'CREATED:20260101T000000Z',
    'DESCRIPTION:Hello\\n\\n',
    'DTEND;TZID="W. Europe Standard Time":20260115T110000',
    'DTSTAMP:20260101T000000Z',
    'DTSTART;TZID="W. Europe Standard Time":20260115T100000',
    'LAST-MODIFIED:20260101T000000Z',
    'ORGANIZER;CN="Bob":mailto:bob@example.org',
    'PRIORITY:5',
    'SEQUENCE:0',
    'SUMMARY;LANGUAGE=en-us:Kick-off',
    'TRANSP:OPAQUE',
    'UID:040000008200E00074C5B7101A82E00800000000',
    'X-ALT-DESC;FMTTYPE=text/html:<html><body>Hello: "all"; fine</body></html>',
    'X-MICROSOFT-CDO-BUSYSTATUS:BUSY',
    ...component('VALARM', 'TRIGGER:-PT15M', 'ACTION:DISPLAY', 'DESCRIPTION:Reminder'),
  ),
  'END:VCALENDAR',
);

const davx5 = vcalendar(
  ...component(
    'VEVENT',
    'DTSTAMP:20260301T101010Z',
    'UID:b7f9c1de-1111-4222-8333-444455556666',
    'SUMMARY:Urlaub \u{1f3d6}',
    'DTSTART;VALUE=DATE:20260801',
    'DTEND;VALUE=DATE:20260815',
    'TRANSP:TRANSPARENT',
    'STATUS:CONFIRMED',
    'COLOR:lightblue',
  ),
).replaceAll('\r\n', '\n');

const google = vcalendar(
  'CALSCALE:GREGORIAN',
  'X-WR-TIMEZONE:America/New_York',
  ...component(
    'VEVENT',
    'DTSTART:20260210T150000Z',
    'DTEND:20260210T150000Z',
    'DTSTAMP:20260209T010203Z',
    'ORGANIZER;CN=bob@example.org:mailto:bob@example.org',
    'UID:abc123@google.com',
    'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=\r\n TRUE;CN=jane@example.org;X-NUM-GUESTS=0:mailto:jane@example.org',
    'CREATED:00001231T000000Z',
    'STATUS:TENTATIVE',
    'SEQUENCE:1',
    'SUMMARY:Call',
  ),
);

const oldSogo = crlf(
  'BEGIN:VCALENDAR',
  ...component(
    'VEVENT',
    'UID:4C1E-53D1F800-1-5B0F2A80',
    'SUMMARY:Ohne Kopf',
    'DTSTART;TZID=Europe/Berlin:20140801T090000',
    'DURATION:PT1H',
    'X-SOGO-SEND-APPOINTMENT-NOTIFICATIONS:NO',
  ),
  'END:VCALENDAR',
);

const journal = vcalendar(
  ...component(
    'VJOURNAL',
    'UID:j1',
    'DTSTAMP:20260101T000000Z',
    'DTSTART;VALUE=DATE:20260101',
    'STATUS:FINAL',
    'DESCRIPTION:one',
    'DESCRIPTION:two',
  ),
);

const occurrencesOnly = vcalendar(
  ...component('VEVENT', 'UID:o1', 'RECURRENCE-ID:20260101T090000Z', 'DTSTART:20260101T100000Z'),
  ...component('VEVENT', 'UID:o1', 'RECURRENCE-ID:20260108T090000Z', 'DTSTART:20260108T100000Z'),
);

export const samples = {
  apple,
  thunderbird,
  evolution,
  outlook,
  davx5,
  google,
  oldSogo,
  journal,
  occurrencesOnly,
} as const;
