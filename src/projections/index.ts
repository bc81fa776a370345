import { accounts } from './accounts.ts';
import { calendarObjects } from './calendar-objects.ts';
import { calendars } from './calendars.ts';
import type { Projection } from './projection.ts';
import { properties } from './properties.ts';

/** Every projection there is. */
export const projections: readonly Projection[] = [accounts, calendars, calendarObjects, properties];
