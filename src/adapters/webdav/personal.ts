import { PERSONAL } from '../../domain/calendar/decider.ts';
import { COMPONENT_TYPES } from '../../domain/ical/component.ts';
import { type CalendarId, START } from '../../domain/kernel/ids.ts';
import type { CalendarRow } from '../../projections/calendars.ts';
import type { Account } from './resource.ts';

/** The `personal` calendar of somebody who never wrote to it: everybody has one, it is created by the first write. */
export const virtualPersonal = ({ principal }: Account): CalendarRow => ({
  calendar: '' as CalendarId,
  owner: principal,
  name: PERSONAL,
  components: COMPONENT_TYPES.join(' '),
  transparency: 'opaque',
  timezone: null,
  created: START,
  created_at: 0,
});

/** Whether a calendar is made up, so that its first write must create it. */
export const isVirtual = (calendar: CalendarRow): boolean => calendar.calendar === '';
