import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Recorded } from '../../src/domain/kernel/event.ts';
import type { Actor, CorrelationId, EventId, PrincipalId } from '../../src/domain/kernel/ids.ts';
import type { LogSchema } from '../../src/domain/kernel/log-schema.ts';
import type { EventLog } from '../../src/domain/ports.ts';
import {
  after,
  all,
  appended,
  at,
  metadata,
  note,
  noted,
  octets,
  release,
  schemaOf,
  stream,
  take,
  textsOf,
} from './log-words.ts';

/** A store that begins empty, and on which any number of logs can be opened, as processes would. */
export type LogStore = { open(schema: LogSchema): Promise<EventLog>; close(): Promise<void> };

type Use = (log: EventLog, open: (schema?: LogSchema) => Promise<EventLog>) => Promise<void>;

/** Registers the tests that every event log passes. */
export const eventLogContract = (name: string, fresh: () => Promise<LogStore>): void => {
  const using = (use: Use) => async () => {
    const store = await fresh();
    const opened: EventLog[] = [];
    const open = async (schema = schemaOf()) => {
      const log = await store.open(schema);
      opened.push(log);
      return log;
    };
    try {
      await use(await open(), open);
    } finally {
      for (const log of opened) await log.close();
      await store.close();
    }
  };
  const it = (title: string, use: Use) => test(title, using(use));

  describe(`${name}: verdicts`, () => {
    it('an event gets an id, the next revision of its stream and the next position of the log', async (log) => {
      const [first] = await appended(log, note('a', -1, ['one']));
      const [second, third] = await appended(log, note('a', 0, ['two', 'three']));
      const [other] = await appended(log, note('b', -1, ['four']));
      assert.deepEqual(
        [first, second, third, other].map((e) => [e?.stream, e?.revision, e?.position]),
        [
          ['calendar/a', 0, 1],
          ['calendar/a', 1, 2],
          ['calendar/a', 2, 3],
          ['calendar/b', 0, 4],
        ],
      );
      assert.equal(new Set([first, second, third, other].map((e) => e?.id)).size, 4);
      assert.match(first?.id ?? '', /^[\w-]{22}$/);
      assert.equal((await log.head()).position, 4);
    });

    it('a stream at another revision than expected is not written', async (log) => {
      await appended(log, note('a', -1, ['one', 'two']));
      for (const expected of [-1, 0, 2])
        assert.deepEqual(await log.append(note('a', expected, ['no'])), {
          is: 'wrong-revision',
          stream: stream('a'),
          actual: at(1),
        });
      assert.deepEqual(await log.append(note('b', 0, ['no'])), {
        is: 'wrong-revision',
        stream: stream('b'),
        actual: at(-1),
      });
      assert.deepEqual(textsOf(await all(log)), ['one', 'two']);
    });

    it('any means wherever the stream is', async (log) => {
      await appended(log, note('a', 'any', ['one']));
      assert.equal((await appended(log, note('a', 'any', ['two'])))[0]?.revision, 1);
    });

    it('streams are written together or not at all', async (log) => {
      await appended(log, note('b', -1, ['there']));
      const both = { writes: [...note('a', -1, ['one']).writes, ...note('b', -1, ['two']).writes], metadata };
      assert.deepEqual(await log.append(both), { is: 'wrong-revision', stream: stream('b'), actual: at(0) });
      assert.deepEqual(await log.states([stream('a')]), [{ revision: -1, state: undefined }]);
      const right = { writes: [...note('a', -1, ['one']).writes, ...note('b', 0, ['two']).writes], metadata };
      assert.deepEqual(
        (await appended(log, right)).map((e) => [e.stream, e.position]),
        [
          ['calendar/a', 2],
          ['calendar/b', 3],
        ],
      );
    });

    it('a guard holds a stream at a revision without writing it', async (log) => {
      await appended(log, note('parent', -1, ['born']));
      await appended(log, note('child', -1, ['one'], { guards: [{ stream: stream('parent'), expected: at(0) }] }));
      await appended(log, note('parent', 0, ['changed']));
      assert.deepEqual(
        await log.append(note('child', 0, ['two'], { guards: [{ stream: stream('parent'), expected: at(0) }] })),
        {
          is: 'wrong-revision',
          stream: stream('parent'),
          actual: at(1),
        },
      );
      assert.deepEqual((await log.states([stream('parent')]))[0]?.revision, 1);
    });

    it('an append without events only answers whether its guards hold', async (log) => {
      const guarded = { writes: [], guards: [{ stream: stream('a'), expected: at(-1) }], metadata };
      assert.deepEqual(await log.append(guarded), { is: 'appended', events: [] });
      await appended(log, note('a', -1, ['one']));
      assert.equal((await log.append(guarded)).is, 'wrong-revision');
      assert.equal((await log.head()).position, 1);
    });

    it('what is larger than an append may be is refused, not stored', async (log) => {
      const many = note(
        'a',
        -1,
        Array.from({ length: 1001 }, () => 'x'),
      );
      assert.deepEqual(
        { ...(await log.append(many)), detail: '' },
        { is: 'refused', reason: 'append-too-large', detail: '' },
      );
      const body = { stored: new Uint8Array(8 * 1024 * 1024) };
      const big = { writes: [{ stream: stream('a'), expected: at(-1), events: [noted('big', body)] }], metadata };
      assert.deepEqual(
        { ...(await log.append(big)), detail: '' },
        { is: 'refused', reason: 'append-too-large', detail: '' },
      );
      assert.equal((await log.head()).position, 0);
      assert.equal(
        (
          await appended(
            log,
            note(
              'a',
              -1,
              Array.from({ length: 1000 }, () => 'x'),
            ),
          )
        ).length,
        1000,
      );
    });

    it('what no caller may send is thrown back', async (log) => {
      const bad = (metadataOf: object) =>
        log.append({ ...note('a', -1, ['x']), metadata: { ...metadata, ...metadataOf } });
      await assert.rejects(bad({ actor: '' as Actor }));
      await assert.rejects(bad({ correlationId: '' as CorrelationId }));
      await assert.rejects(
        log.append({
          writes: [{ stream: stream('a'), expected: at(-1), events: [{ type: 'unheard-of', data: 1 }] }],
          metadata,
        }),
      );
      await assert.rejects(
        log.append({
          ...note('a', -1, ['x']),
          writes: [...note('a', -1, ['x']).writes, ...note('a', 0, ['y']).writes],
        }),
      );
      await assert.rejects(log.append({ writes: [], claims: [take('k', 'h')], metadata }));
      await assert.rejects(log.append(note('x'.repeat(600), -1, ['x'])));
      await assert.rejects(log.append(note('nul\0', -1, ['x'])));
      assert.equal((await log.head()).position, 0);
    });
  });

  describe(`${name}: claims`, () => {
    it('a key is held by one holder at a time', async (log) => {
      await appended(log, note('a', -1, ['takes'], { claims: [take('uid', 'a')] }));
      assert.deepEqual(await log.append(note('b', -1, ['wants'], { claims: [take('uid', 'b')] })), {
        is: 'already-claimed',
        scope: 'words',
        key: 'uid',
        holder: 'a',
      });
      await appended(log, note('a', 0, ['again'], { claims: [take('uid', 'a')] }));
      await appended(log, note('a', 1, ['gives'], { claims: [release('uid', 'a')] }));
      await appended(log, note('b', -1, ['takes'], { claims: [take('uid', 'b')] }));
      assert.deepEqual(textsOf(await all(log)), ['takes', 'again', 'gives', 'takes']);
    });

    it('what is not held by this holder cannot be released', async (log) => {
      const refused = { is: 'not-claimed', scope: 'words', key: 'uid' };
      assert.deepEqual(await log.append(note('a', -1, ['x'], { claims: [release('uid', 'a')] })), refused);
      await appended(log, note('b', -1, ['x'], { claims: [take('uid', 'b')] }));
      assert.deepEqual(await log.append(note('a', -1, ['x'], { claims: [release('uid', 'a')] })), refused);
    });

    it('scopes are worlds of their own, and keys may be of any length', async (log) => {
      const long = 'k'.repeat(100_000);
      await appended(log, note('a', -1, ['x'], { claims: [take(long, 'a')] }));
      await appended(log, note('b', -1, ['x'], { claims: [{ ...take(long, 'b'), scope: 'other' }] }));
      assert.equal((await log.append(note('c', -1, ['x'], { claims: [take(long, 'c')] }))).is, 'already-claimed');
    });

    it('claims of one append follow each other, and none is kept when one is refused', async (log) => {
      await appended(log, note('a', -1, ['x'], { claims: [take('one', 'a')] }));
      await appended(log, note('a', 0, ['x'], { claims: [release('one', 'a'), take('one', 'b')] }));
      assert.equal(
        (await log.append(note('c', -1, ['x'], { claims: [take('two', 'c'), take('one', 'c')] }))).is,
        'already-claimed',
      );
      await appended(log, note('d', -1, ['x'], { claims: [take('two', 'd')] }));
    });

    it('of many who want one key at once, one gets it', async (_, open) => {
      const logs = await Promise.all([open(), open(), open()]);
      const verdicts = await Promise.all(
        Array.from({ length: 30 }, (_, i) =>
          logs[i % 3]!.append(note(`s${i}`, -1, ['x'], { claims: [take('the key', `h${i}`)] })),
        ),
      );
      assert.equal(verdicts.filter(({ is }) => is === 'appended').length, 1);
      assert.equal(verdicts.filter(({ is }) => is === 'already-claimed').length, 29);
    });
  });

  describe(`${name}: many at once`, () => {
    it('refused neighbours leave the others alone, and each sees those before it', async (log) => {
      const verdicts = await Promise.all([
        log.append(note('a', -1, ['create'])),
        log.append(note('a', 0, ['change'])),
        log.append(note('a', 0, ['stale'])),
        log.append({ writes: [...note('a', 1, ['both']).writes, ...note('b', 7, ['no']).writes], metadata }),
        log.append(note('a', 'any', ['wherever'])),
        log.append(note('c', -1, ['takes'], { claims: [take('k', 'c')] })),
        log.append(note('d', -1, ['wants'], { claims: [take('k', 'd')] })),
        log.append(note('c', 0, ['gives'], { claims: [release('k', 'c')] })),
        log.append(note('d', -1, ['gets'], { claims: [take('k', 'd')] })),
      ]);
      assert.deepEqual(
        verdicts.map(({ is }) => is),
        [
          'appended',
          'appended',
          'wrong-revision',
          'wrong-revision',
          'appended',
          'appended',
          'already-claimed',
          'appended',
          'appended',
        ],
      );
      assert.deepEqual((await log.states([stream('a')]))[0], { revision: 2, state: ['create', 'change', 'wherever'] });
      assert.deepEqual(textsOf(await all(log)), ['create', 'change', 'wherever', 'takes', 'gives', 'gets']);
    });

    it('positions have no gaps, revisions no holes, and of rivals for a revision one wins', async (_, open) => {
      const logs = await Promise.all([open(), open(), open(), open()]);
      const wins = await Promise.all(
        logs.map(async (log, who) => {
          let won = 0;
          for (let turn = 0; turn < 25; turn++) {
            const verdicts = await Promise.all(['x', 'y', 'z'].map((s) => log.append(note(s, turn - 1, [`${who}`]))));
            won += verdicts.filter(({ is }) => is === 'appended').length;
            const revisions = await log.states(['x', 'y', 'z'].map(stream));
            assert.ok(revisions.every(({ revision }) => revision >= turn));
          }
          return won;
        }),
      );
      const events = await all(logs[0]!);
      assert.equal(
        events.length,
        wins.reduce((a, b) => a + b),
      );
      assert.deepEqual(
        events.map((e) => e.position),
        events.map((_, i) => i + 1),
      );
      for (const s of ['x', 'y', 'z']) {
        const own = events.filter((e) => e.stream === stream(s));
        assert.deepEqual(
          own.map((e) => e.revision),
          own.map((_, i) => i),
        );
      }
    });

    it('time in the log never goes back', async (_, open) => {
      const logs = await Promise.all([open(), open()]);
      await Promise.all(
        logs.flatMap((log, who) => Array.from({ length: 20 }, (_, i) => log.append(note(`${who}-${i}`, -1, ['x'])))),
      );
      const times = (await all(logs[0]!)).map(({ when }) => when);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
    });
  });

  describe(`${name}: reading`, () => {
    it('an event is read as it was written, with all that is known of it', async (log) => {
      const data = { text: 'h\u00e9 "\\ \u0000 \ud800', n: [1, 2.5, -0.1, null, true], deep: { empty: {}, list: [] } };
      const full = {
        ...metadata,
        onBehalfOf: 'someone' as PrincipalId,
        causationId: 'abcdefghijklmnopqrstuv' as EventId,
        request: { address: '192.0.2.1', userAgent: 'Agent/1' },
      };
      const body = { stored: octets('stored\0\xff'), sent: octets('sent') };
      const [placed] = await appended(log, {
        writes: [{ stream: stream('a'), expected: at(-1), events: [{ type: 'noted', data, body }] }],
        metadata: full,
      });
      const [event] = await all(log);
      assert.deepEqual(
        {
          ...event,
          body: { stored: Buffer.from(event?.body?.stored ?? []), sent: Buffer.from(event?.body?.sent ?? []) },
        },
        {
          type: 'noted',
          data,
          body,
          version: 1,
          ...placed,
          actor: full.actor,
          onBehalfOf: full.onBehalfOf,
          protocol: 'cli',
          correlationId: full.correlationId,
          causationId: full.causationId,
        },
      );
      assert.deepEqual(await log.request(full.correlationId), full.request);
      assert.equal(await log.request('unknown' as CorrelationId), undefined);
    });

    it('pages are as long as asked for, in order, and begin after a position', async (log) => {
      for (let i = 0; i < 7; i++) await appended(log, note(`s${i}`, -1, [`${i}`]));
      const pages: number[][] = [];
      for await (const page of log.read(after(2), { limit: 2 })) pages.push(page.map((e) => e.position));
      assert.deepEqual(pages, [[3, 4], [5, 6], [7]]);
      for await (const _ of log.read(after(7))) assert.fail('nothing is after the head');
    });

    it('bodies are left out when they are not asked for', async (log) => {
      await appended(log, {
        writes: [{ stream: stream('a'), expected: at(-1), events: [noted('x', { stored: octets('body') })] }],
        metadata,
      });
      for await (const [event] of log.read(after(0), { bodies: false })) assert.equal(event?.body, undefined);
      for await (const [event] of log.read(after(0))) assert.ok(event?.body);
    });

    it('one stream is read by itself, from a revision on', async (log) => {
      await appended(log, note('a', -1, ['one']));
      await appended(log, note('b', -1, ['other']));
      await appended(log, note('a', 0, ['two', 'three']));
      assert.deepEqual(textsOf(await log.readStream(stream('a'))), ['one', 'two', 'three']);
      assert.deepEqual(textsOf(await log.readStream(stream('a'), at(1))), ['two', 'three']);
      assert.deepEqual(await log.readStream(stream('nowhere')), []);
    });

    it('the state of a stream is the fold of its events', async (log) => {
      await appended(log, note('a', -1, ['one', 'two']));
      await appended(log, note('b', -1, ['other']));
      await appended(log, note('a', 1, ['three']));
      assert.deepEqual(await log.states([stream('b'), stream('nowhere'), stream('a'), stream('b')]), [
        { revision: 0, state: ['other'] },
        { revision: -1, state: undefined },
        { revision: 2, state: ['one', 'two', 'three'] },
        { revision: 0, state: ['other'] },
      ]);
    });

    it('old shapes are read in today’s, step by step', async (log, open) => {
      await appended(log, note('a', -1, ['old']));
      const today = await open(
        schemaOf({
          version: 3,
          upcast: { 1: (data) => ({ ...Object(data), two: true }), 2: (data) => ({ ...Object(data), three: true }) },
        }),
      );
      const [event] = await all(today);
      assert.deepEqual([event?.data, event?.version], [{ text: 'old', two: true, three: true }, 3]);
      await appended(today, note('a', 0, ['new']));
      assert.deepEqual((await today.readStream(stream('a')))[1]?.data, { text: 'new' });
    });
  });

  describe(`${name}: bodies`, () => {
    const withBody = (log: EventLog, name_: string) =>
      appended(log, {
        writes: [
          {
            stream: stream(name_),
            expected: at(-1),
            events: [noted('x', { stored: octets('stored'), sent: octets('sent') }), noted('y')],
          },
        ],
        metadata,
      });

    it('a body can be checked against the hash in its event', async (log) => {
      const [one, two] = await withBody(log, 'a');
      assert.equal(await log.checkBody(one!.position), 'intact');
      assert.equal(await log.checkBody(two!.position), 'none');
    });

    it('an erased body is gone for good; the event stays, and knows that there was one', async (log) => {
      const [one] = await withBody(log, 'a');
      const [kept] = await withBody(log, 'b');
      await log.eraseBody(one!.position);
      await log.eraseBody(one!.position);
      assert.equal((await log.readStream(stream('a')))[0]?.body, undefined);
      assert.equal(await log.checkBody(one!.position), 'erased');
      assert.equal(await log.checkBody(kept!.position), 'intact');
    });
  });

  describe(`${name}: subscriptions`, () => {
    const collecting = (into: Recorded[]) => async (events: readonly Recorded[]) => {
      into.push(...events);
    };

    it('tells what is there and then what comes, from whatever process', async (log, open) => {
      const other = await open();
      await appended(log, note('a', -1, ['before', 'and before']));
      const seen: Recorded[] = [];
      const subscription = log.subscribe(after(1), collecting(seen));
      await subscription.caughtUp();
      assert.deepEqual(textsOf(seen), ['and before']);
      await appended(other, note('b', -1, ['after']));
      await appended(log, note('c', -1, ['later']));
      await subscription.caughtUp();
      assert.deepEqual(textsOf(seen), ['and before', 'after', 'later']);
      await subscription.close();
      await appended(log, note('d', -1, ['unheard']));
      assert.equal(seen.length, 3);
    });

    it('misses nothing and tells nothing twice while many write', async (log, open) => {
      const writers = await Promise.all([open(), open(), open()]);
      const seen: Recorded[] = [];
      const subscription = log.subscribe(after(0), collecting(seen), { limit: 50 });
      await Promise.all(
        writers.flatMap((writer, w) =>
          Array.from({ length: 8 }, async (_, s) => {
            for (let i = 0; i < 10; i++)
              await appended(
                writer,
                note(
                  `${w}-${s}`,
                  i * (s + 1) - 1,
                  Array.from({ length: s + 1 }, () => 'x'),
                ),
              );
          }),
        ),
      );
      await subscription.caughtUp();
      assert.equal(seen.length, 3 * 10 * 36);
      assert.deepEqual(
        seen.map((e) => e.position),
        seen.map((_, i) => i + 1),
      );
      await subscription.close();
    });

    it('a handler that throws gets the same events again', async (log) => {
      const tries: number[][] = [];
      const subscription = log.subscribe(after(0), async (events) => {
        tries.push(events.map((e) => e.position));
        if (tries.length === 1) throw new Error('not yet');
      });
      await appended(log, note('a', -1, ['one']));
      await subscription.caughtUp();
      assert.deepEqual(tries, [[1], [1]]);
      await subscription.close();
    });

    it('waits for its handler before it goes on', async (log) => {
      let running = 0;
      const subscription = log.subscribe(
        after(0),
        async () => {
          assert.equal(++running, 1);
          await new Promise(setImmediate);
          running--;
        },
        { limit: 1 },
      );
      for (let i = 0; i < 5; i++) await appended(log, note(`s${i}`, -1, ['x']));
      await subscription.caughtUp();
      await subscription.close();
      assert.equal(running, 0);
    });
  });

  describe(`${name}: epochs`, () => {
    it('an epoch begins by command, for all processes, and positions go on', async (log, open) => {
      const other = await open();
      await appended(log, note('a', -1, ['x']));
      assert.deepEqual(await log.head(), { epoch: 1, position: 1 });
      assert.equal(await log.raiseEpoch(), 2);
      assert.deepEqual(await other.head(), { epoch: 2, position: 1 });
      assert.equal((await appended(other, note('a', 0, ['y'])))[0]?.position, 2);
    });
  });
};
