import type { Calendar } from '../domain/calendar/decider.ts';
import type { CalendarEvent, Transparency } from '../domain/calendar/events.ts';
import type { CalendarId, Position, PrincipalId, Revision } from '../domain/kernel/ids.ts';
import type { Sql } from '../domain/ports.ts';
import { patch, projection, put, remove, table } from './projection.ts';

const calendarsTable = table({
  name: 'calendars',
  columns: {
    calendar: 'text',
    owner: 'text',
    name: 'text',
    components: 'text',
    transparency: 'text',
    timezone: 'text?',
    created: 'int8',
    created_at: 'int8',
  },
  key: ['calendar'],
  indexes: { calendars_name: '(owner, name)' },
});

/** The calendars of each person, by the name in their URL. */
export const calendars = projection<CalendarEvent>({
  name: 'calendars',
  version: 1,
  when: 'same-transaction',
  tables: [calendarsTable],
  on: {
    'calendar-created': ({ data, position, when }) => [
      put(calendarsTable, {
        calendar: data.calendar,
        owner: data.owner,
        name: data.name,
        components: data.components.join(' '),
        transparency: data.transparency ?? 'opaque',
        timezone: data.timezone ?? null,
        created: position,
        created_at: when,
      }),
    ],
    'calendar-properties-changed': ({ data }) => {
      const { transparency, timezone } = data;
      const columns = { ...(transparency && { transparency }), ...(timezone !== undefined && { timezone }) };
      return Object.keys(columns).length === 0 ? [] : [patch(calendarsTable, [data.calendar], columns)];
    },
    'calendar-moved': ({ data }) => [patch(calendarsTable, [data.calendar], { name: data.name })],
    'calendar-deleted': ({ data }) => [remove(calendarsTable, [data.calendar])],
  },
});

/** A calendar as its URL shows it. `components` are separated by spaces; `created_at` is UTC milliseconds. */
export type CalendarRow = {
  readonly calendar: CalendarId;
  readonly owner: PrincipalId;
  readonly name: string;
  readonly components: string;
  readonly transparency: Transparency;
  /** An IANA name, or the text of a VTIMEZONE's VCALENDAR. */
  readonly timezone: string | null;
  readonly created: Position;
  readonly created_at: number;
};

/** All calendars of a person, in the order of their names. */
export const calendarsOf = (sql: Sql, owner: PrincipalId): Promise<CalendarRow[]> => sql<CalendarRow>`
  select calendar, owner, name, components, transparency, timezone, created, created_at
  from calendars where owner = ${owner} order by name`;

/** The calendar of this name. */
export const calendarNamed = async (sql: Sql, owner: PrincipalId, name: string): Promise<CalendarRow | undefined> => {
  const [row] = await sql<CalendarRow>`
    select calendar, owner, name, components, transparency, timezone, created, created_at
    from calendars where owner = ${owner} and name = ${name}`;
  return row;
};

/** A calendar as a decider wants it. */
export type CalendarState = { readonly revision: Revision; readonly state: Calendar };

/** The stream state of the calendar of this name. */
export const calendarState = async (sql: Sql, owner: PrincipalId, name: string): Promise<CalendarState | undefined> => {
  const [row] = await sql<CalendarState>`
    select s.revision, s.state from calendars c join streams s on s.stream = 'calendar/' || c.calendar
    where c.owner = ${owner} and c.name = ${name}`;
  return row;
};
