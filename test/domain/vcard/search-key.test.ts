import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLLATIONS, collationKey } from '../../../src/domain/text/collation.ts';
import { searchKey } from '../../../src/domain/vcard/search-key.ts';

test('cases, accents and compatible forms of letters do not count', () => {
  assert.equal(searchKey('Zoë Müller'), 'ZOE MULLER');
  assert.equal(searchKey('ǅ ǆ ﬁ ｆｕｌｌ'), searchKey('dž dž fi full'));
  assert.equal(searchKey('Ольга Ёлкина'), 'ОЛЬГА ЕЛКИНА');
});

test('the key of a collation’s key is the text’s own, for every character there is', () => {
  for (let block = 0; block < 0x110000; block += 0x100) {
    if (block >= 0xd800 && block < 0xe000) continue;
    const text = Array.from({ length: 0x100 }, (_, at) => String.fromCodePoint(block + at)).join('1');
    if (text.normalize('NFKD') === text && text.toLowerCase() === text.toUpperCase()) continue;
    for (const collation of COLLATIONS)
      assert.ok(searchKey(collationKey(collation, text)) === searchKey(text), `U+${block.toString(16)}, ${collation}`);
  }
});
