import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addUser } from '../../src/adapters/directory/users.ts';
import { openPostgresLog } from '../../src/adapters/postgres/log.ts';
import { logSchema } from '../../src/domain/event-types.ts';
import { projections } from '../../src/projections/index.ts';
import { basic, PASSWORD } from '../support/fasti.ts';
import { freshDatabase } from '../support/postgres.ts';
import { type Serving, serve } from '../support/process.ts';
import { startRedis } from '../support/redis.ts';

/** Two servers on one PostgreSQL where jo may fail twice, set by variables of the environment. */
const withNeighbours = async (
  more: Readonly<Record<string, string>>,
  use: (one: Serving, other: Serving) => Promise<void>,
): Promise<void> => {
  const { connection, drop } = await freshDatabase();
  const log = await openPostgresLog({ connection, schema: logSchema, projections });
  for (const login of ['jo', 'ann'])
    await addUser(log.sql, { login, name: login, mails: [`${login}@example.com`], password: PASSWORD });
  const { user, host, port, database } = connection;
  const DATABASE_URL = `postgresql://${user}@${encodeURIComponent(host ?? '')}:${port}/${database}`;
  const env = { DATABASE_URL, SOGoMaximumFailedLoginCount: '2', SOGoFailedLoginBlockInterval: '100', ...more };
  const [one, other] = await Promise.all([serve('unused', { env }), serve('unused', { env })]);
  try {
    await use(one, other);
  } finally {
    await Promise.all([one.end('SIGTERM'), other.end('SIGTERM')]);
    await log.close();
    await drop();
  }
};

const come = async ({ origin }: Serving, password: string, login = 'jo'): Promise<number> => {
  const headers = { authorization: basic(login, password) };
  return (await fetch(`${origin}/SOGo/dav/${login}/`, { method: 'OPTIONS', headers })).status;
};

/** One failure at each server is two: the right password is not looked at by either. */
const countsOnce = async (one: Serving, other: Serving): Promise<void> => {
  assert.deepEqual([await come(one, 'wrong'), await come(other, 'wrong too')], [401, 401]);
  assert.deepEqual([await come(one, PASSWORD), await come(other, PASSWORD)], [429, 429]);
};

test('failed logins are counted by all servers together, through the database', () => withNeighbours({}, countsOnce));

test('FastiRedisURL: they are counted through Redis, and each server for itself while that is out', async () => {
  const redis = await startRedis();
  await withNeighbours({ FastiRedisURL: redis.url }, async (one, other) => {
    await countsOnce(one, other);
    await redis.stop();
    const alone = [
      await come(one, 'wrong', 'ann'),
      await come(one, 'wrong too', 'ann'),
      await come(one, PASSWORD, 'ann'),
    ];
    assert.deepEqual([alone, await come(other, PASSWORD, 'ann')], [[401, 401, 429], 200]);
    assert.match(other.stderr(), /the store of counts cannot be reached/);
  });
});
