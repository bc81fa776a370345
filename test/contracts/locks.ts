import assert from 'node:assert/strict';
import { randomUUID as unique } from 'node:crypto';
import { describe, test } from 'node:test';
import type { PrincipalId } from '../../src/domain/kernel/ids.ts';
import { isRefusal } from '../../src/domain/kernel/refusal.ts';
import { MAX_LOCKS } from '../../src/domain/limits.ts';
import type { Lock, Locks } from '../../src/domain/ports.ts';

/** Two doors to the same locks, such as two processes have. */
export type LocksUnderTest = { readonly one: Locks; readonly other: Locks };

const NOW = 1_000_000;

type Wish = Partial<Omit<Lock, 'principal'>> & { readonly path: string; readonly by?: string };

const lock = ({ by = 'jo', ...wish }: Wish): Lock => ({
  token: `urn:uuid:${unique()}`,
  href: `/SOGo/dav${wish.path}`,
  depth: '0',
  scope: 'exclusive',
  owner: '',
  principal: by as PrincipalId,
  expires: NOW + 60_000,
  ...wish,
});

const tokens = (locks: readonly Lock[]): string[] => locks.map(({ token }) => token).sort();

const added = async (locks: Locks, wish: Wish, now = NOW): Promise<Lock> => {
  const one = lock(wish);
  assert.deepEqual(await locks.add(one, now), []);
  return one;
};

const conflictsOf = async (locks: Locks, wish: Wish, now = NOW): Promise<string[]> => {
  const conflicts = await locks.add(lock(wish), now);
  assert.ok(!isRefusal(conflicts));
  return tokens(conflicts);
};

/** RFC 4918 §6 as the port `Locks` promises it. */
export const locksContract = (title: string, open: () => Promise<LocksUnderTest>): void => {
  /** A tree of paths that no other test uses. */
  const tree = () => `/${unique()}`;

  describe(title, () => {
    test('a lock is found with all that was said of it', async () => {
      const { one, other } = await open();
      const path = `${tree()}/Calendar/“späti”/a.ics`;
      const held = await added(one, { path, owner: '<D:owner xmlns:D="DAV:">&lt;é</D:owner>', scope: 'shared' });
      assert.deepEqual(await other.binding([path], NOW, []), [held]);
    });

    test('a lock of depth 0 binds its own path only', async () => {
      const { one } = await open();
      const at = `${tree()}/Calendar`;
      const { token } = await added(one, { path: `${at}/work` });
      for (const path of [`${at}`, `${at}/work/a.ics`, `${at}/work2`, `${at}/wor`, `${at}/work0`])
        assert.deepEqual(await one.binding([path], NOW, []), [], path);
      assert.deepEqual(tokens(await one.binding([`${at}/work`], NOW, [])), [token]);
    });

    test('a lock of depth infinity binds what is below, however deep', async () => {
      const { one } = await open();
      const at = tree();
      const { token } = await added(one, { path: at, depth: 'infinity' });
      for (const path of [at, `${at}/Calendar`, `${at}/Calendar/work`, `${at}/Calendar/work/a.ics`])
        assert.deepEqual(tokens(await one.binding([path], NOW, [])), [token], path);
      assert.deepEqual(await one.binding([`${at}2/Calendar`], NOW, []), []);
    });

    test('whatever is locked below a tree is found, and each lock once', async () => {
      const { one } = await open();
      const at = `${tree()}/Calendar`;
      const locks = [
        await added(one, { path: `${at}/work/a.ics` }),
        await added(one, { path: `${at}/work/b.ics` }),
        await added(one, { path: `${at}/work` }),
      ];
      await added(one, { path: `${at}/work2/a.ics` });
      const found = await one.binding([`${at}/work`, `${at}/work/a.ics`], NOW, [`${at}/work`]);
      assert.deepEqual(tokens(found), tokens(locks));
    });

    test('many paths are asked for at once', async () => {
      const { one } = await open();
      const at = tree();
      const locks = [await added(one, { path: `${at}/a/b/c` }), await added(one, { path: `${at}/d/e/f` })];
      const paths = [`${at}/a/b/c`, `${at}/a/b`, `${at}/d/e/f`, `${at}/d/e`, `${at}/g/h/i`];
      assert.deepEqual(tokens(await one.binding(paths, NOW, [])), tokens(locks));
    });

    test('an exclusive lock conflicts with any other on the same resource', async () => {
      const { one } = await open();
      const path = `${tree()}/Calendar/a`;
      const { token } = await added(one, { path });
      assert.deepEqual(await conflictsOf(one, { path }), [token]);
      assert.deepEqual(await conflictsOf(one, { path, scope: 'shared', by: 'ann' }), [token]);
      assert.deepEqual(await conflictsOf(one, { path, depth: 'infinity' }), [token]);
      assert.equal((await one.binding([path], NOW, [])).length, 1);
    });

    test('shared locks stand beside each other, and in the way of an exclusive one', async () => {
      const { one } = await open();
      const path = `${tree()}/Calendar/a`;
      const both = [
        await added(one, { path, scope: 'shared' }),
        await added(one, { path, scope: 'shared', by: 'ann' }),
      ];
      assert.deepEqual(await conflictsOf(one, { path }), tokens(both));
    });

    test('a lock from above conflicts with one below, whichever comes first', async () => {
      const { one } = await open();
      const at = tree();
      const below = await added(one, { path: `${at}/Calendar/work/a.ics` });
      assert.deepEqual(await conflictsOf(one, { path: `${at}/Calendar`, depth: 'infinity' }), [below.token]);
      await added(one, { path: `${at}/Calendar`, depth: '0' });
      const above = await added(one, { path: `${at}/Calendar/home`, depth: 'infinity' });
      assert.deepEqual(await conflictsOf(one, { path: `${at}/Calendar/home/b.ics` }), [above.token]);
    });

    test('an expired lock neither binds nor conflicts', async () => {
      const { one } = await open();
      const path = `${tree()}/Calendar/a`;
      const { expires } = await added(one, { path });
      assert.equal((await one.binding([path], expires - 1, [])).length, 1);
      assert.deepEqual(await one.binding([path], expires, []), []);
      assert.deepEqual(await one.binding([], expires, [`${path.slice(0, -2)}`]), []);
      await added(one, { path, expires: expires + 60_000 }, expires);
    });

    test('a lock is refreshed by its principal while it holds', async () => {
      const { one, other } = await open();
      const path = `${tree()}/Calendar/a`;
      const { token, principal, expires } = await added(one, { path });
      assert.equal(await other.refresh(token, 'ann' as PrincipalId, expires + 1, NOW), false);
      assert.equal(await other.refresh(token, principal, expires + 5, NOW), true);
      assert.equal((await one.binding([path], expires + 4, [])).length, 1);
      assert.equal(await other.refresh(token, principal, expires + 99, expires + 5), false);
    });

    test('a lock is removed by its principal, once', async () => {
      const { one, other } = await open();
      const path = `${tree()}/Calendar/a`;
      const { token, principal } = await added(one, { path });
      assert.equal(await other.remove(token, 'ann' as PrincipalId), false);
      assert.equal(await other.remove(token, principal), true);
      assert.equal(await one.remove(token, principal), false);
      assert.deepEqual(await one.binding([path], NOW, []), []);
    });

    test('with a resource go the locks on it and below, and no others', async () => {
      const { one } = await open();
      const at = `${tree()}/Calendar`;
      await added(one, { path: `${at}/work` });
      await added(one, { path: `${at}/work/a.ics` });
      await added(one, { path: `${at}/home/a.ics` });
      const kept = [await added(one, { path: `${at}/work2` }), await added(one, { path: `${at}/home` })];
      await one.removeBelow([`${at}/work`, `${at}/home/a.ics`]);
      assert.deepEqual(tokens(await one.binding([], NOW, [at])), tokens(kept));
    });

    test('of many who want an exclusive lock at once, through whatever door, one gets it', async () => {
      const { one, other } = await open();
      const path = `${tree()}/Calendar/a`;
      const wishes = Array.from({ length: 40 }, (_, n) => lock({ path, by: `p${n}` }));
      const answers = await Promise.all(wishes.map((wish, n) => (n % 2 === 0 ? one : other).add(wish, NOW)));
      const winners = wishes.filter((_, n) => {
        const answer = answers[n];
        return !isRefusal(answer) && answer?.length === 0;
      });
      assert.equal(winners.length, 1);
      assert.deepEqual(tokens(await one.binding([path], NOW, [])), tokens(winners));
    });

    test('of one who locks a tree and one who locks a leaf of it at once, one gets it', async () => {
      const { one, other } = await open();
      for (let round = 0; round < 20; round += 1) {
        const at = tree();
        const both = await Promise.all([
          one.add(lock({ path: at, depth: 'infinity' }), NOW),
          other.add(lock({ path: `${at}/Calendar/work/a.ics` }), NOW),
        ]);
        assert.deepEqual(both.map((answer) => (isRefusal(answer) ? -1 : answer.length)).sort(), [0, 1]);
      }
    });

    test('a principal holds a limited number of locks; expired ones do not count', async () => {
      const { one } = await open();
      const at = tree();
      const by = unique();
      for (let n = 0; n < MAX_LOCKS; n += 1) await added(one, { path: `${at}/Calendar/${n}`, by });
      const refused = await one.add(lock({ path: `${at}/Calendar/more`, by }), NOW);
      assert.ok(isRefusal(refused) && refused.reason === 'too-many-locks');
      await added(one, { path: `${at}/Calendar/more`, by: 'ann' });
      await added(one, { path: `${at}/Calendar/later`, by, expires: NOW + 200_000 }, NOW + 100_000);
    });
  });
};
