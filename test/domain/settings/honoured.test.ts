import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { modulesOf } from '../../../infra/layers.ts';
import { LDAP_SOURCE } from '../../../src/domain/settings/ldap-source.ts';
import type { Rows } from '../../../src/domain/settings/row.ts';
import { SQL_SOURCE } from '../../../src/domain/settings/sql-source.ts';
import { ROWS } from '../../../src/domain/settings/table.ts';

const root = path.join(import.meta.dirname, '../../..');

/** The program without its comments, the table of settings and its checks: what acts on a setting must name it there. */
const program = modulesOf(root)
  .filter((file) => !file.startsWith('src/domain/settings/') && !file.startsWith('src/adapters/config/'))
  .map((file) => readFileSync(path.join(root, file), 'utf8'))
  .join('\n')
  .replace(/^\s*(?:\/\*\*|\*|\/\/).*$/gm, '');

/** Sources are asked for as a whole, with their defaults. */
const named = (key: string): boolean =>
  new RegExp(`\\b${key === 'SOGoUserSources' ? 'userSourcesOf' : key}\\b`).test(program);

const idle = (rows: Rows) =>
  Object.entries(rows)
    .filter(([key, { honoured }]) => honoured === true && !named(key))
    .map(([key]) => key);

test('what is called honoured is read by the program', () => {
  assert.deepEqual(idle(ROWS), []);
  assert.deepEqual(idle(LDAP_SOURCE), []);
  assert.deepEqual(idle(SQL_SOURCE), []);
});
