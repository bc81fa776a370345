import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { settingsPage } from '../../infra/settings-table.ts';

test('docs/settings.md is what the table of settings says (node infra/settings-table.ts)', () =>
  assert.equal(readFileSync(path.join(import.meta.dirname, '../../docs/settings.md'), 'utf8'), settingsPage()));
