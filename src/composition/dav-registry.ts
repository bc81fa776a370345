import { caldav } from '../adapters/caldav/registry.ts';
import { carddav } from '../adapters/carddav/registry.ts';
import type { Registry } from '../adapters/webdav/method.ts';
import { methods } from '../adapters/webdav/methods/index.ts';
import { webdavProperties } from '../adapters/webdav/properties/index.ts';
import { buildRegistry } from '../adapters/webdav/registry.ts';
import { reports } from '../adapters/webdav/reports/index.ts';

const PARTS = [{ methods, properties: webdavProperties, reports }, caldav, carddav];

/** WebDAV, CalDAV and CardDAV together, as the server answers them. */
export const registry: Registry = buildRegistry({
  methods: PARTS.flatMap((part) => part.methods),
  properties: PARTS.flatMap((part) => part.properties),
  reports: PARTS.flatMap((part) => part.reports),
});
