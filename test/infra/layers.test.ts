import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { importsOf, offenceOf, offencesIn } from '../../infra/layers.ts';

const allowed = (file: string, specifier: string) => assert.equal(offenceOf(file, specifier), undefined);
const forbidden = (file: string, specifier: string) =>
  assert.notEqual(offenceOf(file, specifier), undefined, `${file} imports ${specifier}`);

test('the domain imports itself and no package', () => {
  allowed('src/domain/calendar/decider.ts', '../kernel/refusal.ts');
  allowed('src/domain/ical/parse.ts', './component.ts');
  forbidden('src/domain/ical/parse.ts', 'ical.js');
  forbidden('src/domain/calendar/decider.ts', 'node:crypto');
  forbidden('src/domain/calendar/decider.ts', '../../projections/collections.ts');
  forbidden('src/domain/calendar/decider.ts', '../../adapters/postgres/log.ts');
});

test('projections import the domain and no built-in module', () => {
  allowed('src/projections/collections.ts', '../domain/kernel/event.ts');
  forbidden('src/projections/collections.ts', 'node:fs');
  forbidden('src/projections/collections.ts', 'pg');
  forbidden('src/projections/collections.ts', '../workers/relay.ts');
});

test('workers receive ports and import no adapter', () => {
  allowed('src/workers/sweep.ts', '../domain/ports.ts');
  allowed('src/workers/sweep.ts', '../projections/collections.ts');
  forbidden('src/workers/sweep.ts', '../adapters/postgres/log.ts');
});

test('one protocol never imports another, except what is shared by both dialects of WebDAV', () => {
  allowed('src/adapters/caldav/reports/calendar-query.ts', '../../webdav/answers.ts');
  allowed('src/adapters/webdav/methods/get.ts', '../../http/context.ts');
  allowed('src/adapters/caldav/reports/calendar-query.ts', '../filter.ts');
  forbidden('src/adapters/webdav/methods/get.ts', '../../caldav/answers.ts');
  forbidden('src/adapters/caldav/answers.ts', '../carddav/answers.ts');
  forbidden('src/adapters/activesync/answers.ts', '../webdav/answers.ts');
  forbidden('src/adapters/http/server.ts', '../webdav/answers.ts');
  forbidden('src/adapters/caldav/answers.ts', '../postgres/log.ts');
  forbidden('src/adapters/ldap/directory.ts', '../postgres/log.ts');
});

test('a package has one home, and an unknown one none', () => {
  allowed('src/adapters/postgres/log.ts', 'pg');
  forbidden('src/adapters/caldav/answers.ts', 'pg');
  forbidden('src/adapters/postgres/log.ts', 'left-pad');
  forbidden('src/main.ts', '../test/support/postgres.ts');
  allowed('src/main.ts', './adapters/postgres/log.ts');
});

test('every way to import is seen, with its line', () => {
  const text = [
    "import a from 'one';",
    'import {',
    '  b,',
    "} from 'two';",
    "import type { C } from 'three';",
    "export * from 'four';",
    "export { d } from 'five';",
    "import 'six';",
    "const e = await import('seven');",
    "let f: import('eight').F;",
    'const g = await import(name);',
    " * import('in a comment')",
  ].join('\n');
  assert.deepEqual(
    importsOf(text).map(({ line, specifier, typeOnly }) => [line, specifier, typeOnly]),
    [
      [1, 'one', false],
      [2, 'two', false],
      [5, 'three', true],
      [6, 'four', false],
      [7, 'five', false],
      [8, 'six', false],
      [9, 'seven', false],
      [10, 'eight', false],
      [11, '', false],
    ],
  );
});

test('a forbidden import is printed with file and line, and fails the check', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'fasti layers '));
  try {
    mkdirSync(path.join(root, 'src/domain'), { recursive: true });
    writeFileSync(path.join(root, 'src/domain/fine.ts'), 'export const a = 1;\n');
    const tool = [path.join(import.meta.dirname, '../../infra/layers.ts'), root];
    assert.equal(spawnSync(process.execPath, tool).status, 0);

    writeFileSync(
      path.join(root, 'src/domain/clock.ts'),
      "import './fine.ts';\nimport { readFileSync } from 'node:fs';\n",
    );
    assert.deepEqual(
      offencesIn(root).map(({ file, line }) => `${file}:${line}`),
      ['src/domain/clock.ts:2'],
    );
    const failed = spawnSync(process.execPath, tool, { encoding: 'utf8' });
    assert.equal(failed.status, 1);
    assert.match(failed.stdout, /^src\/domain\/clock\.ts:2: .*node:fs/);
  } finally {
    rmSync(root, { recursive: true });
  }
});
