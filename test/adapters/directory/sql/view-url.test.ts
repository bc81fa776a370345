import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sqlSource } from '../../../../src/adapters/directory/sql/sql-source.ts';
import { viewAddress } from '../../../../src/adapters/directory/sql/view-url.ts';
import { settingsOf } from './view.ts';

test('viewURL is the address of a database, and behind it a view, perhaps with its schema', () => {
  const connectionString = 'postgresql://sogo:p%40ss@host:5432/db?sslmode=disable';
  for (const [view, names] of [
    ['sogo_view', ['sogo_view']],
    ['my.sogo_view', ['my', 'sogo_view']],
    ['a%20view', ['a view']],
  ] as const)
    assert.deepEqual(viewAddress(`postgresql://sogo:p%40ss@host:5432/db/${view}?sslmode=disable`), {
      connectionString,
      names,
    });
});

const problem = (url: string): string => {
  try {
    sqlSource(settingsOf(url), { warn: () => undefined });
    return 'none';
  } catch (error) {
    return error instanceof TypeError ? error.message : 'another error';
  }
};

test('a viewURL that cannot be used is refused with a sentence that keeps its password', () => {
  for (const [url, sentence] of [
    ['', /is no address/],
    ['sogo:s3cret@host/db/view', /begins with sogo:/],
    ['mysql://sogo:s3cret@host:3306/db/view', /begins with mysql:; Fasti reads users from PostgreSQL/],
    ['postgresql://sogo:s3cret%@host/db/view', /% must be written %25/],
    ['postgresql://sogo:s3cret@host/db', /must name a database and one view/],
    ['postgresql://sogo:s3cret@host/db/', /must name a database and one view/],
    ['postgresql://sogo:s3cret@host//view', /must name a database and one view/],
    ['postgresql://sogo:s3cret@host/db/view/more', /must name a database and one view/],
    ['postgresql://sogo:s3cret@host/db/a.b.c', /must name a database and one view/],
  ] as const) {
    assert.match(problem(url), sentence);
    assert.doesNotMatch(problem(url), /s3cret/);
  }
});
