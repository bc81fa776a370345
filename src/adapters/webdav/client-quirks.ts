import type { IncomingHttpHeaders } from 'node:http';

/** SOGo's list of Apple's calendar programs: they want classes on PROPFIND and the inbox among the calendars. */
const APPLE = /(DAVKit\/.*iCal\/4\.|iCal\/5\.|CoreDAV\/|Calendar\/|CalendarAgent\/)/;

/** Whether a request comes from one of Apple's calendar programs. */
export const isApple = (headers: IncomingHttpHeaders): boolean => APPLE.test(headers['user-agent'] ?? '');
