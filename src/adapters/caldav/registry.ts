import type { Registry } from '../webdav/method.ts';
import { methods } from '../webdav/methods/index.ts';
import { webdavProperties } from '../webdav/properties/index.ts';
import { buildRegistry } from '../webdav/registry.ts';
import { reports } from '../webdav/reports/index.ts';
import { mkcalendar } from './methods/mkcalendar.ts';
import { caldavProperties } from './properties/index.ts';
import { caldavReports } from './reports/index.ts';

/** WebDAV and CalDAV together, as the server answers them. */
export const registry: Registry = buildRegistry({
  methods: [...methods, mkcalendar],
  properties: [...webdavProperties, ...caldavProperties],
  reports: [...reports, ...caldavReports],
});
