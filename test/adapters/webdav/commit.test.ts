import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closeAccount } from '../../../src/adapters/directory/close-account.ts';
import { commit } from '../../../src/adapters/webdav/commit.ts';
import { targetCollection } from '../../../src/adapters/webdav/target-collection.ts';
import { davSettings } from '../../../src/composition/dav-settings.ts';
import type { Actor, CorrelationId } from '../../../src/domain/kernel/ids.ts';
import { refuse } from '../../../src/domain/kernel/refusal.ts';
import { NOTHING_SET } from '../../../src/domain/settings/configuration.ts';
import { principalOf } from '../../../src/projections/accounts.ts';
import { collectionsOf } from '../../../src/projections/collections.ts';
import { ask, type Fasti, startFasti, unique } from '../../support/fasti.ts';

describe('an account that is closed while its user still writes', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startFasti('jo');
  });
  after(() => fasti.stop());

  test('nothing is made in it any more, and what was made meanwhile went with it', async () => {
    const { log } = fasti;
    assert.equal((await ask(fasti, 'MKCALENDAR', '/SOGo/dav/jo/Calendar/first/')).status, 201);
    const principal = await principalOf(log.sql, '', 'jo');
    assert.ok(principal !== undefined);
    const metadata = { actor: 'tool:test' as Actor, protocol: 'cli', correlationId: 'c' as CorrelationId } as const;
    const making = Array.from({ length: 12 }, (_, n) => ask(fasti, 'MKCALENDAR', `/SOGo/dav/jo/Calendar/c${n}/`));
    const [closed, ...answers] = await Promise.all([
      closeAccount(log, log.sql, { domain: '', login: 'jo' }, metadata),
      ...making,
    ]);
    assert.equal(closed, true);
    for (const { status } of answers) assert.ok(status === 201 || status === 404, `${status}`);
    const account = {
      principal,
      domain: '',
      login: 'jo',
      name: 'Jo Doe',
      mails: [],
      kind: 'individual',
      deniedModules: [],
    } as const;
    const target = await targetCollection(
      { sql: log.sql, settings: davSettings(NOTHING_SET), newId: unique },
      { account, kind: 'calendar', collection: 'personal' },
      undefined,
    );
    assert.ok(target !== undefined);
    const { writes, claims } = target;
    const own = { ...metadata, actor: principal as string as Actor };
    const attempt = async () => ({ append: { writes, claims }, answer: () => 'made' });
    assert.deepEqual(await commit(log, own, attempt, async () => undefined), refuse('no-such-resource'));
    assert.deepEqual(await collectionsOf(log.sql, principal, 'calendar'), []);
  });
});
