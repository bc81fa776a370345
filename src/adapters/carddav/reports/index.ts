import type { Report } from '../../webdav/report.ts';
import { addressbookMultiget } from './addressbook-multiget.ts';
import { addressbookQuery } from './addressbook-query.ts';

/** Every report that CardDAV adds. */
export const carddavReports: readonly Report[] = [addressbookQuery, addressbookMultiget];
