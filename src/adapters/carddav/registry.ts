import type { Parts } from '../webdav/registry.ts';
import { carddavProperties } from './properties/index.ts';
import { carddavReports } from './reports/index.ts';

/** What CardDAV adds to WebDAV. */
export const carddav: Parts = { methods: [], properties: carddavProperties, reports: carddavReports };
