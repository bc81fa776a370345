import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openPostgresLog } from '../../src/adapters/postgres/log.ts';
import type { PostgresLog } from '../../src/adapters/postgres/types.ts';
import type { AccountEvent, NotificationOf } from '../../src/domain/account/events.ts';
import type { CalendarEvent } from '../../src/domain/calendar/events.ts';
import { type FastiEvent, logSchema } from '../../src/domain/event-types.ts';
import {
  ABSENT,
  type Actor,
  accountStream,
  type CollectionId,
  type CorrelationId,
  calendarStream,
  type PrincipalId,
  type StreamId,
} from '../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../src/domain/kernel/json-body.ts';
import type { Role } from '../../src/domain/sharing/roles.ts';
import { projections } from '../../src/projections/index.ts';
import {
  invitationOf,
  invitations,
  invitationsOf,
  repliesTo,
  sharedAmong,
  shareesOf,
} from '../../src/projections/invitations.ts';
import { freshDatabase } from '../support/postgres.ts';
import { inOrder, rowsOf } from './rows.ts';

const [jo, ann, bob, eve] = ['jo', 'ann', 'bob', 'eve'] as string[] as [
  PrincipalId,
  PrincipalId,
  PrincipalId,
  PrincipalId,
];
const work = 'w' as CollectionId;
const place = { calendar: work, owner: jo, name: 'work' };

const opened = (principal: PrincipalId): AccountEvent => ({
  type: 'account-opened',
  data: { principal, domain: 'a' },
  body: jsonBody({ login: principal }),
});
const made: CalendarEvent = {
  type: 'calendar-created',
  data: { ...place, components: ['VEVENT'], set: [], removed: [] },
};
const shared = (grantee: PrincipalId, roles: readonly Role[] | null): CalendarEvent => ({
  type: 'calendar-roles-changed',
  data: { ...place, grantee, roles },
});
const ended: CalendarEvent = { type: 'calendar-deleted', data: place };

const of = (principal: PrincipalId) => ({ principal, collection: work });
const invited = (principal: PrincipalId, isSubscribed = false): AccountEvent => ({
  type: 'invitation-received',
  data: { ...of(principal), isSubscribed },
  body: jsonBody({ summary: 'Work' }),
});
const subscribed = (principal: PrincipalId): AccountEvent => ({ type: 'collection-subscribed', data: of(principal) });
const left: AccountEvent = { type: 'collection-unsubscribed', data: of(ann) };
const declined: AccountEvent = { type: 'invitation-declined', data: of(ann) };
const withdrawn: AccountEvent = { type: 'invitation-withdrawn', data: of(ann) };
const seen = (who: PrincipalId, about: NotificationOf): AccountEvent => ({
  type: 'notification-dismissed',
  data: { principal: who, collection: work, invitee: ann, of: about },
});

describe('invitations: who was invited to which calendars', () => {
  const stands = (...events: readonly FastiEvent[]) =>
    rowsOf(invitations, inOrder(events)).invitations?.map((row) => [row.status, row.is_seen, row.is_reply_seen]);

  test('who is invited is to be told, and his answer is to be told to the owner', () => {
    assert.deepEqual(stands(invited(ann)), [['pending', false, true]]);
    assert.deepEqual(stands(invited(ann), subscribed(ann)), [['accepted', true, false]]);
    assert.deepEqual(stands(invited(ann), declined), [['declined', true, false]]);
    assert.deepEqual(stands(invited(ann), subscribed(ann), left), [['declined', true, false]]);
  });

  test('who is invited again is told again', () => {
    assert.deepEqual(stands(invited(ann), declined, invited(ann)), [['pending', false, true]]);
    assert.deepEqual(stands(invited(ann), subscribed(ann), invited(ann, true)), [['accepted', false, true]]);
  });

  test('who is no longer invited is told that, whatever he answered', () => {
    assert.deepEqual(stands(invited(ann), withdrawn), [['withdrawn', false, true]]);
    assert.deepEqual(stands(invited(ann), subscribed(ann), left, withdrawn), [['withdrawn', false, true]]);
  });

  test('what has been read is not told any more', () => {
    assert.deepEqual(stands(invited(ann), seen(ann, 'invitation')), [['pending', true, true]]);
    assert.deepEqual(stands(invited(ann), declined, seen(jo, 'reply')), [['declined', true, true]]);
  });

  test('who was not invited answers nothing, and with the calendar it is all over', () => {
    assert.deepEqual(stands(subscribed(ann), left, declined, withdrawn), []);
    assert.deepEqual(stands(invited(ann), invited(bob), ended), []);
  });

  test('the same events once more change nothing', () => {
    const events = inOrder<FastiEvent>([invited(ann), subscribed(ann), left, invited(ann), withdrawn]);
    for (let some = 1; some <= events.length; some += 1) {
      const begun = events.slice(0, some);
      assert.deepEqual(rowsOf(invitations, begun, 2), rowsOf(invitations, begun));
    }
  });
});

describe('what is asked of them', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let log: PostgresLog;

  const append = async (stream: StreamId, events: readonly FastiEvent[]): Promise<void> => {
    const metadata = { actor: 'tool:test' as Actor, protocol: 'cli', correlationId: 'c' as CorrelationId } as const;
    const verdict = await log.append({ writes: [{ stream, expected: ABSENT, events }], metadata });
    assert.equal(verdict.is, 'appended');
  };

  before(async () => {
    database = await freshDatabase();
    log = await openPostgresLog({ connection: database.connection, schema: logSchema, projections });
    await append(accountStream(jo), [opened(jo)]);
    await append(calendarStream(work), [
      made,
      shared(ann, ['PublicViewer']),
      shared(bob, ['ObjectCreator']),
      shared(eve, []),
    ]);
    await append(accountStream(ann), [opened(ann), invited(ann), subscribed(ann)]);
    await append(accountStream(bob), [opened(bob), invited(bob)]);
    await append(accountStream(eve), [opened(eve), invited(eve)]);
  });
  after(async () => {
    await log.close();
    await database.drop();
  });

  test('what somebody is to be told: nothing where he lost his rights by another way', async () => {
    const [told, ...more] = await invitationsOf(log.sql, bob);
    assert.deepEqual(more, []);
    assert.deepEqual(
      [told?.name, told?.status, told?.summary, told?.roles, told?.other],
      ['work', 'pending', 'Work', ['ObjectCreator'], { principal: jo, login: 'jo', domain: 'a' }],
    );
    assert.deepEqual(await invitationsOf(log.sql, ann), []);
    assert.deepEqual(await invitationsOf(log.sql, eve), []);
  });

  test('what an owner is to be told', async () => {
    const replies = await repliesTo(log.sql, jo);
    assert.deepEqual(
      replies.map(({ other, status }) => [other.login, status]),
      [['ann', 'accepted']],
    );
    assert.deepEqual(await repliesTo(log.sql, ann), []);
  });

  test('an invitation is found by its UID, by whom it is to alone', async () => {
    const [told] = await invitationsOf(log.sql, bob);
    assert.equal((await invitationOf(log.sql, bob, told?.uid ?? ''))?.collection, work);
    assert.equal(await invitationOf(log.sql, ann, told?.uid ?? ''), undefined);
  });

  test('with whom a calendar is shared, and which calendars are', async () => {
    const sharees = await shareesOf(log.sql, [work]);
    assert.deepEqual(
      sharees.map(({ login, status, roles }) => [login, status, roles]),
      [
        ['ann', 'accepted', ['PublicViewer']],
        ['bob', 'pending', ['ObjectCreator']],
      ],
    );
    assert.deepEqual([...(await sharedAmong(log.sql, [work, 'x' as CollectionId]))], [work]);
    assert.deepEqual([...(await sharedAmong(log.sql, []))], []);
  });
});
