import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openPostgresLog } from '../../src/adapters/postgres/log.ts';
import type { PostgresLog } from '../../src/adapters/postgres/types.ts';
import type { AccountEvent } from '../../src/domain/account/events.ts';
import type { AddressBookEvent } from '../../src/domain/address-book/events.ts';
import type { CalendarEvent } from '../../src/domain/calendar/events.ts';
import { type FastiEvent, logSchema } from '../../src/domain/event-types.ts';
import {
  ABSENT,
  type Actor,
  accountStream,
  addressBookStream,
  type CollectionId,
  type CorrelationId,
  calendarStream,
  type PrincipalId,
  type StreamId,
} from '../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../src/domain/kernel/json-body.ts';
import { ANONYMOUS, DEFAULT_USER, type Grantee, groupGrantee } from '../../src/domain/sharing/grants.ts';
import type { Role } from '../../src/domain/sharing/roles.ts';
import { grants, grantsOf, principalsAmong } from '../../src/projections/grants.ts';
import { projections } from '../../src/projections/index.ts';
import { properties } from '../../src/projections/properties.ts';
import { sharedBy, subscribedBy, subscribersOf, subscriptions } from '../../src/projections/subscriptions.ts';
import { freshDatabase } from '../support/postgres.ts';
import { inOrder, rowsOf } from './rows.ts';

const [jo, ann, bob, staff] = ['jo', 'ann', 'bob', 'staff'].map((id) => id as PrincipalId) as [
  PrincipalId,
  PrincipalId,
  PrincipalId,
  PrincipalId,
];
const [work, club, friends] = ['w', 'c', 'f'].map((id) => id as CollectionId) as [
  CollectionId,
  CollectionId,
  CollectionId,
];

const opened = (principal: PrincipalId, domain = ''): AccountEvent => ({
  type: 'account-opened',
  data: { principal, domain },
  body: jsonBody({ login: principal }),
});
const calendarAt = (calendar: CollectionId, name: string) => ({ calendar, owner: jo, name });
const made = (calendar: CollectionId, name: string): CalendarEvent => ({
  type: 'calendar-created',
  data: { ...calendarAt(calendar, name), components: ['VEVENT'], set: [], removed: [] },
});
const shared = (grantee: Grantee, roles: readonly Role[] | null, calendar = work): CalendarEvent => ({
  type: 'calendar-roles-changed',
  data: { ...calendarAt(calendar, 'work'), grantee, roles },
});
const ended: CalendarEvent = { type: 'calendar-deleted', data: calendarAt(work, 'work') };
const book = { book: friends, owner: jo, name: 'friends' };
const bookMade: AddressBookEvent = { type: 'address-book-created', data: { ...book, set: [], removed: [] } };
const bookShared = (grantee: Grantee, roles: readonly Role[]): AddressBookEvent => ({
  type: 'address-book-roles-changed',
  data: { ...book, grantee, roles },
});
const bookEnded: AddressBookEvent = { type: 'address-book-deleted', data: book };

const subscribed = (principal: PrincipalId, collection = work): AccountEvent => ({
  type: 'collection-subscribed',
  data: { principal, collection },
});
const chosen = (choices: { showsAlarms?: boolean; isBusy?: boolean }): AccountEvent => ({
  type: 'subscription-changed',
  data: { principal: ann, collection: work, ...choices },
});
const coloured: AccountEvent = {
  type: 'subscription-properties-changed',
  data: { principal: ann, collection: work, set: ['{x}a'], removed: ['{x}b'] },
  body: jsonBody({ '{x}a': '<a xmlns="x"/>' }),
};
const left: AccountEvent = { type: 'collection-unsubscribed', data: { principal: ann, collection: work } };

describe('grants: who was given which roles', () => {
  const rows = (...events: readonly FastiEvent[]) => rowsOf(grants, inOrder(events)).grants;
  const row = (grantee: Grantee, roles: readonly Role[], collection = work) => ({
    ...{ collection, grantee, roles: JSON.stringify(roles) },
  });

  test('one row for each word, also for a denial; the last word counts', () => {
    const viewer = shared(ann, ['PublicViewer']);
    assert.deepEqual(rows(made(work, 'work'), viewer), [row(ann, ['PublicViewer'])]);
    assert.deepEqual(rows(viewer, shared(ann, ['ObjectEraser'])), [row(ann, ['ObjectEraser'])]);
    assert.deepEqual(rows(viewer, shared(bob, [])), [row(ann, ['PublicViewer']), row(bob, [])]);
    assert.deepEqual(rows(bookShared(DEFAULT_USER, ['ObjectViewer'])), [row(DEFAULT_USER, ['ObjectViewer'], friends)]);
  });

  test('no row where nothing is said any more, or where the collection is gone', () => {
    const other = shared(bob, ['ObjectCreator'], club);
    const kept = [row(bob, ['ObjectCreator'], club)];
    assert.deepEqual(rows(shared(ann, ['PublicViewer']), other, shared(ann, null)), kept);
    assert.deepEqual(rows(shared(ann, ['PublicViewer']), shared(bob, []), other, ended), kept);
    assert.deepEqual(rows(bookShared(ann, ['ObjectViewer']), other, bookEnded), kept);
  });
});

describe('subscriptions: who wants which collections of others', () => {
  const rows = (...events: readonly FastiEvent[]) => rowsOf(subscriptions, inOrder(events)).subscriptions;
  const row = (subscriber: PrincipalId, shows_alarms = false, is_busy = false, collection = work) => ({
    ...{ collection, subscriber, shows_alarms, is_busy },
  });

  test('one row each, without alarms and not busy until the subscriber chooses', () => {
    assert.deepEqual(rows(subscribed(ann), subscribed(bob)), [row(ann), row(bob)]);
    assert.deepEqual(rows(subscribed(ann), chosen({ showsAlarms: true })), [row(ann, true)]);
    assert.deepEqual(rows(subscribed(ann), chosen({ showsAlarms: true }), chosen({ isBusy: true })), [
      row(ann, true, true),
    ]);
    assert.deepEqual(rows(subscribed(ann), chosen({ showsAlarms: true }), chosen({ showsAlarms: false })), [row(ann)]);
  });

  test('who comes back chooses anew', () =>
    assert.deepEqual(rows(subscribed(ann), chosen({ isBusy: true }), left, subscribed(ann)), [row(ann)]));

  test('no row once he left, or once the collection is gone', () => {
    const kept = [row(bob)];
    assert.deepEqual(rows(subscribed(ann), subscribed(bob), left), kept);
    const there = [row(ann, false, false, club)];
    assert.deepEqual(rows(subscribed(ann), subscribed(ann, club), subscribed(bob), ended), there);
    assert.deepEqual(rows(subscribed(ann, friends), subscribed(ann, club), bookEnded), there);
  });

  test('each subscriber’s names and colours are his own, and go when he leaves', () => {
    const own = [{ holder: 'w/ann', name: '{x}a', value: '<a xmlns="x"/>' }];
    assert.deepEqual(rowsOf(properties, inOrder([subscribed(ann), coloured])), { properties: own });
    assert.deepEqual(rowsOf(properties, inOrder([subscribed(ann), coloured, left])), { properties: [] });
  });
});

describe('what is asked of them', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let log: PostgresLog;

  const append = async (stream: StreamId, events: readonly FastiEvent[]): Promise<void> => {
    const metadata = { actor: 'tool:test' as Actor, protocol: 'cli', correlationId: 'c' as CorrelationId } as const;
    const writes = [{ stream, expected: ABSENT, events }];
    assert.equal((await log.append({ writes, claims: [], guards: [], metadata })).is, 'appended');
  };

  before(async () => {
    database = await freshDatabase();
    log = await openPostgresLog({ connection: database.connection, schema: logSchema, projections });
    for (const who of [jo, staff]) await append(accountStream(who), [opened(who, 'a')]);
    await append(accountStream('eve' as PrincipalId), [opened('eve' as PrincipalId, 'b')]);
    await append(calendarStream(work), [
      made(work, 'work'),
      shared(bob, []),
      shared(ann, ['PublicViewer']),
      shared(groupGrantee(staff), ['PrivateViewer']),
      shared(DEFAULT_USER, ['ObjectCreator']),
      shared(ANONYMOUS, ['PublicDAndTViewer']),
      shared('gone' as PrincipalId, ['PublicModifier']),
    ]);
    await append(calendarStream(club), [made(club, 'club')]);
    await append(addressBookStream(friends), [bookMade, bookShared(ann, ['ObjectViewer'])]);
    await append(accountStream(ann), [
      opened(ann, 'a'),
      subscribed(ann),
      subscribed(ann, friends),
      chosen({ isBusy: true, showsAlarms: true }),
    ]);
    await append(accountStream(bob), [opened(bob, 'a'), subscribed(bob)]);
  });
  after(async () => {
    await log.close();
    await database.drop();
  });

  test('the access control list: by login, SOGo’s names last; who has no account is left out', async () => {
    const list = await grantsOf(log.sql, work);
    assert.deepEqual(
      list.map(({ grantee, roles, login }) => [grantee, roles, login]),
      [
        ['ann', ['PublicViewer'], 'ann'],
        ['bob', [], 'bob'],
        ['@staff', ['PrivateViewer'], 'staff'],
        [DEFAULT_USER, ['ObjectCreator'], null],
        [ANONYMOUS, ['PublicDAndTViewer'], null],
      ],
    );
    assert.deepEqual(await grantsOf(log.sql, club), []);
  });

  test('those of some ids that have these logins, in one domain', async () => {
    const among = (ids: readonly string[], logins: readonly string[], domain: string) =>
      principalsAmong(log.sql, ids as readonly PrincipalId[], logins, domain);
    assert.deepEqual(await among(['staff', 'ann', 'eve'], ['staff', 'eve'], 'a'), ['staff']);
    assert.deepEqual(await among(['staff'], ['staff'], 'b'), []);
    assert.deepEqual(await among([], ['staff'], 'a'), []);
  });

  test('what somebody shares, as each of the others asks for it: his own grant and those that may be his', async () => {
    const all = { [DEFAULT_USER]: ['ObjectCreator'], [ANONYMOUS]: ['PublicDAndTViewer'], '@staff': ['PrivateViewer'] };
    const [unshared, forAnn, ...more] = await sharedBy(log.sql, jo, 'calendar', ann, '');
    assert.deepEqual([unshared?.name, unshared?.grants, unshared?.shows_alarms], ['club', null, null]);
    assert.deepEqual([forAnn?.name, forAnn?.shows_alarms, forAnn?.is_busy], ['work', true, true]);
    assert.deepEqual(forAnn?.grants, { ...all, ann: ['PublicViewer'] });
    assert.deepEqual(more, []);
    const [forBob] = await sharedBy(log.sql, jo, 'calendar', bob, '').then((rows) => rows.slice(1));
    assert.deepEqual([forBob?.shows_alarms, forBob?.is_busy], [false, false]);
    assert.deepEqual(forBob?.grants, { ...all, bob: [] });
  });

  test('what somebody subscribed to, with whose it is', async () => {
    const [calendar, ...more] = await subscribedBy(log.sql, ann, 'calendar');
    assert.deepEqual([calendar?.collection, calendar?.login, calendar?.domain], [work, 'jo', 'a']);
    assert.deepEqual(calendar?.grants?.ann, ['PublicViewer']);
    assert.deepEqual(more, []);
    const books = await subscribedBy(log.sql, ann, 'address-book');
    assert.deepEqual(
      books.map(({ collection }) => collection),
      [friends],
    );
    assert.deepEqual(await subscribedBy(log.sql, jo, 'calendar'), []);
  });

  test('who subscribed to something', async () => {
    assert.deepEqual(await subscribersOf(log.sql, work), ['ann', 'bob']);
    assert.deepEqual(await subscribersOf(log.sql, club), []);
  });
});

test('the same events once more change nothing', () => {
  const history = [shared(ann, ['PublicViewer']), shared(ann, null), shared(bob, []), subscribed(ann)];
  const events = inOrder<FastiEvent>([...history, chosen({ isBusy: true }), coloured, left, subscribed(bob), ended]);
  for (const projection of [grants, subscriptions])
    for (let some = 1; some <= events.length; some += 1) {
      const begun = events.slice(0, some);
      assert.deepEqual(rowsOf(projection, begun, 2), rowsOf(projection, begun));
    }
});
