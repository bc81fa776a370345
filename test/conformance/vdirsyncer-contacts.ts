/** vdirsyncer: address books. */
import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { corpus } from '../domain/vcard/corpus.ts';
import { card } from './sample.ts';
import { type Pair, vdirsyncerWith } from './vdirsyncer-pair.ts';

/** The corpus, but for what vdirsyncer itself cannot read: it takes every file for UTF-8, and a list is no `.vcf`. */
const cards = [...corpus].filter(([name, octets]) => name.endsWith('.vcf') && isUtf8(octets));

const awkwardCards = ({ a, b }: Pair) => ({
  'awkward cards travel from A to B octet by octet': async () => {
    for (const [name, octets] of cards) a.put(name, octets);
    await a.sync();
    await b.sync();
    const arrived = new Set(b.texts().values());
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const changed = cards.filter(([, octets]) => !arrived.has(decoder.decode(octets))).map(([name]) => name);
    assert.deepEqual(changed, []);
  },
  'and nothing of them is changed by further syncs': async () => {
    const before = [a.texts(), b.texts()];
    for (const folder of [a, b, a]) await folder.sync();
    assert.deepEqual([a.texts(), b.texts()], before);
  },
});

export const vdirsyncerContacts = vdirsyncerWith(
  'vdirsyncer-contacts',
  {
    noun: 'address book',
    storage: 'carddav',
    home: ({ addressBookHome }) => addressBookHome,
    extension: '.vcf',
    title: 'FN',
    item: card,
    otherItem: (uid, title) => card(uid, title).replace('VERSION:3.0', 'VERSION:4.0'),
    metadata: { name: 'description', value: 'People we know' },
  },
  awkwardCards,
);
