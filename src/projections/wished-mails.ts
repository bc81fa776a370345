import type { AddressBookEvent } from '../domain/address-book/events.ts';
import type { CalendarEvent } from '../domain/calendar/events.ts';
import type { Grant, Notified } from '../domain/collection/collection.ts';
import type { Recorded } from '../domain/kernel/event.ts';
import type { CollectionId, PrincipalId } from '../domain/kernel/ids.ts';
import type { Sql } from '../domain/ports.ts';
import { ANONYMOUS, DEFAULT_USER, groupOf } from '../domain/sharing/grants.ts';
import { projection, put, type RowChange, table } from './projection.ts';

const wishedMailsTable = table({
  name: 'wished_mails',
  columns: { effect: 'text', event: 'text', kind: 'text', collection: 'text', recipient: 'text', wished_at: 'int8' },
  key: ['effect'],
  indexes: {},
});

/** What a mail is about: a folder that was made, or rights in one that somebody was given or lost. */
export type WishedMailKind = 'folder-created' | 'rights-given' | 'rights-taken';

/** The effect's id is the same however often the event is seen: what was sent is not sent again. */
const wished = (
  { id, when }: Recorded,
  kind: WishedMailKind,
  collection: CollectionId,
  recipient: PrincipalId,
): readonly RowChange[] => [
  put(wishedMailsTable, {
    effect: `${id}/${recipient}`,
    event: id,
    kind,
    collection,
    recipient,
    wished_at: when,
  }),
];

/** A person alone gets a mail; of groups, of everybody and of the public nobody does, as in SOGo. */
const onRoles = (event: Recorded, collection: CollectionId, { grantee, roles, notify }: Grant & Notified) => {
  const isPerson = grantee !== DEFAULT_USER && grantee !== ANONYMOUS && groupOf(grantee) === undefined;
  if (notify !== true || !isPerson) return [];
  const kind = roles === null || roles.length === 0 ? 'rights-taken' : 'rights-given';
  return wished(event, kind, collection, grantee as PrincipalId);
};

const onCreation = (event: Recorded, collection: CollectionId, owner: PrincipalId, { notify }: Notified) =>
  notify === true ? wished(event, 'folder-created', collection, owner) : [];

/** Mails that events wish for; nothing sends them yet. */
export const wishedMails = projection<CalendarEvent | AddressBookEvent>({
  name: 'wished-mails',
  version: 1,
  when: 'same-transaction',
  tables: [wishedMailsTable],
  on: {
    'calendar-created': (event) => onCreation(event, event.data.calendar, event.data.owner, event.data),
    'calendar-roles-changed': (event) => onRoles(event, event.data.calendar, event.data),
    'address-book-created': (event) => onCreation(event, event.data.book, event.data.owner, event.data),
    'address-book-roles-changed': (event) => onRoles(event, event.data.book, event.data),
  },
});

export type WishedMail = {
  readonly effect: string;
  readonly kind: WishedMailKind;
  readonly collection: CollectionId;
  readonly recipient: PrincipalId;
};

/** All of them, the oldest first. */
export const allWishedMails = (sql: Sql): Promise<readonly WishedMail[]> =>
  sql<WishedMail>`select effect, kind, collection, recipient from wished_mails order by wished_at, effect`;
