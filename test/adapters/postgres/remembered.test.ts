import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PostgresLog } from '../../../src/adapters/postgres/types.ts';
import { all, note, release, take } from '../../contracts/log-words.ts';
import { withThings } from './things.ts';

/** Until a process has been alone for some appends, it looks before it writes. */
const alone = async (log: PostgresLog, name: string): Promise<number> => {
  for (let revision = -1; revision < 9; revision += 1)
    assert.equal((await log.append(note(name, revision, ['x']))).is, 'appended');
  return 9;
};

test('who appends alone and then no longer is gets the verdicts of what is there, not of what he remembers', () =>
  withThings(async (one, another) => {
    const other = await another();
    const last = await alone(one, 'a');
    assert.equal((await other.append(note('a', last, ['theirs'], { claims: [take('k', 'them')] }))).is, 'appended');
    assert.deepEqual(await one.append(note('a', last, ['mine'])), {
      is: 'wrong-revision',
      stream: 'calendar/a',
      actual: last + 1,
    });
    await alone(one, 'b');
    assert.deepEqual(await one.append(note('c', -1, ['mine'], { claims: [take('k', 'me')] })), {
      is: 'already-claimed',
      scope: 'words',
      key: 'k',
      holder: 'them',
    });
    assert.equal((await one.append(note('b', 9, ['mine'], { guards: [] }))).is, 'appended');
    assert.equal((await one.verify()).count, 0);
  }));

test('a stream that is not new is not made anew by who does not remember it', () =>
  withThings(async (one, another) => {
    const other = await another();
    assert.equal((await other.append(note('old', -1, ['theirs']))).is, 'appended');
    await alone(one, 'a');
    assert.deepEqual(await one.append(note('old', -1, ['mine'])), {
      is: 'wrong-revision',
      stream: 'calendar/old',
      actual: 0,
    });
  }));

test('keys are taken, released and taken again by one process alone, many in a batch', () =>
  withThings(async (one) => {
    await alone(one, 'a');
    const rounds = Array.from({ length: 40 }, (_, n) => [
      one.append(note(`x${n}`, -1, ['taken'], { claims: [take(`k${n}`, `x${n}`)] })),
      one.append(note(`x${n}`, 0, ['released'], { claims: [release(`k${n}`, `x${n}`)] })),
      one.append(note(`y${n}`, -1, ['taken'], { claims: [take(`k${n}`, `y${n}`)] })),
      one.append(note(`z${n}`, -1, ['refused'], { claims: [take(`k${n}`, `z${n}`)] })),
    ]);
    const verdicts = (await Promise.all(rounds.flat())).map(({ is }) => is);
    assert.deepEqual(new Set(verdicts.filter((_, at) => at % 4 === 3)), new Set(['already-claimed']));
    assert.deepEqual(new Set(verdicts.filter((_, at) => at % 4 < 3)), new Set(['appended']));
    assert.equal((await all(one)).length, 10 + 120);
    assert.equal((await one.verify()).count, 0);
  }));
