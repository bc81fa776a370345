import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AddressBookEvent } from '../../src/domain/address-book/events.ts';
import type { CalendarEvent } from '../../src/domain/calendar/events.ts';
import type { CollectionId, PrincipalId } from '../../src/domain/kernel/ids.ts';
import type { Grantee } from '../../src/domain/sharing/grants.ts';
import type { Role } from '../../src/domain/sharing/roles.ts';
import { wishedMails } from '../../src/projections/wished-mails.ts';
import { inOrder, rowsOf } from './rows.ts';

const jo = 'jo' as PrincipalId;
const calendar = { calendar: 'work' as CollectionId, owner: jo, name: 'work' };
const book = { book: 'friends' as CollectionId, owner: jo, name: 'friends' };
const WISHED = { notify: true } as const;

const given = (grantee: string, roles: readonly Role[] | null, notify: { notify?: true } = WISHED): CalendarEvent => ({
  type: 'calendar-roles-changed',
  data: { ...calendar, grantee: grantee as Grantee, roles, ...notify },
});

const mails = (events: readonly (CalendarEvent | AddressBookEvent)[], times = 1) => {
  const { wished_mails: rows = [] } = rowsOf(wishedMails, inOrder(events), times);
  return rows.map(({ kind, recipient, collection }) => [kind, recipient, collection]);
};

test('who is given rights or loses them is to get a mail, and who made a folder', () => {
  const events: readonly (CalendarEvent | AddressBookEvent)[] = [
    { type: 'calendar-created', data: { ...calendar, components: ['VEVENT'], set: [], removed: [], ...WISHED } },
    { type: 'address-book-created', data: { ...book, set: [], removed: [], ...WISHED } },
    given('ann', ['PublicViewer']),
    given('ann', []),
    given('ann', null),
    {
      type: 'address-book-roles-changed',
      data: { ...book, grantee: 'bob' as PrincipalId, roles: ['ObjectViewer'], ...WISHED },
    },
  ];
  const wanted = [
    ['folder-created', 'jo', 'work'],
    ['folder-created', 'jo', 'friends'],
    ['rights-given', 'ann', 'work'],
    ['rights-taken', 'ann', 'work'],
    ['rights-taken', 'ann', 'work'],
    ['rights-given', 'bob', 'friends'],
  ];
  assert.deepEqual(mails(events).sort(), wanted.sort());
  // An event that is seen twice is one mail.
  assert.deepEqual(mails(events, 2).sort(), wanted.sort());
});

test('without the settings, and for whom no mail can reach, there is none', () =>
  assert.deepEqual(
    mails([
      given('ann', ['PublicViewer'], {}),
      given('@staff', ['PublicViewer']),
      given('<default>', ['PublicViewer']),
      given('anonymous', ['PublicViewer']),
    ]),
    [],
  ));
