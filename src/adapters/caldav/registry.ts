import type { Parts } from '../webdav/registry.ts';
import { mkcalendar } from './methods/mkcalendar.ts';
import { caldavProperties } from './properties/index.ts';
import { caldavReports } from './reports/index.ts';

/** What CalDAV adds to WebDAV. */
export const caldav: Parts = { methods: [mkcalendar], properties: caldavProperties, reports: caldavReports };
