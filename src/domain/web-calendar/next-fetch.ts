import {
  MAX_WEB_CALENDAR_INTERVAL,
  MIN_WEB_CALENDAR_INTERVAL,
  WEB_CALENDAR_INTERVAL,
  WEB_CALENDAR_RETRY,
} from '../limits/web-calendars.ts';

/** Milliseconds until the next fetch after one that succeeded; `wished`: what the calendar says of itself. */
export const nextFetch = (wished: number | undefined): number =>
  Math.min(MAX_WEB_CALENDAR_INTERVAL, Math.max(MIN_WEB_CALENDAR_INTERVAL, wished ?? WEB_CALENDAR_INTERVAL));

/** Milliseconds until the next try after so many failures in a row, this one included. */
export const nextTry = (failures: number): number =>
  Math.min(MAX_WEB_CALENDAR_INTERVAL, WEB_CALENDAR_RETRY * 2 ** Math.min(failures - 1, 30));
