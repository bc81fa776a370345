import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { directoryOf } from '../../../src/adapters/directory/directory.ts';
import { sqlSource } from '../../../src/adapters/directory/sql/sql-source.ts';
import type { Domains } from '../../../src/domain/directory/domains.ts';
import { PartlyUnavailable } from '../../../src/domain/kernel/directory-errors.ts';
import type { Directory, UserSource } from '../../../src/domain/ports.ts';
import { settingsOf, TABLE, type World, withView } from './sql/view.ts';

const DOMAINS: Domains = {
  configured: ['acme.com', 'coyote.com'],
  basedUid: false,
  forbidUnknown: false,
  allowed: [],
  suffix: '',
  visibility: [],
};

const directoryWith = (
  sources: Readonly<Record<string, readonly UserSource[]>>,
  domains: Partial<Domains> = {},
): Directory =>
  directoryOf({
    domains: { ...DOMAINS, ...domains },
    sources: (domain) => sources[domain] ?? [],
    mailDomain: () => undefined,
    warn: () => undefined,
  });

const withPeople = (rows: string, use: (world: World) => Promise<void>): Promise<void> =>
  withView(use, [
    TABLE,
    `insert into people (c_uid, c_password, c_cn, mail, domain) values ${rows}`,
    'create view sogo_view as select * from people',
  ]);

/** The domain and login of whom a password lets in; what else it came to. */
const comesIn = async (directory: Directory, login: string, password: string) => {
  const answer = await directory.authenticate(login, password);
  return answer.is === 'authenticated' ? [answer.entry.domain, answer.entry.login] : answer.is;
};

describe('DomainFieldName', () => {
  const ROWS = `('jo', 'at acme', 'Jo', 'jo@acme.com', 'acme.com'), ('ann', 'at acme', 'Ann', 'ann@acme.com', 'coyote.com')`;

  test('of a source of the system level says whose somebody is', () =>
    withPeople(ROWS, async ({ source }) => {
      const directory = directoryWith({ '': [source({ DomainFieldName: 'domain' })] });
      assert.deepEqual(await comesIn(directory, 'jo', 'at acme'), ['acme.com', 'jo']);
      assert.deepEqual(await comesIn(directory, 'ann', 'at acme'), ['coyote.com', 'ann']);
    }));

  test('of a domain’s own source makes nobody of it somebody of another domain', () =>
    withPeople(ROWS, async ({ source }) => {
      const directory = directoryWith({ 'acme.com': [source({ DomainFieldName: 'domain' })] });
      assert.deepEqual(await comesIn(directory, 'jo', 'at acme'), ['acme.com', 'jo']);
      assert.equal(await comesIn(directory, 'ann', 'at acme'), 'wrong');
      assert.equal(await directory.find('ann'), undefined);
      assert.equal(await directory.visible('ann@acme.com', 'coyote.com'), undefined);
    }));
});

describe('SOGoEnableDomainBasedUID', () => {
  const BASED = { basedUid: true };

  test('who has a login with the domain in it is not taken for who has it without', () =>
    withPeople(
      `('jo', 'of jo', 'Jo', 'jo@x.com', null), ('jo@coyote.com', 'of the other', 'Other', 'o@x.com', null)`,
      async ({ source }) => {
        const directory = directoryWith({ 'coyote.com': [source({ LoginFieldNames: ['c_uid', 'mail'] })] }, BASED);
        assert.deepEqual(await comesIn(directory, 'jo@coyote.com', 'of jo'), ['coyote.com', 'jo@coyote.com']);
        for (const login of ['jo@coyote.com', 'o@x.com'])
          assert.equal(await comesIn(directory, login, 'of the other'), 'wrong');
        assert.equal((await directory.find('jo@coyote.com'))?.name, 'Jo');
      },
    ));

  test('where all logins have the domain in them, nothing is put behind', () =>
    withPeople(`('ann@coyote.com', 'of ann', 'Ann', 'annie@coyote.com', null)`, async ({ source }) => {
      const directory = directoryWith({ 'coyote.com': [source({ LoginFieldNames: ['c_uid', 'mail'] })] }, BASED);
      for (const login of ['ann@coyote.com', 'annie@coyote.com'])
        assert.deepEqual(await comesIn(directory, login, 'of ann'), ['coyote.com', 'ann@coyote.com']);
    }));

  test('a login of one domain with the name of another in it stays in its own', () =>
    withPeople(`('jo@acme.com', 'of jo', 'Jo', 'jo@coyote.com', null)`, async ({ source }) => {
      const directory = directoryWith({ 'coyote.com': [source()], 'acme.com': [] }, BASED);
      assert.equal(await comesIn(directory, 'jo@acme.com', 'of jo'), 'wrong');
      assert.deepEqual(await comesIn(directory, 'jo@acme.com@coyote.com', 'of jo'), [
        'coyote.com',
        'jo@acme.com@coyote.com',
      ]);
    }));
});

test('a password is changed where its owner logs in, not where he is only listed', () =>
  withPeople(`('jo', '{PLAIN}old', 'Jo', 'jo@x.com', null)`, async ({ source }) => {
    const listed = source({ id: 'listed', canAuthenticate: false, userPasswordAlgorithm: 'none' });
    const directory = directoryWith({ '': [listed, source({ userPasswordAlgorithm: 'plain' })] });
    assert.equal((await directory.find('jo'))?.source, 'listed');
    assert.deepEqual(await directory.changePassword('jo', 'new'), { is: 'changed' });
    assert.deepEqual(await comesIn(directory, 'jo', 'new'), ['', 'jo']);
    assert.deepEqual(await directoryWith({ '': [listed] }).changePassword('jo', 'newer'), { is: 'no-such-user' });
  }));

test('a source that is out: who is in another is in, and of all others it is told which is out', () =>
  withPeople(`('jo', 'of jo', 'Jo', 'jo@x.com', null)`, async ({ source }) => {
    const nowhere = 'postgresql://u:p@127.0.0.1:1/d/v';
    const out = sqlSource(settingsOf(nowhere, { id: 'out' }), { warn: () => undefined });
    const directory = directoryWith({ '': [out, source()] });
    assert.deepEqual(await comesIn(directory, 'jo', 'of jo'), ['', 'jo']);
    const tellsOfIt = (error: unknown): boolean =>
      error instanceof PartlyUnavailable && [...error.out].join() === 'out';
    await assert.rejects(directory.authenticate('jo', 'wrong'), tellsOfIt);
    await assert.rejects(directory.find('nobody'), tellsOfIt);
    await out.close();
  }));
