import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Client } from 'pg';
import { MAX_PASSWORD_OCTETS } from '../../../../src/domain/limits.ts';
import { person, viewURL, type World, withView } from './view.ts';

describe('a changed password', () => {
  const stored = async (world: World): Promise<string> => {
    const client = new Client(world.connection);
    await client.connect();
    const { rows } = await client.query<{ c_password: string }>(`select c_password from people where c_uid = 'jo'`);
    await client.end();
    return rows[0]?.c_password ?? '';
  };

  test('is stored under userPasswordAlgorithm, with its name before it where prependPasswordScheme says so', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo', c_password: '{PLAIN}old' });
      await person(world, { c_uid: 'ann', c_password: 'untouched' });
      const plain = world.source({ userPasswordAlgorithm: 'ssha512.hex' });
      assert.deepEqual(await plain.changePassword('JO', 'new', 'old', ''), { is: 'changed' });
      assert.match(await stored(world), /^[0-9a-f]{144}$/);
      const named = world.source({ userPasswordAlgorithm: 'ssha512.hex', prependPasswordScheme: true });
      assert.deepEqual(await named.changePassword('jo', 'newer', 'new', ''), { is: 'changed' });
      assert.match(await stored(world), /^\{SSHA512\.HEX\}[0-9a-f]{144}$/);
      assert.equal((await named.authenticate('jo', 'newer', '')).is, 'authenticated');
      assert.equal((await plain.authenticate('ann', 'untouched', '')).is, 'wrong');
    }));

  test('is refused with the rule that it breaks, and nothing is stored', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo', c_password: 'old pass 1' });
      const userPasswordPolicy = [{ label: 'A digit', regex: '[0-9]' }];
      const source = world.source({ userPasswordAlgorithm: 'plain', userPasswordPolicy });
      const change = (password: string) => source.changePassword('jo', password, 'old pass 1', '');
      assert.deepEqual(await change('no digit'), { is: 'refused', rule: 'A digit' });
      assert.deepEqual(await change(''), { is: 'refused', rule: 'The password is empty.' });
      for (const unusable of ['1\0', '1\ud800', '1'.repeat(MAX_PASSWORD_OCTETS + 1)])
        assert.equal((await change(unusable)).is, 'refused');
      assert.equal(await stored(world), 'old pass 1');
    }));

  test('a right password that breaks the policy must be changed', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo', c_password: 'short' });
      const source = world.source({ userPasswordPolicy: [{ label: 'Long', regex: '.{8}' }] });
      assert.deepEqual(await source.authenticate('jo', 'short', ''), { is: 'password-must-change' });
      assert.deepEqual(await source.authenticate('jo', 'shor', ''), { is: 'wrong' });
    }));

  test('is refused where the settings name no scheme, or its key is missing', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo', c_password: 'old' });
      const change = (more: Parameters<World['source']>[0]) =>
        world.source(more).changePassword('jo', 'new', undefined, '');
      assert.deepEqual(await change({}), { is: 'refused', rule: 'Passwords cannot be changed here.' });
      assert.equal((await change({ userPasswordAlgorithm: 'sym-aes-128-cbc' })).is, 'refused');
      assert.match(world.warned.join(), /keyPath/);
      assert.equal(await stored(world), 'old');
    }));

  test('is refused by a view or a database that cannot be written', () =>
    withView(async (world) => {
      await person(world, { c_uid: 'jo', c_password: 'old' });
      await world.query('create view joined as select distinct * from people');
      const reader = `reader_${process.pid}`;
      await world.query(`create role ${reader} login`);
      await world.query(`grant select on sogo_view to ${reader}`);
      const refused = { is: 'refused', rule: 'The directory does not let passwords be changed.' };
      const { connection } = world;
      for (const url of [viewURL(connection, 'joined'), viewURL({ ...connection, user: reader })]) {
        const source = world.source({ viewURL: url, userPasswordAlgorithm: 'plain' });
        assert.deepEqual(await source.changePassword('jo', 'new', 'old', ''), refused, url);
      }
      await world.query('alter table people add constraint short check (length(c_password) < 10)');
      const source = world.source({ userPasswordAlgorithm: 'sha512' });
      assert.deepEqual(await source.changePassword('jo', 'new', undefined, ''), refused);
      await world.query(`drop owned by ${reader}`);
      await world.query(`drop role ${reader}`);
    }));
});
