/** Calendars of the birthdays in address books, for those who want them. They are read, never written. */

import type { CollectionKind } from '../../domain/collection/collection.ts';
import { birthdaysId, isBirthdays } from '../../domain/contact/birthday.ts';
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import {
  type AddressBookRow,
  type CalendarRow,
  type CollectionRow,
  collectionNamed,
  collectionsOf,
} from '../../projections/collections.ts';
import { storedPreference } from '../../projections/preferences.ts';
import { isClosed } from './closed-module.ts';
import { KINDS } from './collection-kind.ts';
import type { Services } from './method.ts';
import { READING } from './others.ts';
import type { Account, Resource, Unmapped } from './resource.ts';

type Looking = Pick<Services, 'sql' | 'settings'>;

const PREFIX = 'birthdays-';

/** Whether a calendar of that name may be one of birthdays. */
export const isBirthdaysName = (name: string): boolean => name.startsWith(PREFIX);

/** The name of the address book that a calendar of that name is made from. */
export const bookOfBirthdays = (name: string): string => name.slice(PREFIX.length);

const calendarOf = (book: AddressBookRow): CalendarRow => ({
  ...book,
  collection: birthdaysId(book.collection),
  kind: 'calendar',
  name: PREFIX + book.name,
  components: 'VEVENT',
  transparency: 'transparent',
});

const SWITCH = 'FastiBirthdayCalendar';

/** Whether somebody wants such calendars, and may see the cards they are made from. */
const isWanted = async ({ sql, settings }: Looking, account: Account): Promise<boolean> => {
  if (isClosed(KINDS['address-book'].module, account)) return false;
  const stored = await storedPreference(sql, account.principal, 'defaults', SWITCH);
  return settings.ofDomain(account.domain).preference(stored === undefined ? {} : { [SWITCH]: stored }, SWITCH);
};

/** The calendar of birthdays of that name; undefined where there is no such book, or its owner wants none. */
export const birthdaysNamed = async (
  looking: Looking,
  account: Account,
  name: string,
): Promise<CalendarRow | undefined> => {
  if (!isBirthdaysName(name) || !(await isWanted(looking, account))) return undefined;
  const at = { owner: account.principal, kind: 'address-book', name: bookOfBirthdays(name) } as const;
  const book = await collectionNamed(looking.sql, at);
  return book && calendarOf(book);
};

const birthdaysOf = async (looking: Looking, account: Account): Promise<readonly CalendarRow[]> => {
  if (!(await isWanted(looking, account))) return [];
  return (await collectionsOf(looking.sql, account.principal, 'address-book')).map(calendarOf);
};

/** The collections of a kind that somebody made, and of calendars those of birthdays too; of one name, that which he made. */
export const collectionsAndBirthdays = async (
  looking: Looking,
  account: Account,
  kind: CollectionKind,
): Promise<readonly CollectionRow[]> => {
  const [made, birthdays] = await Promise.all([
    collectionsOf(looking.sql, account.principal, kind),
    kind === 'calendar' ? birthdaysOf(looking, account) : [],
  ]);
  const names = new Set(made.map(({ name }) => name));
  return [...made, ...birthdays.filter(({ name }) => !names.has(name))];
};

/** Whether a resource is a calendar of birthdays, or in one. */
export const isOfBirthdays = (resource: Resource | Unmapped): boolean => {
  if (resource.is === 'unmapped') return isOfBirthdays(resource.parent);
  return 'collection' in resource && isBirthdays(resource.collection.collection);
};

/** Why nothing is written there; undefined for any other place. */
export const birthdaysRefusal = (resource: Resource | Unmapped): Refusal | undefined =>
  isOfBirthdays(resource)
    ? refuse('not-allowed', 'This calendar is made from the cards of an address book; change the birthday there.')
    : undefined;

/** Why a request cannot be: birthdays are written in their cards. */
export const writeRefusal = (method: string, target: Resource | Unmapped): Refusal | undefined =>
  READING.has(method) ? undefined : birthdaysRefusal(target);
