import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, test } from 'node:test';
import { Client } from 'pg';
import { attach, type Embedded, EmbeddedRefused, startEmbedded } from '../../../src/adapters/postgres/embedded.ts';

const scratch = mkdtempSync(path.join(os.tmpdir(), "fasti embedded, 'quoted' "));
chmodSync(scratch, 0o711); // Where root may not have a name space, the server runs as nobody and passes through here.
const log = { info: () => undefined };
const started: Embedded[] = [];
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});
after(() => rmSync(scratch, { recursive: true, force: true }));

const directory = (name: string): string => path.join(scratch, name);

const start = async (dataDirectory: string): Promise<Embedded> => {
  const embedded = await startEmbedded({ dataDirectory, log });
  started.push(embedded);
  return embedded;
};

const ask = async (embedded: Embedded, question: string): Promise<unknown> => {
  const client = new Client(embedded.connection);
  await client.connect();
  try {
    return (await client.query({ text: question, rowMode: 'array' })).rows[0]?.[0];
  } finally {
    await client.end();
  }
};

const refusal = async (promise: Promise<unknown>): Promise<EmbeddedRefused> => {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  assert.ok(outcome instanceof EmbeddedRefused, String(outcome));
  return outcome;
};

/** A program that starts the server, says its process id, and waits to be killed. */
const HOLDER = `
  const { startEmbedded } = await import(process.argv[1]);
  const embedded = await startEmbedded({ dataDirectory: process.argv[2], log: { info() {} } });
  console.log(embedded.pid);
  setInterval(() => {}, 1000);`;

const holder = async (dataDirectory: string) => {
  const module = path.join(import.meta.dirname, '../../../src/adapters/postgres/embedded.ts');
  const child = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, module, dataDirectory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = await once(child.stdout, 'data');
  return { child, pid: Number(String(pid)) };
};

/** A dead process whose new parent has not asked for it yet keeps its entry, as a zombie. */
const isRunning = (pid: number): boolean => {
  const status = `/proc/${pid}/status`;
  return existsSync(status) && !/^State:\s*Z/m.test(readFileSync(status, 'utf8'));
};

test('the first start makes a closed directory, and the server is reached by its socket alone', async () => {
  const embedded = await start(directory('first'));
  assert.equal(statSync(directory('first')).mode & 0o777, 0o700);
  assert.equal(await ask(embedded, 'show listen_addresses'), '');
  assert.equal(await ask(embedded, 'show fsync'), 'on');
  assert.equal(await ask(embedded, 'show lc_collate').catch(() => 'C'), 'C');
  assert.equal(await ask(embedded, 'show server_encoding'), 'UTF8');
  assert.deepEqual(
    readdirSync(directory('first')).filter((name) => name.startsWith('cluster')),
    ['cluster'],
  );
});

test('what was committed is there after a stop, and after the server was killed', async () => {
  const first = await start(directory('first'));
  await ask(first, 'create table kept as select 7 as number');
  await first.stop();
  const second = await start(directory('first'));
  assert.equal(await ask(second, 'select number from kept'), 7);
  await ask(second, 'update kept set number = 8');
  process.kill(second.pid, 'SIGKILL');
  assert.match(await second.ended, /ended by SIGKILL/);
  const third = await start(directory('first'));
  assert.equal(await ask(third, 'select number from kept'), 8);
});

test('a second start on a living directory names the process and leaves it alone', async () => {
  const embedded = await start(directory('first'));
  const refused = await refusal(startEmbedded({ dataDirectory: directory('first'), log }));
  assert.equal(refused.reason, 'already-running');
  assert.equal(refused.pid, embedded.pid);
  assert.match(refused.message, new RegExp(String(embedded.pid)));
  assert.equal(await ask(embedded, 'select 1'), 1);
});

test('of two first starts at once one wins and the other is told', async () => {
  const both = await Promise.allSettled([start(directory('race')), start(directory('race'))]);
  const winner = both.find((one) => one.status === 'fulfilled');
  const loser = both.find((one) => one.status === 'rejected');
  assert.ok(winner !== undefined && loser?.reason instanceof EmbeddedRefused, JSON.stringify(both));
  assert.equal(loser.reason.reason, 'already-running');
  assert.equal(await ask(winner.value, 'select 1'), 1);
});

test('a command joins a living server and does not stop it, or starts its own', async () => {
  const embedded = await start(directory('first'));
  const joined = await attach({ dataDirectory: directory('first'), log });
  assert.equal(joined.pid, embedded.pid);
  assert.equal(await ask(joined, 'select 1'), 1);
  await joined.stop();
  assert.equal(await ask(embedded, 'select 1'), 1);
  await embedded.stop();

  const alone = await attach({ dataDirectory: directory('first'), log });
  started.push(alone);
  assert.notEqual(alone.pid, embedded.pid);
  assert.equal(await ask(alone, 'select 1'), 1);
});

test('the server goes when its program is killed, and the next start waits for that', async () => {
  const { child, pid } = await holder(directory('first'));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const next = await start(directory('first'));
  assert.notEqual(next.pid, pid);
  assert.equal(isRunning(pid), false);
  assert.equal(await ask(next, 'select 1'), 1);
});

test('the process id of a dead server may be another program by now', async () => {
  const embedded = await start(directory('first'));
  const file = path.join(directory('first'), 'cluster/postmaster.pid');
  const text = readFileSync(file, 'utf8');
  await embedded.stop();
  writeFileSync(file, text.replace(/^\d+/, String(process.ppid)));
  assert.equal(await ask(await start(directory('first')), 'select 1'), 1);
});

test('a first start that was killed leaves nothing half', async () => {
  const dataDirectory = directory('first');
  const embedded = await start(dataDirectory);
  await embedded.stop();
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  const leftover = path.join(dataDirectory, `cluster.new-${dead.pid}-abcdef`);
  writeFileSync(leftover, '');
  await start(dataDirectory);
  assert.equal(existsSync(leftover), false);
});

test('a path too long for a socket gets one elsewhere, closed to others', async () => {
  const deep = directory('l'.repeat(120));
  renameSync(directory('first'), deep);
  const embedded = await start(deep);
  assert.equal(await ask(embedded, 'select 1'), 1);
  const host = embedded.connection.host ?? '';
  assert.ok(host.length < 100);
  assert.equal(statSync(host).mode & 0o777, 0o700);
  await embedded.stop();
  rmSync(host, { recursive: true });
  renameSync(deep, directory('first'));
});

test('a server that does not start says why', async () => {
  const dataDirectory = directory('first');
  await (await start(dataDirectory)).stop();
  writeFileSync(path.join(dataDirectory, 'cluster/postgresql.conf'), 'shared_bufers = 1\n');
  const refused = await refusal(startEmbedded({ dataDirectory, log }));
  assert.equal(refused.reason, 'cannot-start');
  assert.match(refused.message, /shared_bufers/);
});
