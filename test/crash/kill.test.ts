import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { event } from '../support/fasti.ts';
import { fasti, postmasterPid, type Serving, serve, until, withData } from '../support/process.ts';
import { ask, load } from './load.ts';
import { checkSync, PERSONAL, seen } from './sync.ts';

/** Rounds of each kind; a soak makes more of them. */
const ROUNDS = Math.max(1, Math.floor(Number(process.env.FASTI_SOAK ?? 1) / 2));
const WRITERS = 8;

/** A process and all below it, as the kernel has them. */
const family = (pid: number): readonly number[] => {
  const children = readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return / \d+ \(.*\) \S (\d+) /s.exec(` ${readFileSync(`/proc/${name}/stat`, 'utf8')}`)?.[1] === String(pid);
    } catch {
      return false;
    }
  });
  return [pid, ...children.flatMap((child) => family(Number(child)))];
};

const killServer = async (_data: string, server: Serving): Promise<void> => {
  assert.deepEqual(await server.end('SIGKILL'), { code: null, signal: 'SIGKILL' });
};

/** The server cannot go on without its database: it ends, saying so, for whoever started it to start it again. */
const killDatabase = async (data: string, server: Serving): Promise<void> => {
  for (const pid of family(postmasterPid(data) ?? 0)) process.kill(pid, 'SIGKILL');
  assert.deepEqual(await server.exit, { code: 1, signal: null });
  assert.match(server.stderr(), /fasti: PostgreSQL ended: .*SIGKILL/);
};

const rounds = (kill: (data: string, server: Serving) => Promise<void>) => (): Promise<void> =>
  withData(async (data, password) => {
    let server = await serve(data);
    for (let round = 0; round < ROUNDS; round += 1) {
      const seed = randomInt(2 ** 31);
      const target = { origin: server.origin, login: 'fasti', password };
      await ask(target, 'PUT', `${PERSONAL}/r${round}.ics`, { 'content-type': 'text/calendar' }, event(`r${round}`));
      const before = await seen(target);
      const writing = load(target, WRITERS, seed, `r${round}-`);
      await writing.reached(randomInt(60, 250));
      await kill(data, server);
      await writing.stop();
      server = await serve(data);
      await writing.check(server.origin);
      await checkSync({ ...target, origin: server.origin }, before);
      // Who asks while the database goes may hear that the server fails.
      assert.deepEqual(
        writing.surprises.filter((answer) => !/^50[03] /.test(answer)),
        [],
      );
      const verified = await fasti(['verify', '--data', data]);
      assert.equal(verified.code, 0, verified.stdout + verified.stderr);
    }
    assert.deepEqual(await server.end('SIGTERM'), { code: 0, signal: null });
    await until('PostgreSQL is gone', () => postmasterPid(data) === undefined);
  });

test(
  'the server killed under load: what it acknowledged is there, what it did not is there wholly or not',
  rounds(killServer),
);

test(
  'PostgreSQL killed under load: the server ends and says why, and nothing acknowledged is lost',
  rounds(killDatabase),
);
