import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { APPEND_LOCK } from '../../../src/adapters/postgres/locks.ts';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { Readers } from '../../../src/adapters/postgres/readers.ts';
import { NotAppended, OutcomeUnknown, StoreGone } from '../../../src/domain/kernel/append-errors.ts';
import { all, note, schemaOf, textsOf } from '../../contracts/log-words.ts';
import { preparedDatabase } from '../../support/postgres.ts';
import { type Cut, CutConnection } from './cut-connection.ts';

const withCut = async (
  cut: Cut,
  use: (
    log: Awaited<ReturnType<typeof openPostgresLog>>,
    line: CutConnection,
    connections: { readonly direct: ClientConfig; readonly through: ClientConfig },
  ) => Promise<void>,
) => {
  const { connection, drop } = await preparedDatabase('migrated', migrate);
  const line = new CutConnection(connection);
  const through = await line.listen(connection);
  const log = await openPostgresLog({
    connection: through,
    schema: schemaOf(),
    projections: [],
    patience: { resolve: 300, hold: 200, wait: 100 },
  });
  line.cut = cut;
  try {
    await use(log, line, { direct: connection, through });
  } finally {
    line.refusing = false;
    await log.close();
    line.close();
    await drop();
  }
};

for (const [cut, title] of [
  ['before', 'cut before the server has committed'],
  ['after', 'cut after the server has committed'],
  ['silence', 'that falls silent'],
] as const)
  test(`a connection ${title}: everything is appended once, and said so`, () =>
    withCut(cut, async (log, line) => {
      const verdicts = await Promise.all([
        log.append(note('a', -1, ['one'])),
        log.append(note('b', -1, ['two'])),
        log.append(note('b', -1, ['no'])),
      ]);
      assert.equal(line.cuts, 1);
      assert.deepEqual(
        verdicts.map(({ is }) => is),
        ['appended', 'appended', 'wrong-revision'],
      );
      assert.deepEqual(textsOf(await all(log)), ['one', 'two']);
      const ids = verdicts.flatMap((verdict) => (verdict.is === 'appended' ? verdict.events.map(({ id }) => id) : []));
      assert.deepEqual(
        (await all(log)).map(({ id }) => id),
        ids,
      );
    }));

test('a store that stays away: what was sent is unknown, what was not is not appended, and later all is well', () =>
  withCut('after', async (log, line) => {
    line.stayAway = true;
    await assert.rejects(log.append(note('a', -1, ['sent'])), OutcomeUnknown);
    await assert.rejects(log.append(note('b', -1, ['not sent'])), NotAppended);
    line.refusing = false;
    assert.equal((await log.append(note('c', -1, ['later']))).is, 'appended');
    assert.deepEqual(textsOf(await all(log)), ['sent', 'later']);
  }));

test('what nobody could look up because another held the log leaves nothing open: the next append is appended', () =>
  withCut('silence', async (log, line, { direct }) => {
    const sent = assert.rejects(log.append(note('a', -1, ['sent'])), OutcomeUnknown);
    while (line.cuts === 0) await setImmediate();
    const holder = new Client(direct);
    await holder.connect();
    await holder.query('select pg_advisory_lock($1)', [APPEND_LOCK]);
    await sent;
    await holder.query('select pg_advisory_unlock($1)', [APPEND_LOCK]);
    assert.equal((await log.append(note('b', -1, ['next']))).is, 'appended');
    await holder.end();
  }));

test('a connection that falls silent while nothing is appended is given up too', () =>
  withCut('silence', async (log, line) => {
    line.at = 'rollback';
    assert.equal((await log.append(note('a', 7, ['no']))).is, 'wrong-revision');
    assert.equal(line.cuts, 1);
    assert.equal((await log.append(note('a', -1, ['yes']))).is, 'appended');
  }));

test('a question on a connection that falls silent is refused, and the next one is asked on another', () =>
  withCut('silence', async (_, line, { through }) => {
    line.at = 'select 42 as n';
    const readers = new Readers(through, 1, 100);
    await assert.rejects(readers.ask('select 42 as n', []), StoreGone);
    assert.deepEqual(await readers.ask('select 42 as n', []), [{ n: 42 }]);
    await readers.close();
  }));

test('connections that could not be checked, as another held the log after it had moved, are not left open', () =>
  withCut('none', async (log, _, { direct }) => {
    const holder = new Client(direct);
    await holder.connect();
    const sessions = async (): Promise<number> =>
      Number((await holder.query('select from pg_stat_activity where datname = current_database()')).rowCount);
    await holder.query("update fasti.log_site set residence = 'elsewhere'");
    await holder.query('select pg_advisory_lock($1)', [APPEND_LOCK]);
    const before = await sessions();
    await assert.rejects(log.append(note('a', -1, ['x'])), StoreGone);
    // The server takes a moment to end them.
    for (let looks = 0; looks < 500 && (await sessions()) > before; looks += 1);
    assert.equal(await sessions(), before);
    await holder.end();
    assert.equal((await log.append(note('a', -1, ['x']))).is, 'appended');
  }));
