import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AddressBookEvent } from '../../src/domain/address-book/events.ts';
import { quickFacts } from '../../src/domain/calendar-object/quick-facts.ts';
import { birthdayEvent } from '../../src/domain/contact/birthday.ts';
import { parsedContact } from '../../src/domain/contact/content.ts';
import type { ContactEvent } from '../../src/domain/contact/events.ts';
import type { CollectionId, MemberId, Position, PrincipalId } from '../../src/domain/kernel/ids.ts';
import { members } from '../../src/projections/members.ts';
import { card } from '../support/fasti.ts';
import { inOrder, rowsOf } from './rows.ts';

const [book, other] = ['b' as CollectionId, 'd' as CollectionId];
const object = 'o' as MemberId;
const created = 1 as Position;
const stored = (...lines: readonly string[]) => ({ stored: new TextEncoder().encode(card('kai', ...lines)) });
const [kai, later, plain] = [stored('BDAY:1980-04-12'), stored('BDAY:1981-05-13'), stored()];
const place = { object, book, name: 'a.vcf' };
const facts = { uid: 'kai', component: 'vcard' } as const;

const born: ContactEvent = { type: 'contact-created', data: { ...place, ...facts }, body: kai };
const changed = (body: typeof kai): ContactEvent => ({
  type: 'contact-changed',
  data: { ...place, ...facts, created },
  body,
});
const moved = (to: CollectionId): ContactEvent => ({
  type: 'contact-moved',
  data: { object, book: to, name: 'b.vcf', ...facts, created, fromBook: book, fromName: 'a.vcf' },
  body: kai,
});
const deleted: ContactEvent = { type: 'contact-deleted', data: { ...place, created } };
const ended: AddressBookEvent = {
  type: 'address-book-deleted',
  data: { book, owner: 'p' as PrincipalId, name: 'friends' },
};

/** Of the rows after these events, those of birthdays. */
const after = (...events: readonly (ContactEvent | AddressBookEvent)[]) => {
  const { members: there = [], removals = [] } = rowsOf(members, inOrder(events));
  const ofBirthdays = ({ collection }: { collection?: unknown }) => String(collection).startsWith('birthdays-');
  return { there: there.filter(ofBirthdays), gone: removals.filter(ofBirthdays) };
};

/** The row of the birthday in a card that the event of this number brought. */
const row = ({ stored: bytes }: typeof kai, collection: string, number: number) => {
  const source = parsedContact(bytes)?.card;
  const text = new TextEncoder().encode(source && birthdayEvent(source, 'birthday-o' as MemberId, number));
  return {
    ...{ collection, name: 'o.ics', object: 'birthday-o', uid: 'birthday-o' },
    ...{ component: 'VEVENT', classification: 'PUBLIC', etag: `event-${number}`, body: number, is_utf8: true },
    ...{ size: text.byteLength, position: number, created_at: number, modified_at: number },
    ...quickFacts({ stored: text }),
  };
};

test('a card with a birthday is an event beside its book, and one without is none', () => {
  assert.deepEqual(after(born), { there: [row(kai, 'birthdays-b', 1)], gone: [] });
  assert.deepEqual(after({ ...born, body: plain }), { there: [], gone: [] });
});

test('a birthday follows its card: changed, gone, there again', () => {
  assert.deepEqual(after(born, changed(later)), { there: [row(later, 'birthdays-b', 2)], gone: [] });
  const gone = { collection: 'birthdays-b', position: 2, name: 'o.ics', created, classification: 'PUBLIC' };
  assert.deepEqual(after(born, changed(plain)), { there: [], gone: [gone] });
  assert.deepEqual(after(born, changed(plain), changed(kai)), { there: [row(kai, 'birthdays-b', 3)], gone: [gone] });
});

test('a birthday goes with its card to another book, and stays where only the name of the card is another', () => {
  const gone = { collection: 'birthdays-b', position: 2, name: 'o.ics', created, classification: 'PUBLIC' };
  assert.deepEqual(after(born, moved(other)), { there: [row(kai, 'birthdays-d', 2)], gone: [gone] });
  assert.deepEqual(after(born, moved(book)).there, [row(kai, 'birthdays-b', 2)]);
});

test('a birthday goes with its card, and with its book', () => {
  assert.deepEqual(after(born, deleted), {
    there: [],
    gone: [{ collection: 'birthdays-b', position: 2, name: 'o.ics', created, classification: 'PUBLIC' }],
  });
  assert.deepEqual(after(born, changed(plain), changed(kai), ended), { there: [], gone: [] });
});
