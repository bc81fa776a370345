import type { Report } from '../../webdav/report.ts';
import { calendarMultiget } from './calendar-multiget.ts';
import { calendarQuery } from './calendar-query.ts';
import { freeBusyQuery } from './free-busy-query.ts';
import { inviteReply } from './invite-reply.ts';
import { share } from './share.ts';

/** Every report that CalDAV adds. */
export const caldavReports: readonly Report[] = [calendarQuery, calendarMultiget, freeBusyQuery, inviteReply, share];
