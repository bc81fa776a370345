import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Client } from 'pg';
import type { Login } from '../../../src/adapters/http/logins.ts';
import { APPEND_LOCK } from '../../../src/adapters/postgres/locks.ts';
import { OUTAGE_QUIET, OUTAGE_TRUST } from '../../../src/domain/limits.ts';
import { until } from '../../support/process.ts';
import { addAppPassword, closeLogins, ELSEWHERE, from, HOME, type LoginWorld, withLogins } from './login-things.ts';

const words = (logins: readonly Login[]) => logins.map(({ is }) => is);

/** How much was asked of the directory and the database by some work. */
const costOf = async ({ seen }: LoginWorld, work: () => Promise<unknown>) => {
  const before = { ...seen };
  await work();
  return { directory: seen.directory - before.directory, queries: seen.queries - before.queries };
};

const NOTHING = { directory: 0, queries: 0 };

describe('logins', () => {
  after(closeLogins);

  describe('SOGoCacheCleanupInterval: a password that was right', () => {
    test('asks neither the directory nor the database again', () =>
      withLogins(async (world) => {
        await world.login('jo', 'right');
        const cost = await costOf(world, async () => {
          const again = await world.login('JO', 'right', ELSEWHERE);
          assert.equal(again.is === 'in' && again.who.login, 'jo');
        });
        assert.deepEqual(cost, NOTHING);
      }));

    test('is asked for again after that time, and after any change of users', () =>
      withLogins(async (world) => {
        const { clock, logins, seen } = world;
        await world.login('jo', 'right');
        clock.now += 299_999;
        await world.login('jo', 'right');
        assert.equal(seen.directory, 1);
        clock.now += 1;
        await world.login('jo', 'right');
        assert.equal(seen.directory, 2);
        logins.forget();
        await world.login('jo', 'right');
        assert.equal(seen.directory, 3);
      }));

    test('is not remembered when users changed while the directory was asked', () =>
      withLogins(async (world) => {
        const first = world.login('jo', 'right');
        while (world.seen.directory === 0) await new Promise(setImmediate);
        world.logins.forget();
        assert.equal((await first).is, 'in');
        await world.login('jo', 'right');
        assert.equal(world.seen.directory, 2);
      }));

    test('is asked for by who comes after a change, though another still waits for the answer from before', () =>
      withLogins(async (world) => {
        const first = world.login('jo', 'right');
        while (world.seen.directory === 0) await new Promise(setImmediate);
        world.logins.forget();
        await Promise.all([first, world.login('jo', 'right')]);
        assert.equal(world.seen.directory, 2);
      }));

    test('of many at once the directory is asked for once', () =>
      withLogins(async (world) => {
        const logins = await Promise.all(
          Array.from({ length: 50 }, (_, n) => world.login('jo', 'right', `192.0.2.${n}`)),
        );
        assert.deepEqual(new Set(words(logins)), new Set(['in']));
        assert.equal(world.seen.directory, 1);
      }));

    test('a wrong one is never remembered', () =>
      withLogins(async (world) => {
        assert.equal((await world.login('jo', 'new')).is, 'unknown');
        world.people.set('jo', 'new');
        assert.equal((await world.login('jo', 'new')).is, 'in');
      }));
  });

  describe('SOGoMaximumFailedLoginCount', () => {
    const THREE = { failures: { count: 3 } };
    const fail = async ({ login }: LoginWorld, name: string, times: number, address = HOME) => {
      const answers: Login[] = [];
      for (let n = 0; n < times; n += 1) answers.push(await login(name, `wrong ${n}`, address));
      return answers;
    };

    test('failures block for SOGoFailedLoginBlockInterval, and nothing is looked at then: not what is remembered either', () =>
      withLogins(async (world) => {
        await world.login('jo', 'right');
        assert.deepEqual(words(await fail(world, 'jo', 3)), ['unknown', 'unknown', 'unknown']);
        const cost = await costOf(world, async () => {
          for (const password of ['right', 'wrong'])
            assert.deepEqual(await world.login('jo', password), { is: 'blocked', seconds: 300 });
        });
        assert.deepEqual(cost, NOTHING);
      }, THREE));

    test('0 is no limit', () =>
      withLogins(async (world) => {
        assert.deepEqual(new Set(words(await fail(world, 'jo', 10))), new Set(['unknown']));
      }));

    test('a block ends', () =>
      withLogins(
        async (world) => {
          await fail(world, 'jo', 1);
          assert.equal((await world.login('jo', 'right')).is, 'blocked');
          await until('jo is in', async () => {
            world.clock.now += 1000;
            return (await world.login('jo', 'right')).is === 'in';
          });
        },
        { failures: { count: 1, interval: 1, block: 1 } },
      ));

    test('a right password clears the count', () =>
      withLogins(async (world) => {
        for (const round of [1, 2, 3]) {
          await fail(world, 'jo', 2);
          world.logins.forget();
          assert.equal((await world.login('jo', 'right')).is, 'in', `round ${round}`);
        }
      }, THREE));

    test('nobody locks out somebody elsewhere by naming him', () =>
      withLogins(async (world) => {
        await fail(world, 'jo', 4, ELSEWHERE);
        assert.equal((await world.login('jo', 'right', ELSEWHERE)).is, 'blocked');
        assert.equal((await world.login('jo', 'right', HOME)).is, 'in');
        assert.equal((await world.login('ann', 'right', ELSEWHERE)).is, 'in');
      }, THREE));

    test('another address of the same IPv6 network does not help, another spelling of the login neither', () =>
      withLogins(async (world) => {
        await fail(world, 'jo', 1, '2001:db8::1');
        await fail(world, 'JO', 1, '2001:db8::2');
        await fail(world, 'Jo', 1, '2001:0db8:0:0:ffff::3');
        assert.equal((await world.login('jo', 'right', '2001:db8::4')).is, 'blocked');
        assert.equal((await world.login('jo', 'right', '2001:db8:0:1::4')).is, 'in');
      }, THREE));

    test('of many guesses at once, at several processes, no more are looked at than may fail', () =>
      withLogins(async (world) => {
        const doors = [world.logins, world.another(), world.another()];
        const guesses = Array.from({ length: 30 }, (_, n) =>
          doors[n % 3]?.login({ login: 'jo', password: `guess ${n}` }, from(HOME)),
        );
        const answers = words((await Promise.all(guesses)).filter((answer) => answer !== undefined));
        assert.equal(answers.filter((is) => is === 'unknown').length, 3);
        assert.equal(answers.filter((is) => is === 'blocked').length, 27);
        assert.equal(world.seen.directory, 3);
      }, THREE));

    test('what is remembered cannot be guessed by many at once either, at several processes', () =>
      withLogins(async (world) => {
        const doors = [world.logins, world.another()];
        for (const door of doors)
          assert.equal((await door.login({ login: 'jo', password: 'right' }, from(HOME))).is, 'in');
        const guesses = Array.from({ length: 40 }, (_, n) =>
          doors[n % 2]?.login({ login: 'jo', password: n < 38 ? `guess ${n}` : 'right' }, from(HOME)),
        );
        const answers = words((await Promise.all(guesses)).filter((answer) => answer !== undefined));
        assert.deepEqual(
          ['in', 'unknown', 'blocked'].map((is) => answers.filter((one) => one === is).length),
          [0, 3, 37],
        );
      }, THREE));

    test('who is remembered comes in after a slip of his, and it stays counted', () =>
      withLogins(async (world) => {
        await world.login('jo', 'right');
        await fail(world, 'jo', 2);
        const cost = await costOf(world, async () => {
          for (const _ of [1, 2, 3, 4]) assert.equal((await world.login('jo', 'right')).is, 'in');
        });
        assert.deepEqual(cost, NOTHING);
        await fail(world, 'jo', 1);
        assert.equal((await world.login('jo', 'right')).is, 'blocked');
      }, THREE));

    test('a right password that is not enough is told so, each time, and is no failure', () =>
      withLogins(async (world) => {
        for (const refusal of ['password-expired', 'password-must-change', 'account-locked', 'too-busy'] as const) {
          world.refusals.set('jo', refusal);
          await fail(world, 'jo', 2);
          for (const _ of [1, 2, 3]) assert.deepEqual(await world.login('jo', 'right'), { is: refusal });
          world.refusals.clear();
          assert.equal((await world.login('jo', 'right')).is, 'in');
          world.logins.forget();
        }
      }, THREE));

    test('a directory that locks an account whatever the password clears no count', () =>
      withLogins(async (world) => {
        await fail(world, 'jo', 2);
        world.refusals.set('jo', 'account-locked');
        await world.login('jo', 'right');
        await fail(world, 'jo', 1);
        assert.equal((await world.login('jo', 'right')).is, 'blocked');
      }, THREE));

    test('one wrong password that many connections bring at once is one failure', () =>
      withLogins(async (world) => {
        await Promise.all(Array.from({ length: 20 }, () => world.login('jo', 'old')));
        assert.equal((await world.login('jo', 'right')).is, 'in');
      }, THREE));

    test('users and others cannot be told apart: the same answers for the same work', () =>
      withLogins(async (world) => {
        const tried = async (login: string) => {
          const answers: Login[] = [];
          const cost = await costOf(world, async () => {
            for (let n = 0; n < 5; n += 1) answers.push(await world.login(login, `wrong ${n}`));
          });
          return { answers, cost };
        };
        const ofUser = await tried('jo');
        assert.deepEqual(words(ofUser.answers), ['unknown', 'unknown', 'unknown', 'blocked', 'blocked']);
        for (const nobody of ['nobody', "jo'--", '*', 'jo)(uid=*', 'ｊｏ', 'jо'])
          assert.deepEqual(await tried(nobody), ofUser, nobody);
      }, THREE));

    test('what cannot be a login is told nothing else, and costs no look-up', () =>
      withLogins(async (world) => {
        const cost = await costOf(world, async () => {
          assert.deepEqual(await world.login('', 'x'), { is: 'unknown' });
          assert.deepEqual(await world.login('jo', 'x'.repeat(2000)), { is: 'unknown' });
          assert.deepEqual(await world.login('x'.repeat(2000), 'right'), { is: 'unknown' });
          assert.equal((await world.login('', 'x')).is, 'blocked');
        });
        assert.deepEqual(cost, NOTHING);
        assert.equal((await world.login('jo', 'right')).is, 'in');
      }, THREE));
  });

  describe('a directory that is out', () => {
    test('lets in for an hour who was in before, says so once, and says when it is back', () =>
      withLogins(async (world) => {
        const { clock, seen, told } = world;
        await world.login('jo', 'right');
        await world.login('ann', 'right');
        const start = clock.now;
        seen.out = true;
        clock.now += 300_000;
        assert.equal((await world.login('jo', 'right')).is, 'in');
        assert.equal((await world.login('ann', 'right')).is, 'in');
        clock.now = start + OUTAGE_TRUST - 1;
        assert.equal((await world.login('jo', 'right')).is, 'in');
        clock.now += 1;
        assert.equal((await world.login('jo', 'right')).is, 'directory-unavailable');
        assert.deepEqual(told, ['out']);
        seen.out = false;
        clock.now += OUTAGE_QUIET;
        assert.equal((await world.login('jo', 'right')).is, 'in');
        assert.deepEqual(told, ['out', 'back']);
      }));

    test('is not asked at each request of somebody who waits for it', () =>
      withLogins(async (world) => {
        await world.login('jo', 'right');
        world.seen.out = true;
        world.clock.now += 300_000;
        await world.login('jo', 'right');
        assert.deepEqual(await costOf(world, () => world.login('jo', 'right')), NOTHING);
      }));

    test('never calls a password wrong, nor anybody unknown', () =>
      withLogins(async (world) => {
        world.seen.out = true;
        for (const [login, password] of [
          ['jo', 'right'],
          ['jo', 'wrong'],
          ['nobody', 'x'],
        ] as const)
          assert.equal((await world.login(login, password)).is, 'directory-unavailable');
      }));

    test('makes no failures of those who only wait', () =>
      withLogins(
        async (world) => {
          world.seen.out = true;
          for (const n of [1, 2, 3, 4, 5])
            assert.equal((await world.login('jo', `right ${n}`)).is, 'directory-unavailable');
          world.seen.out = false;
          assert.equal((await world.login('jo', 'right')).is, 'in');
        },
        { failures: { count: 2 } },
      ));

    test('lets nobody guess at those who are remembered', () =>
      withLogins(
        async (world) => {
          await world.login('jo', 'right');
          world.seen.out = true;
          for (const _ of [1, 2]) assert.equal((await world.login('jo', `guess ${_}`)).is, 'directory-unavailable');
          assert.equal((await world.login('jo', 'guess 3')).is, 'blocked');
        },
        { failures: { count: 2 } },
      ));
  });

  describe('a source that is out beside one that is not', () => {
    test('lets nobody guess at those of the other', () =>
      withLogins(
        async (world) => {
          world.seen.elsewhere = true;
          for (const n of [1, 2]) assert.equal((await world.login('jo', `guess ${n}`)).is, 'directory-unavailable');
          assert.equal((await world.login('jo', 'right')).is, 'blocked');
          assert.equal((await world.login('ann', 'right')).is, 'in');
        },
        { failures: { count: 2 } },
      ));

    test('keeps no password of the other that was changed there', () =>
      withLogins(async (world) => {
        await world.login('jo', 'right');
        world.people.set('jo', 'new');
        world.seen.elsewhere = true;
        world.clock.now += 300_000;
        assert.equal((await world.login('jo', 'right')).is, 'directory-unavailable');
        assert.equal((await world.login('jo', 'new')).is, 'in');
      }));
  });

  describe('app passwords', () => {
    const SECRET = 'abcde-fghjk-mnpqr-stuvw';
    const withAppPassword = (scope: 'dav' | 'eas', use: (world: LoginWorld) => Promise<void>) =>
      withLogins(async (world) => {
        const jo = await world.login('jo', 'right');
        assert.equal(jo.is, 'in');
        await addAppPassword(world.log, jo.who.principal, { id: 'phone', scope, secret: SECRET });
        await use(world);
      });

    test('are their owner’s, are remembered, and their use is noted', () =>
      withAppPassword('dav', async (world) => {
        const jo = await world.login('jo', SECRET);
        assert.equal(jo.is === 'in' && jo.who.login, 'jo');
        assert.deepEqual(await costOf(world, () => world.login('jo', SECRET)), NOTHING);
        assert.deepEqual(world.used, ['phone', 'phone']);
      }));

    test('go with an address of their owner, too', () =>
      withAppPassword('dav', async (world) => {
        const jo = await world.login('Jo@example.org', SECRET);
        assert.equal(jo.is === 'in' && jo.who.login, 'jo');
      }));

    test('are nobody else’s', () =>
      withAppPassword('dav', async (world) => {
        assert.deepEqual(await world.login('ann@example.org', SECRET), { is: 'unknown' });
        assert.deepEqual(await world.login('ann', SECRET), { is: 'unknown' });
        assert.deepEqual(await world.login('nobody', SECRET), { is: 'unknown' });
      }));

    test('of another kind of program are refused for that reason, remembered or not', () =>
      withAppPassword('eas', async (world) => {
        assert.deepEqual(words([await world.login('jo', SECRET), await world.login('jo', SECRET)]), [
          'wrong-scope',
          'wrong-scope',
        ]);
        assert.deepEqual(world.used, []);
      }));

    test('end with their owner’s entry in the directory', () =>
      withAppPassword('dav', async (world) => {
        world.people.delete('jo');
        assert.deepEqual(await world.login('jo', SECRET), { is: 'unknown' });
      }));

    test('what only looks like one may be the user’s own password', () =>
      withLogins(async (world) => {
        const own = 'bbbbb-bbbbb-bbbbb-bbbbb';
        world.people.set('ann', own);
        assert.equal((await world.login('ann', own)).is, 'in');
      }));

    test('what does not look like one is not looked up', () =>
      withLogins(async (world) => {
        assert.deepEqual(await costOf(world, () => world.login('jo', 'wrong')), { directory: 1, queries: 0 });
      }));
  });

  describe('SOGoTrustProxyAuthentication', () => {
    test('whom a trusted proxy names is in without a password, and is remembered', () =>
      withLogins(async (world) => {
        const jo = await world.logins.trusted('Jo', from(HOME));
        assert.equal(jo.is === 'in' && jo.who.login, 'jo');
        assert.deepEqual(await costOf(world, () => world.logins.trusted('jo', from(HOME))), NOTHING);
      }));

    test('this makes no password right', () =>
      withLogins(async (world) => {
        await world.logins.trusted('jo', from(HOME));
        for (const password of ['', '\0jo', 'jo']) assert.equal((await world.login('jo', password)).is, 'unknown');
      }));

    test('whom the directory does not know is nobody', () =>
      withLogins(async ({ logins }) => {
        assert.deepEqual(await logins.trusted('nobody', from(HOME)), { is: 'unknown' });
        assert.deepEqual(await logins.trusted('', from(HOME)), { is: 'unknown' });
      }));
  });

  describe('the audit', () => {
    test('has successes by who it was, failures and blocks by a mark, never what was typed', () =>
      withLogins(
        async (world) => {
          const jo = await world.login('jo', 'right');
          for (const password of ['hunter2', 'right', 'right']) await world.login('secret-typed-as-login', password);
          const [success, ...others] = world.audited;
          const seenFrom = { network: HOME, protocol: 'caldav' };
          assert.deepEqual(success, {
            principal: jo.is === 'in' && jo.who.principal,
            login: '',
            ...seenFrom,
            outcome: 'in',
          });
          assert.deepEqual(
            others.map(({ outcome }) => outcome),
            ['unknown', 'blocked', 'blocked'],
          );
          assert.deepEqual(
            new Set(others.map(({ principal, login }) => `${principal} ${login.length}`)),
            new Set([' 22']),
          );
          assert.doesNotMatch(JSON.stringify(others), /secret|hunter/);
        },
        { failures: { count: 1 } },
      ));

    test('strangers append nothing to the log', () =>
      withLogins(
        async (world) => {
          world.people.set('newcomer', 'right');
          const before = await world.log.head();
          for (const n of [1, 2, 3, 4]) await world.login(n % 2 ? 'jo' : 'nobody', `wrong ${n}`);
          assert.deepEqual(await world.log.head(), before);
          await world.login('newcomer', 'right');
          assert.notDeepEqual(await world.log.head(), before);
        },
        { failures: { count: 2 } },
      ));
  });

  test('a first login that the log is too busy for is asked to come again, without counting as a failure', async () => {
    const patience = { hold: 400, wait: 100, giveUp: 300, resolve: 1000 };
    await withLogins(
      async (world) => {
        const { connection } = world;
        const holder = new Client(connection);
        await holder.connect();
        try {
          await holder.query('select pg_advisory_lock($1)', [APPEND_LOCK]);
          for (const _ of [1, 2, 3]) assert.deepEqual(await world.login('ann', 'right'), { is: 'too-busy' });
          await holder.query('select pg_advisory_unlock($1)', [APPEND_LOCK]);
          assert.equal((await world.login('ann', 'right')).is, 'in');
        } finally {
          await holder.end();
        }
      },
      { failures: { count: 2 }, patience },
    );
  });
});
