import { accounts } from './accounts.ts';
import { appPasswords } from './app-passwords.ts';
import { calendarObjects } from './calendar-objects.ts';
import { calendars } from './calendars.ts';
import { preferences } from './preferences.ts';
import type { Projection } from './projection.ts';
import { properties } from './properties.ts';

/** Every projection there is. */
export const projections: readonly Projection[] = [
  accounts,
  appPasswords,
  calendars,
  calendarObjects,
  preferences,
  properties,
];
