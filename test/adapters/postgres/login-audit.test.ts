import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import {
  lastAppPasswordUses,
  loginCounts,
  storeAppPasswordUses,
  storeLoginCounts,
  sweepLogins,
} from '../../../src/adapters/postgres/login-audit.ts';
import { siteSecret } from '../../../src/adapters/postgres/site-secret.ts';
import type { AppPasswordId } from '../../../src/domain/account/app-passwords.ts';
import { logSchema } from '../../../src/domain/event-types.ts';
import type { PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { AUDIT_RETENTION } from '../../../src/domain/limits.ts';
import type { LoginCount } from '../../../src/domain/ports.ts';
import { projections } from '../../../src/projections/index.ts';
import { freshDatabase, versions } from '../../support/postgres.ts';

const HOUR = 3_600_000;
const T = 500_000 * HOUR;

const count = (more: Partial<LoginCount> = {}): LoginCount => ({
  hour: T,
  principal: 'jo' as PrincipalId,
  login: '',
  network: '192.0.2.1',
  protocol: 'caldav',
  outcome: 'in',
  count: 1,
  first: T + 10,
  last: T + 20,
  ...more,
});

for (const version of await versions())
  describe(`the audit of logins in PostgreSQL ${version}`, () => {
    const opening = (async () => {
      const database = await freshDatabase(version);
      return {
        database,
        log: await openPostgresLog({ connection: database.connection, schema: logSchema, projections }),
      };
    })();
    const empty = async () => {
      const { sql } = (await opening).log;
      await sql`delete from login_audit`;
      return sql;
    };

    after(async () => {
      const { database, log } = await opening;
      await log.close();
      await database.drop();
    });

    test('adds to what is there', async () => {
      const sql = await empty();
      await storeLoginCounts(sql, [count(), count({ outcome: 'unknown' })]);
      await storeLoginCounts(sql, [count({ count: 5, first: T + 30, last: T + 40 })]);
      assert.deepEqual(
        new Set(await loginCounts(sql, T)),
        new Set([count({ count: 6, last: T + 40 }), count({ outcome: 'unknown' })]),
      );
    });

    test('processes that store at once harm nothing, in whatever order they counted', async () => {
      const sql = await empty();
      const { database, log } = await opening;
      const other = await openPostgresLog({ connection: database.connection, schema: logSchema, projections });
      const rows = Array.from({ length: 3000 }, (_, n) => count({ network: `network ${n}` }));
      const backwards = rows.toReversed();
      try {
        for (const _ of [1, 2, 3])
          await Promise.all([storeLoginCounts(log.sql, rows), storeLoginCounts(other.sql, backwards)]);
      } finally {
        await other.close();
      }
      const stored = await loginCounts(sql, T);
      assert.equal(stored.length, 3000);
      assert.ok(stored.every((row) => row.count === 6));
    });

    test('is asked since when, and for whom', async () => {
      const sql = await empty();
      const [early, late] = [count(), count({ hour: T + HOUR, first: T + HOUR, last: T + HOUR + 5 })];
      const other = count({ principal: '', login: 'mark', outcome: 'blocked' });
      await storeLoginCounts(sql, [early, late, other]);
      assert.deepEqual(await loginCounts(sql, T + 21), [late]);
      assert.deepEqual(await loginCounts(sql, 0, ['jo']), [early, late]);
      assert.deepEqual(await loginCounts(sql, 0, ['nobody', 'mark']), [other]);
    });

    test('keeps nothing longer than its retention, in steps', async () => {
      const sql = await empty();
      const old = Array.from({ length: 2500 }, (_, n) => count({ network: `network ${n}` }));
      const young = count({ hour: T + HOUR, first: T + HOUR, last: T + HOUR });
      await storeLoginCounts(sql, [...old, young]);
      const now = T + AUDIT_RETENTION;
      assert.equal(await sweepLogins(sql, now), false);
      assert.equal((await loginCounts(sql, 0)).length, 2501);
      assert.equal(await sweepLogins(sql, now + 1), true);
      assert.equal(await sweepLogins(sql, now + 1), false);
      assert.deepEqual(await loginCounts(sql, 0), [young]);
    });

    test('counts of limits that have ended are swept with it', async () => {
      const sql = await empty();
      await sql`insert into rate_limits values ('ended', 1, ${T - 1}::int8), ('open', 1, ${T}::int8)`;
      await sweepLogins(sql, T);
      assert.deepEqual(await sql`select key from rate_limits`, [{ key: 'open' }]);
    });

    test('app passwords: when each was last of use', async () => {
      const sql = await empty();
      const [jo, ann] = ['jo', 'ann'] as PrincipalId[];
      const [phone, laptop] = ['phone', 'laptop'] as AppPasswordId[];
      assert.ok(jo !== undefined && ann !== undefined && phone !== undefined && laptop !== undefined);
      await storeAppPasswordUses(
        sql,
        [
          { principal: jo, id: phone },
          { principal: ann, id: phone },
        ],
        T,
      );
      await storeAppPasswordUses(
        sql,
        [
          { principal: jo, id: laptop },
          { principal: jo, id: phone },
        ],
        T + HOUR,
      );
      await storeAppPasswordUses(sql, [{ principal: jo, id: phone }], T);
      assert.deepEqual([...(await lastAppPasswordUses(sql, jo))].sort(), [
        ['laptop', T + HOUR],
        ['phone', T + HOUR],
      ]);
      assert.deepEqual([...(await lastAppPasswordUses(sql, ann))], [['phone', T]]);
    });

    test('a secret of the site is the same at each asking, and another for each purpose', async () => {
      const sql = await empty();
      const [one, again, other] = [await siteSecret(sql, 'a'), await siteSecret(sql, 'a'), await siteSecret(sql, 'b')];
      assert.deepEqual(one, again);
      assert.notDeepEqual(one, other);
      assert.equal(one.length, 32);
    });
  });
