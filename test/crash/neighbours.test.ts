import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { addUser } from '../../src/adapters/directory/users.ts';
import { openPostgresLog } from '../../src/adapters/postgres/log.ts';
import { logSchema } from '../../src/domain/event-types.ts';
import { START } from '../../src/domain/kernel/ids.ts';
import { projections } from '../../src/projections/index.ts';
import { PASSWORD } from '../support/fasti.ts';
import { freshDatabase } from '../support/postgres.ts';
import { fasti, serve } from '../support/process.ts';
import { load } from './load.ts';

test('two servers on one PostgreSQL write one log; the death of one does not stop the other', async () => {
  const { connection, drop } = await freshDatabase();
  const log = await openPostgresLog({ connection, schema: logSchema, projections });
  await addUser(log.sql, { login: 'jo', name: 'Jo Doe', mails: ['jo@example.com'], password: PASSWORD });
  const { user, host, port, database } = connection;
  const env = { DATABASE_URL: `postgresql://${user}@${encodeURIComponent(host ?? '')}:${port}/${database}` };
  const [one, other] = await Promise.all([serve('unused', { env }), serve('unused', { env })]);
  const [writingOne, writingOther] = [one, other].map(({ origin }, at) =>
    load({ origin, login: 'jo', password: PASSWORD }, 4, randomInt(2 ** 31), `s${at}-`),
  );
  if (writingOne === undefined || writingOther === undefined) throw new Error('two loads');
  await Promise.all([writingOne.reached(80), writingOther.reached(80)]);
  await one.end('SIGKILL');
  await writingOther.reached(writingOther.acknowledged() + 80);
  await Promise.all([writingOne.stop(), writingOther.stop()]);
  await writingOne.check(other.origin);
  await writingOther.check(other.origin);
  assert.deepEqual([...writingOne.surprises, ...writingOther.surprises], []);
  const positions: number[] = [];
  for await (const events of log.read(START)) positions.push(...events.map(({ position }) => position));
  const { position } = await log.head();
  assert.deepEqual(
    positions,
    Array.from({ length: position }, (_, at) => at + 1),
  );
  const verified = await fasti(['verify'], { env });
  assert.equal(verified.code, 0, verified.stderr);
  assert.deepEqual(await other.end('SIGTERM'), { code: 0, signal: null });
  await log.close();
  await drop();
});
