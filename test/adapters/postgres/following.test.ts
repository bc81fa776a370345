import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Projection, projection, put, table } from '../../../src/projections/projection.ts';
import { appended, note } from '../../contracts/log-words.ts';
import { withThings } from './things.ts';

const words = table({
  name: 'words',
  columns: { position: 'int8', text: 'text' },
  key: ['position'],
  indexes: { words_text: '(text)' },
});

const wordsAt = (version: number, refused: string | undefined, written = (text: string) => text): Projection =>
  projection({
    name: 'words',
    version,
    when: 'following',
    tables: [words],
    on: {
      noted: ({ position, data }) => {
        const { text } = data as { text: string };
        if (text === refused) throw new Error(`no such word: ${text}`);
        return [put(words, { position, text: written(text) })];
      },
    },
  });
const other: Projection = {
  ...wordsAt(1, undefined),
  name: 'other',
  tables: [{ ...words, name: 'other', indexes: {} }],
  on: {},
};

test('following projections come after the log, each event once, whoever runs them', () =>
  withThings(
    async (log, open) => {
      const second = await open();
      const runners = [log.follow(), second.follow()];
      for (let i = 0; i < 30; i++) await appended(log, note('a', i - 1, [`word ${i}`]));
      await Promise.all(runners.map((runner) => runner.caughtUp()));
      assert.deepEqual(await log.sql`select count(*) as n, max(text) as last from words`, [{ n: 30, last: 'word 9' }]);
      assert.deepEqual(await log.following(), [{ name: 'words', position: 30, parked: undefined }]);
    },
    { projections: [wordsAt(1, undefined)] },
  ));

test('an event that cannot be projected parks its projection after all before it, and no other', () =>
  withThings(
    async (log, open) => {
      const runner = log.follow();
      for (const [i, text] of ['good', 'bad', 'after'].entries()) await appended(log, note('a', i - 1, [text]));
      await runner.caughtUp();
      assert.deepEqual(await log.following(), [
        { name: 'other', position: 3, parked: undefined },
        { name: 'words', position: 1, parked: 'event 2: Error: no such word: bad' },
      ]);
      assert.deepEqual(await log.sql`select text from words`, [{ text: 'good' }]);
      await runner.close();
      const mended = await open({ projections: [wordsAt(1, undefined), other] });
      await mended.follow().caughtUp();
      assert.deepEqual(await mended.sql`select text from words order by position`, [
        { text: 'good' },
        { text: 'bad' },
        { text: 'after' },
      ]);
    },
    { projections: [wordsAt(1, 'bad'), other] },
  ));

test('a new version of a following projection is built beside, while older programs go on appending', () =>
  withThings(
    async (log, open) => {
      const runner = log.follow();
      await appended(log, note('a', -1, ['one']));
      await runner.caughtUp();
      const newer = await open({ projections: [wordsAt(2, undefined, (text) => text.toUpperCase())] });
      await appended(log, note('a', 0, ['two']));
      await newer.follow().caughtUp();
      assert.deepEqual(await newer.sql`select text from words order by position`, [{ text: 'ONE' }, { text: 'TWO' }]);
    },
    { projections: [wordsAt(1, undefined)] },
  ));
