import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { openWriter } from '../../../src/adapters/postgres/connection.ts';
import { APPEND_LOCK } from '../../../src/adapters/postgres/locks.ts';
import { note } from '../../contracts/log-words.ts';
import { versions } from '../../support/postgres.ts';
import { withThings } from './things.ts';

const SHORT = { hold: 400, wait: 100, giveUp: 1000, resolve: 1000 };

for (const version of await versions()) {
  test(`PostgreSQL ${version}: an append that waits too long for the lock is told to come again`, () =>
    withThings(
      async (log, _, connection) => {
        const holder = new Client(connection);
        await holder.connect();
        await holder.query('select pg_advisory_lock($1)', [APPEND_LOCK]);
        assert.deepEqual(await log.append(note('a', -1, ['x'])), { is: 'refused', reason: 'too-busy' });
        await holder.end();
        assert.equal((await log.append(note('a', -1, ['x']))).is, 'appended');
      },
      { version, patience: SHORT },
    ));

  test(`PostgreSQL ${version}: a process that stops while it holds the lock is ended by the server, and others go on`, () =>
    withThings(
      async (log, _, connection) => {
        const stopped = await openWriter(connection, SHORT);
        const ended = new Promise((resolve) => stopped.once('end', resolve));
        await stopped.query('begin');
        await stopped.query('select pg_advisory_xact_lock($1)', [APPEND_LOCK]);
        assert.equal((await log.append(note('a', -1, ['x']))).is, 'appended');
        await ended;
      },
      { version, patience: { ...SHORT, giveUp: 10_000 } },
    ));
}
