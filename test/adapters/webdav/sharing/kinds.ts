/** What is asked of calendars and of address books alike, in the words of each. */
import type { CollectionKind } from '../../../../src/domain/collection/collection.ts';
import { card, event } from '../../../support/fasti.ts';
import { bookReports } from './book-reports.ts';
import { calendarReports } from './calendar-reports.ts';
import { CALENDAR_CLASSES, CARD_CLASS, eventOf, type ItemClass } from './items.ts';
import type { Judge } from './table.ts';

export type SharedKind = {
  readonly is: CollectionKind;
  readonly segment: string;
  readonly extension: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly classes: readonly ItemClass[];
  /** The property whose value begins with a secret in what is stored. */
  readonly title: string;
  /** Something of whoever writes it. */
  readonly fresh: (uid: string) => string;
  /** What is written over an item: another title, and an answer for the owner. */
  readonly written: (of: ItemClass, uid: string) => string;
  readonly reports: (judge: Judge) => Promise<void>;
};

export const CALENDARS: SharedKind = {
  is: 'calendar',
  segment: 'Calendar',
  extension: 'ics',
  headers: { 'content-type': 'text/calendar' },
  classes: CALENDAR_CLASSES,
  title: 'SUMMARY',
  fresh: (uid) => event(uid, 'SUMMARY:mine'),
  written: (of, uid) => eventOf(of, uid, ['SUMMARY:written'], 'ACCEPTED'),
  reports: calendarReports,
};

export const BOOKS: SharedKind = {
  is: 'address-book',
  segment: 'Contacts',
  extension: 'vcf',
  headers: { 'content-type': 'text/vcard' },
  classes: [CARD_CLASS],
  title: 'FN',
  fresh: (uid) => card(uid, 'FN:mine', 'N:mine;;;;'),
  written: (_, uid) => card(uid, 'FN:written', 'N:written;;;;', 'NOTE:ACCEPTED'),
  reports: bookReports,
};
