import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Client } from 'pg';
import { sealer } from '../../src/adapters/encryption/sealer.ts';
import { openPostgresLog } from '../../src/adapters/postgres/log.ts';
import type { PostgresLog } from '../../src/adapters/postgres/types.ts';
import { webCalendarFetchesIn } from '../../src/adapters/postgres/web-calendar-fetches.ts';
import { newId } from '../../src/composition/basics.ts';
import { account } from '../../src/domain/account/decider.ts';
import { type Calendar, calendar as decider } from '../../src/domain/calendar/decider.ts';
import { logSchema } from '../../src/domain/event-types.ts';
import type { Metadata } from '../../src/domain/kernel/event.ts';
import {
  ABSENT,
  type Actor,
  accountStream,
  type CollectionId,
  type CorrelationId,
  calendarStream,
  type PrincipalId,
} from '../../src/domain/kernel/ids.ts';
import { isRefusal } from '../../src/domain/kernel/refusal.ts';
import {
  MAX_WEB_CALENDARS,
  WEB_CALENDAR_INTERVAL,
  WEB_CALENDAR_LEASE,
  WEB_CALENDAR_RETRY,
} from '../../src/domain/limits/web-calendars.ts';
import { MAX_COPIED_OBJECTS } from '../../src/domain/limits.ts';
import type { Fetched, Validators, WebFetch } from '../../src/domain/web-calendar/ports.ts';
import type { WebSource } from '../../src/domain/web-calendar/source.ts';
import { projections } from '../../src/projections/index.ts';
import { contentsAfter } from '../../src/projections/members/named.ts';
import { type WebCalendarParts, webCalendars } from '../../src/workers/web-calendars.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { calendar, feedEvent } from '../support/web-server.ts';

const metadata: Metadata = { actor: 'tool:test' as Actor, protocol: 'cli', correlationId: 'test' as CorrelationId };
const ADDRESS = 'https://jo:Sesame42@example.org/private-7f3a/cal.ics';

const fetched = (text: string, validators: Validators = {}): Fetched => ({
  is: 'fetched',
  octets: Buffer.from(text),
  charset: undefined,
  validators,
});

describe('the work on web calendars', () => {
  let [database, log]: [TestDatabase, PostgresLog] = [undefined as never, undefined as never];
  before(async () => {
    database = await freshDatabase();
    log = await openPostgresLog({ connection: database.connection, schema: logSchema, projections });
  });
  after(async () => {
    await log.close();
    await database.drop();
  });

  const opened = async (): Promise<PrincipalId> => {
    const owner = newId() as PrincipalId;
    const decision = account.decide(account.start, {
      type: 'open-account',
      principal: owner,
      domain: '',
      login: owner,
    });
    assert.ok(!isRefusal(decision));
    await log.append({
      writes: [{ stream: accountStream(owner), expected: ABSENT, events: decision.events }],
      claims: decision.claims,
      metadata,
    });
    return owner;
  };

  /** A worker whose clock and web are the test's. */
  const worker = (fetch: WebFetch, more: Partial<WebCalendarParts> = {}) =>
    webCalendars({
      log,
      sql: log.sql,
      fetches: webCalendarFetchesIn(log.sql),
      fetch,
      sealer: sealer('a key'),
      now: Date.now,
      newId,
      ...more,
    });

  const added = async (
    work: ReturnType<typeof worker>,
    address = ADDRESS,
  ): Promise<{ owner: PrincipalId; collection: CollectionId }> => {
    const owner = await opened();
    const calendar = await work.add(owner, address, undefined, metadata);
    assert.ok(!isRefusal(calendar));
    return { owner, collection: calendar.collection };
  };
  const statusOf = async (work: ReturnType<typeof worker>, owner: PrincipalId) => (await work.list(owner))[0];
  const uidsOf = async (collection: CollectionId) =>
    (await contentsAfter(log.sql, collection, '', 10_000)).map(({ uid }) => uid).sort();
  /** Everything that is due is done, so that a test begins with nothing but its own. */
  const settled = async (): Promise<void> => {
    const work = worker(async () => ({ is: 'not-modified' }));
    while (await work.sweep());
  };

  test('one that is new is due at once, then every hour; what its server said of it goes along', async () => {
    await settled();
    let now = 1_000_000;
    const asked: [WebSource, Validators][] = [];
    const answers: Fetched[] = [
      fetched(calendar(feedEvent('a')), { etag: '"1"', lastModified: 'yesterday' }),
      { is: 'not-modified' },
    ];
    const work = worker(
      async (source, known) => {
        asked.push([source, known]);
        return answers.shift() ?? assert.fail('asked too often');
      },
      { now: () => now },
    );
    const { owner, collection } = await added(work);
    assert.equal(await work.sweep(), true);
    assert.equal(await work.sweep(), false);
    assert.deepEqual(await uidsOf(collection), ['a']);
    now += WEB_CALENDAR_INTERVAL - 1;
    assert.equal(await work.sweep(), false);
    now += 1;
    assert.equal(await work.sweep(), true);
    const source = {
      url: 'https://example.org/private-7f3a/cal.ics',
      credentials: { login: 'jo', password: 'Sesame42' },
    };
    assert.deepEqual(asked, [
      [source, {}],
      [source, { etag: '"1"', lastModified: 'yesterday' }],
    ]);
    const status = await statusOf(work, owner);
    assert.deepEqual([status?.imported, status?.fetched, status?.due], [1, now, now + WEB_CALENDAR_INTERVAL]);
  });

  test('a failure is told and tried again later and later; a success forgets it', async () => {
    await settled();
    let now = 5_000_000;
    let answer: Fetched = { is: 'failed', why: 'example.org refuses connections.' };
    const work = worker(async () => answer, { now: () => now });
    const { owner } = await added(work);
    await work.sweep();
    assert.deepEqual((await statusOf(work, owner))?.due, now + WEB_CALENDAR_RETRY);
    now += WEB_CALENDAR_RETRY;
    await work.sweep();
    const failed = await statusOf(work, owner);
    assert.deepEqual(
      [failed?.due, failed?.failures, failed?.error],
      [now + 2 * WEB_CALENDAR_RETRY, 2, 'example.org refuses connections.'],
    );
    answer = fetched(calendar(feedEvent('b')));
    now += 2 * WEB_CALENDAR_RETRY;
    await work.sweep();
    const fine = await statusOf(work, owner);
    assert.deepEqual([fine?.failures, fine?.error], [0, null]);
  });

  test('of many that look one fetches, and the others find nothing to do meanwhile', async () => {
    await settled();
    const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const again: WebFetch = async () => assert.fail('it was fetched twice');
    const fetch: WebFetch = async () => {
      begun.resolve();
      await end.promise;
      return fetched(calendar(feedEvent('once')));
    };
    const { collection } = await added(worker(fetch));
    const first = worker(fetch).sweep();
    await begun.promise;
    const others = await Promise.all(Array.from({ length: 4 }, () => worker(again).sweep()));
    end.resolve();
    assert.deepEqual([await first, ...others], [true, false, false, false, false]);
    assert.deepEqual(await uidsOf(collection), ['once']);
  });

  test('a change that somebody else was faster with is not made twice', async () => {
    await settled();
    let text = calendar(feedEvent('raced'));
    const fetch: WebFetch = async () => fetched(text);
    const kept = { ...webCalendarFetchesIn(log.sql), keep: async () => true };
    const other = worker(fetch, { fetches: kept, now: () => Date.now() + 2 * WEB_CALENDAR_LEASE });
    const { collection } = await added(other);
    await other.refresh(collection);
    text = calendar(feedEvent('raced', 'SUMMARY:new'));
    const { position } = await log.head();
    let races = 0;
    const racing = {
      ...log,
      states: async (streams: Parameters<typeof log.states>[0]) => {
        races += 1;
        if (races === 1) await other.refresh(collection);
        return log.states(streams);
      },
    };
    await worker(fetch, { fetches: kept, log: racing }).refresh(collection);
    assert.equal((await log.head()).position, position + 1);
    assert.ok(races > 0);
  });

  test('two that fetch the same all the same leave one of everything', async () => {
    await settled();
    const text = calendar(...Array.from({ length: MAX_COPIED_OBJECTS * 2 + 7 }, (_, n) => feedEvent(`twice${n}`)));
    const gates = Array.from({ length: 2 }, () => Promise.withResolvers<void>());
    let at = 0;
    const fetch: WebFetch = async () => {
      const gate = gates[at];
      at += 1;
      gate?.resolve();
      await Promise.all(gates.map(({ promise }) => promise));
      return fetched(text);
    };
    // The second one's clock is past the end of the first one's lease, and its own is never lost.
    const later = { now: () => Date.now() + 2 * WEB_CALENDAR_LEASE };
    const kept = { fetches: { ...webCalendarFetchesIn(log.sql), keep: async () => true } };
    const [one, two] = [worker(fetch, kept), worker(fetch, { ...later, ...kept })];
    const { collection } = await added(one);
    const results = [one.sweep(), gates[0]?.promise.then(() => two.refresh(collection))];
    await Promise.all(results);
    const uids = await uidsOf(collection);
    assert.deepEqual([uids.length, new Set(uids).size], [MAX_COPIED_OBJECTS * 2 + 7, MAX_COPIED_OBJECTS * 2 + 7]);
  });

  test('what ended in the middle is continued by the next, and nothing is done twice', async () => {
    await settled();
    const count = MAX_COPIED_OBJECTS + 5;
    const text = calendar(...Array.from({ length: count }, (_, n) => feedEvent(`half${n}`)));
    const fetch: WebFetch = async () => fetched(text);
    let appends = 0;
    const broken = {
      ...log,
      append: async (append: Parameters<typeof log.append>[0]) => {
        appends += 1;
        if (appends > 1) throw new Error('the process died');
        return log.append(append);
      },
    };
    const first = worker(fetch);
    const { owner, collection } = await added(first);
    await assert.rejects(worker(fetch, { log: broken }).sweep(), /died/);
    assert.equal((await uidsOf(collection)).length, MAX_COPIED_OBJECTS);
    assert.match((await statusOf(first, owner))?.error ?? '', /mistake/);
    const { position } = await log.head();
    assert.deepEqual(await first.refresh(collection), { is: 'refreshed', imported: count, skipped: 0 });
    assert.equal((await log.head()).position, position + 5);
    assert.equal((await uidsOf(collection)).length, count);
  });

  test('a stop ends a fetch, and the calendar is due for whoever goes on', async () => {
    await settled();
    const begun = Promise.withResolvers<void>();
    const stopping = worker(
      (_source, _known, signal) =>
        new Promise((_resolve, reject) => {
          begun.resolve();
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    const { owner, collection } = await added(stopping);
    const sweeping = stopping.sweep();
    await begun.promise;
    await stopping.stop();
    await sweeping;
    const next = worker(async () => fetched(calendar(feedEvent('after'))));
    assert.equal((await statusOf(next, owner))?.failures, 0);
    assert.equal(await next.sweep(), true);
    assert.deepEqual(await uidsOf(collection), ['after']);
  });

  test('a calendar that is deleted while it is fetched stays deleted', async () => {
    await settled();
    const work = worker(async () => {
      const stream = calendarStream(collection);
      const [found] = await log.states([stream]);
      assert.ok(found !== undefined);
      const decision = decider.decide(found.state as Calendar, { type: 'delete-collection' });
      assert.ok(!isRefusal(decision));
      const write = { stream, expected: found.revision, events: decision.events };
      assert.equal((await log.append({ writes: [write], claims: decision.claims, metadata })).is, 'appended');
      return fetched(calendar(feedEvent('late')));
    });
    const { collection } = await added(work);
    await work.sweep();
    assert.deepEqual(await uidsOf(collection), []);
    assert.equal(await work.sweep(), false);
  });

  test('what cannot be taken is counted, and does not keep the rest away', async () => {
    await settled();
    const broken = feedEvent('broken', 'DTEND:20250101T100000Z');
    const work = worker(async () => fetched(calendar(feedEvent('fine'), broken, 'BEGIN:VFREEBUSY', 'END:VFREEBUSY')));
    const { owner, collection } = await added(work);
    assert.deepEqual(await work.refresh(collection), { is: 'refreshed', imported: 1, skipped: 1 });
    assert.equal((await statusOf(work, owner))?.skipped, 1);
    assert.deepEqual(await uidsOf(collection), ['fine']);
  });

  test('address and password are nowhere to be read: not in the database, not in a list', async () => {
    const work = worker(async () => fetched(calendar(feedEvent('s'))));
    const { owner, collection } = await added(work);
    await work.refresh(collection);
    assert.equal((await statusOf(work, owner))?.source, 'https://example.org/…');
    const client = new Client(database.connection);
    await client.connect();
    try {
      const { rows: tables } = await client.query<{ name: string }>(
        `select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema = 'fasti' and table_type = 'BASE TABLE'`,
      );
      assert.ok(tables.length > 10);
      const hexOf = (text: string) => Buffer.from(text).toString('hex');
      for (const { name } of tables) {
        const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
        for (const { row } of rows)
          for (const secret of ['Sesame42', 'private-7f3a'])
            assert.ok(!row.includes(secret) && !row.includes(hexOf(secret)), name);
      }
    } finally {
      await client.end();
    }
  });

  test('with another key the address cannot be read, and that is said', async () => {
    const fetch: WebFetch = async () => assert.fail('nothing to fetch');
    const { collection } = await added(worker(fetch));
    const outcome = await worker(fetch, { sealer: sealer(randomBytes(32)) }).refresh(collection);
    assert.ok(isRefusal(outcome));
    assert.match(outcome.detail ?? '', /SOGoEncryptionKey/);
  });

  test('nobody has more than there may be', async () => {
    const work = worker(async () => ({ is: 'not-modified' }));
    const owner = await opened();
    for (let n = 0; n < MAX_WEB_CALENDARS; n += 1)
      assert.ok(!isRefusal(await work.add(owner, ADDRESS, undefined, metadata)));
    const one = await work.add(owner, ADDRESS, undefined, metadata);
    assert.ok(isRefusal(one) && one.reason === 'too-many-web-calendars');
  });

  test('the log folds to what is there', async () => assert.equal((await log.verify()).count, 0));
});
