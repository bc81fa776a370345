import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceBook } from '../../../src/adapters/directory/book.ts';
import type { DirectoryBook } from '../../../src/domain/ports.ts';
import { directoryWith, entry, sourceOf, startDav } from '../../support/dav.ts';
import { basic, card, PASSWORD } from '../../support/fasti.ts';

const source = sourceBook({
  id: 'everybody',
  displayName: 'Everybody',
  listRequiresDot: false,
  isOfDomains: false,
  mapping: {},
  most: Number.POSITIVE_INFINITY,
  mostListed: Number.POSITIVE_INFINITY,
  fieldsOf: () => undefined,
  read: async () => false,
  named: async () => [],
});
const book: DirectoryBook = {
  ...source,
  cards: (filter, limit) => source.cards(filter, limit, ''),
  card: (name) => source.card(name, ''),
  put: (name, put) => source.put(name, put, ''),
  remove: (name) => source.remove(name, ''),
};

test('a book that was there before the directory’s keeps its name until it is renamed; then the directory has it', async () => {
  let books: readonly DirectoryBook[] = [];
  const directory = { ...directoryWith({ '': sourceOf('all', [entry('jo')]) }), books: () => books };
  const dav = await startDav({ directory });
  const ask = async (method: string, name: string, body?: string, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(`${dav.origin}/SOGo/dav/jo/Contacts/${name}`, {
      method,
      headers: { authorization: basic('jo', PASSWORD), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return [answer.status, await answer.text()] as const;
  };
  const isDirectory = async (name: string) =>
    (await ask('PROPFIND', name, undefined, { depth: '0' }))[1].includes('<R:directory/>');
  const listed = async () =>
    (await ask('PROPFIND', '', undefined, { depth: '1' }))[1].match(/(?<=Contacts\/)\w+(?=\/<)/g);
  try {
    assert.equal((await ask('MKCOL', 'everybody/'))[0], 201);
    books = [book];
    assert.deepEqual(await listed(), ['personal', 'everybody']);
    assert.equal(await isDirectory('everybody/'), false);
    assert.equal((await ask('PUT', 'everybody/a.vcf', card('a'), { 'content-type': 'text/vcard' }))[0], 201);
    assert.match((await ask('GET', 'everybody/a.vcf'))[1], /UID:a/);
    assert.equal((await ask('MOVE', 'everybody/', undefined, { destination: '/SOGo/dav/jo/Contacts/mine/' }))[0], 201);
    assert.deepEqual(await listed(), ['personal', 'mine', 'everybody']);
    assert.equal(await isDirectory('everybody/'), true);
    assert.equal((await ask('PUT', 'everybody/a.vcf', card('a'), { 'content-type': 'text/vcard' }))[0], 403);
    assert.equal((await ask('MKCOL', 'everybody/'))[0], 405);
  } finally {
    await dav.stop();
  }
});
