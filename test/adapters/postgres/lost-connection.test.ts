import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { NotAppended, OutcomeUnknown } from '../../../src/domain/kernel/append-errors.ts';
import { all, note, schemaOf, textsOf } from '../../contracts/log-words.ts';
import { preparedDatabase } from '../../support/postgres.ts';
import { type Cut, CutConnection } from './cut-connection.ts';

const withCut = async (
  cut: Cut,
  use: (log: Awaited<ReturnType<typeof openPostgresLog>>, line: CutConnection) => Promise<void>,
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
    await use(log, line);
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
