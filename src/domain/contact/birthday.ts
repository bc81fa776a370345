/** The birthday in a card as an event of every year. */
import { daysInMonth } from '../ical/civil.ts';
import { asInstant, formatUtc } from '../ical/date-time.ts';
import { PRODUCT, serialize, type WrittenProperty } from '../ical/serialize.ts';
import type { CollectionId, MemberId } from '../kernel/ids.ts';
import { escapeText } from '../text/escapes.ts';
import type { Card } from '../vcard/card.ts';
import { dateOf } from '../vcard/partial-date.ts';
import { property } from '../vcard/property.ts';
import { commonName } from './quick-facts.ts';

const BIRTHDAY = 'birthday-';
const BIRTHDAYS = 'birthdays-';

/** The id of the event that a contact's birthday is, and its UID. */
export const birthdayId = (contact: MemberId): MemberId => `${BIRTHDAY}${contact}` as MemberId;
export const isBirthday = (object: MemberId): boolean => object.startsWith(BIRTHDAY);

/** The id of the calendar that the birthdays in an address book are. */
export const birthdaysId = (book: CollectionId): CollectionId => `${BIRTHDAYS}${book}` as CollectionId;
export const isBirthdays = (collection: CollectionId): boolean => collection.startsWith(BIRTHDAYS);

/** Apple's year for a day without one: a leap year, and as early as every client can say. */
const NO_YEAR = 1604;

type Birthday = { readonly year: number; readonly month: number; readonly day: number };

/** RFC 6350 §6.2.5: undefined without a day and a month, or where the calendar has no such day. */
const birthdayOf = (card: Card): Birthday | undefined => {
  const of = property(card, 'BDAY');
  const { year = NO_YEAR, month, day } = (of && dateOf(of)) ?? {};
  if (month === undefined || day === undefined) return undefined;
  const birthday = { year: Math.max(year, NO_YEAR), month, day };
  return day <= daysInMonth(birthday.year, month) ? birthday : undefined;
};

const digits = (number: number, length: number): string => String(number).padStart(length, '0');

/** RFC 5545 §3.3.10: who was born on a leap day has a birthday every year, on the last day of February. */
const ruleOf = ({ month, day }: Birthday): string =>
  month === 2 && day === 29 ? 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1' : 'FREQ=YEARLY';

const summaryOf = (card: Card, { year }: Birthday): string =>
  year === NO_YEAR ? commonName(card) : `${commonName(card)} (${year})`;

/**
 * RFC 5545 §3.6.1: the calendar object of the birthday in a card, which makes nobody busy; undefined where the card says
 * none. `id` is the event's, `when` is when the card last changed, UTC ms. An age would be another every year.
 */
export const birthdayEvent = (card: Card, id: MemberId, when: number): string | undefined => {
  const birthday = birthdayOf(card);
  if (birthday === undefined) return undefined;
  const { year, month, day } = birthday;
  const properties: readonly WrittenProperty[] = [
    { name: 'UID', value: id },
    { name: 'DTSTAMP', value: formatUtc(asInstant(Math.floor(when / 1000))) },
    {
      name: 'DTSTART',
      parameters: [{ name: 'VALUE', values: ['DATE'] }],
      value: digits(year, 4) + digits(month, 2) + digits(day, 2),
    },
    { name: 'RRULE', value: ruleOf(birthday) },
    { name: 'SUMMARY', value: escapeText(summaryOf(card, birthday)) },
    { name: 'TRANSP', value: 'TRANSPARENT' },
  ];
  return serialize({
    name: 'VCALENDAR',
    properties: [
      { name: 'VERSION', value: '2.0' },
      { name: 'PRODID', value: PRODUCT },
    ],
    components: [{ name: 'VEVENT', properties }],
  });
};
