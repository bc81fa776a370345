import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AccountParts, knownPrincipal } from '../../../src/adapters/cli/change-account.ts';
import { principalFor } from '../../../src/adapters/http/first-login.ts';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { logSchema } from '../../../src/domain/event-types.ts';
import { DirectoryUnavailable } from '../../../src/domain/kernel/directory-errors.ts';
import type { DirectoryEntry } from '../../../src/domain/ports.ts';
import { projections } from '../../../src/projections/index.ts';
import { metadata } from '../../contracts/log-words.ts';
import { freshDatabase } from '../../support/postgres.ts';

const somebody = (domain: string, login: string): DirectoryEntry => ({
  domain,
  login,
  source: 'people',
  name: login,
  mails: [],
  kind: 'individual',
  deniedModules: [],
});

test('during an outage of the directory a login names whoever alone has an account of it', async () => {
  const { connection, drop } = await freshDatabase();
  const log = await openPostgresLog({ connection, schema: logSchema, projections });
  const { sql } = log;
  let made = 0;
  const newId = () => {
    made += 1;
    return `${made}`.padStart(22, 'p');
  };
  const parts: AccountParts = {
    log,
    sql,
    metadata,
    find: async () => {
      throw new DirectoryUnavailable('out');
    },
    openAccount: async () => 'too-busy',
  };
  const open = (domain: string, login: string) => principalFor({ log, sql, newId }, somebody(domain, login), metadata);
  const ann = await open('acme.com', 'ann');
  await open('acme.com', 'jo');
  await open('coyote.com', 'jo');
  assert.equal(await knownPrincipal(parts, 'Ann'), ann);
  for (const login of ['jo', 'nobody']) await assert.rejects(knownPrincipal(parts, login), DirectoryUnavailable);
  await log.close();
  await drop();
});
