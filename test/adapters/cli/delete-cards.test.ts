import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { deleteCards } from '../../../src/adapters/cli/delete-cards.ts';
import type { Actor, CorrelationId } from '../../../src/domain/kernel/ids.ts';
import { wholeView } from '../../../src/domain/sharing/view.ts';
import { principalOf } from '../../../src/projections/accounts.ts';
import { collectionNamed } from '../../../src/projections/collections.ts';
import { membersAfter } from '../../../src/projections/members/named.ts';
import { ask, card, type Fasti, startFasti } from '../../support/fasti.ts';

describe('cards that were read a while ago', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startFasti('jo');
  });
  after(() => fasti.stop());

  const put = (book: string, name: string, note: string) =>
    ask(fasti, 'PUT', `/SOGo/dav/jo/Contacts/${book}/${name}.vcf`, { 'content-type': 'text/vcard' }, card(name, note));

  /** Four cards as they were read: b goes because a stays, d because c does. */
  const read = async (name: string) => {
    await ask(fasti, 'MKCOL', `/SOGo/dav/jo/Contacts/${name}/`);
    for (const each of ['a', 'b', 'c', 'd']) assert.equal((await put(name, each, 'NOTE:1')).status, 201);
    const { sql } = fasti.log;
    const owner = await principalOf(sql, '', 'jo');
    assert.ok(owner !== undefined);
    const book = await collectionNamed(sql, { owner, kind: 'address-book', name });
    assert.ok(book !== undefined);
    const [a, b, c, d] = await membersAfter(sql, wholeView(book.collection), '', 9, false);
    assert.ok(a !== undefined && b !== undefined && c !== undefined && d !== undefined);
    const pairs = [
      { card: b, stays: a },
      { card: d, stays: c },
    ];
    const metadata = { actor: 'tool:test' as Actor, protocol: 'cli', correlationId: 'x' as CorrelationId } as const;
    const never = () => assert.fail('asked for somebody');
    const run = () =>
      deleteCards({ log: fasti.log, sql, metadata, find: never, openAccount: never }, book.collection, pairs);
    const left = async () => (await membersAfter(sql, wholeView(book.collection), '', 9, false)).map((row) => row.name);
    return { run, left };
  };

  test('a card that was changed after it was read is left, and so is one whose partner was changed or is gone', async () => {
    for (const name of ['a', 'b']) {
      const { run, left } = await read(`changed-${name}`);
      await put(`changed-${name}`, name, 'NOTE:2');
      assert.deepEqual(
        (await run()).map(({ card }) => card.name),
        ['b.vcf'],
      );
      assert.deepEqual(await left(), ['a.vcf', 'b.vcf', 'c.vcf']);
    }
    const { run, left } = await read('gone');
    await ask(fasti, 'DELETE', '/SOGo/dav/jo/Contacts/gone/c.vcf');
    assert.deepEqual(
      (await run()).map(({ card }) => card.name),
      ['d.vcf'],
    );
    assert.deepEqual(await left(), ['a.vcf', 'd.vcf']);
  });

  test('from a book that was deleted nothing is removed', async () => {
    const { run } = await read('ended');
    await ask(fasti, 'DELETE', '/SOGo/dav/jo/Contacts/ended/');
    await assert.rejects(run(), { message: 'The address book was deleted meanwhile.' });
  });
});
