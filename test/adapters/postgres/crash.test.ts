import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { startEmbedded } from '../../../src/adapters/postgres/embedded.ts';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { NotAppended } from '../../../src/domain/kernel/append-errors.ts';
import { all, appended, note, schemaOf, textsOf } from '../../contracts/log-words.ts';
import { withThings } from './things.ts';

test('PostgreSQL killed under load: what was acknowledged is there once, what was refused is not', async () => {
  const dataDirectory = await mkdtemp(path.join(os.tmpdir(), 'fasti-crash-'));
  const start = () => startEmbedded({ dataDirectory, log: { info: () => undefined } });
  const first = await start();
  const open = () =>
    openPostgresLog({
      connection: first.connection,
      schema: schemaOf(),
      projections: [],
      patience: { resolve: 30_000 },
    });
  const logs = await Promise.all([open(), open(), open()]);
  const outcomes = new Map<string, 'appended' | 'not' | 'unknown'>();
  let running = true;
  let enough = (): void => undefined;
  const loaded = new Promise<void>((resolve) => (enough = resolve));
  const writing = logs.flatMap((log, l) =>
    Array.from({ length: 8 }, async (_, w) => {
      for (let i = 0; running; i++) {
        const text = `${l}.${w}.${i}`;
        const outcome = await log.append(note(`s${text}`, -1, [text])).then(
          ({ is }) => is,
          (error) => error,
        );
        outcomes.set(text, outcome === 'appended' ? 'appended' : outcome instanceof NotAppended ? 'not' : 'unknown');
        if (outcomes.size > 600) enough();
      }
    }),
  );
  await loaded;
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  const second = await start();
  const before = outcomes.size;
  await appended(logs[0]!, note('after', -1, ['after']));
  running = false;
  await Promise.all(writing);
  const texts = textsOf(await all(logs[1]!));
  assert.equal(new Set(texts).size, texts.length);
  const there = new Set(texts);
  for (const [text, outcome] of outcomes)
    if (outcome !== 'unknown') assert.equal(there.has(text), outcome === 'appended', `${text} ${outcome}`);
  assert.ok(before > 600 && outcomes.size >= before);
  assert.equal((await logs[0]!.verify()).count, 0);
  for (const log of logs) await log.close();
  await second.stop();
  await rm(dataDirectory, { recursive: true });
});

const WRITER = path.join(import.meta.dirname, 'writer-process.ts');

test('a process killed while it writes leaves a whole log, and takes nobody along', () =>
  withThings(
    async (log, _, connection) => {
      const child = spawn(process.execPath, [WRITER, JSON.stringify(connection)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const acknowledged: string[] = [];
      let running = true;
      const own = (async () => {
        let i = 0;
        for (; running; i++) await appended(log, note('own', i - 1, [`own ${i}`]));
        return i;
      })();
      for await (const line of createInterface(child.stdout)) {
        acknowledged.push(line);
        if (acknowledged.length === 300) child.kill('SIGKILL');
      }
      running = false;
      const count = await own;
      const texts = textsOf(await all(log));
      assert.ok(count > 0);
      assert.deepEqual(
        acknowledged.filter((text) => !texts.includes(text)),
        [],
      );
      assert.equal(new Set(texts).size, texts.length);
      assert.equal((await log.verify()).count, 0);
    },
    { projections: [] },
  ));

test('a process stopped inside its append delays the others for a bounded time, and finds out its fate when it wakes', () =>
  withThings(
    async (log, _, connection) => {
      const child = spawn(process.execPath, [WRITER, JSON.stringify(connection), 'stop'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
      assert.equal((await lines.next()).value, 'stopping');
      await appended(log, note('own', -1, ['own']));
      child.kill('SIGCONT');
      assert.equal((await lines.next()).value, 'appended');
      child.kill('SIGKILL');
      await once(child, 'close');
      assert.deepEqual(textsOf(await all(log)), ['own', 'stop']);
    },
    { projections: [] },
  ));
