/**
 * vdirsyncer: two people's folders A and B, kept in step through the server between them. In a conflict A insists, B gives
 * way to the server. What calendars and address books have in common.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Client, checkEach, deleteCollection, type Target } from './client.ts';
import { Folder, type FolderKind } from './vdirsyncer-folder.ts';

const COLLECTION = 'conformance-vdirsyncer';

/** What tells a calendar from an address book here. */
export interface Kind extends FolderKind {
  noun: 'calendar' | 'address book';
  item(uid: string, title: string): string;
  /** An object of another sort that the same collection may hold. */
  otherItem(uid: string, title: string): string;
  /** Servers may add to the value, as an alpha channel. */
  metadata: { name: 'color' | 'description'; value: string };
}

const syncAll = async (...folders: Folder[]): Promise<void> => {
  for (const folder of folders) await folder.sync();
};

/** The two folders; each check goes on from what the one before left. */
export class Pair {
  private readonly kind: Kind;
  readonly a: Folder;
  readonly b: Folder;

  constructor(target: Target, kind: Kind, scratch: string) {
    this.kind = kind;
    this.a = new Folder(target, kind, join(scratch, 'a'), { collection: COLLECTION, wins: 'folder' });
    this.b = new Folder(target, kind, join(scratch, 'b'), { collection: COLLECTION, wins: 'server' });
  }

  checks = (): Readonly<Record<string, () => Promise<void>>> => {
    const { a, b, kind } = this;
    return {
      [`discovers, and makes the ${kind.noun}`]: async () => {
        await a.discover();
        await b.discover();
      },
      'created in A, arrives in B': async () => {
        a.put('vdir-1', kind.item('vdir-1', 'One'));
        a.put('vdir-2', kind.item('vdir-2', 'Two'));
        a.put('vdir-3', kind.otherItem('vdir-3', 'Other'));
        await syncAll(a, b);
        assert.deepEqual(b.titles(), ['One', 'Other', 'Two']);
      },
      'created in B, arrives in A': async () => {
        b.put('vdir-4', kind.item('vdir-4', 'Four'));
        await syncAll(b, a);
        assert.deepEqual(a.titles(), ['Four', 'One', 'Other', 'Two']);
      },
      'changed in A, arrives in B': async () => {
        a.change('One', kind.item('vdir-1', 'Uno'));
        await syncAll(a, b);
        assert.deepEqual(b.titles(), ['Four', 'Other', 'Two', 'Uno']);
      },
      'changed in B, arrives in A': async () => {
        b.change('Uno', kind.item('vdir-1', 'Eins'));
        await syncAll(b, a);
        assert.deepEqual(a.titles(), ['Eins', 'Four', 'Other', 'Two']);
      },
      'deleted in B, disappears from A': async () => {
        b.remove('Two');
        await syncAll(b, a);
        assert.deepEqual(a.titles(), ['Eins', 'Four', 'Other']);
      },
      'deleted in A, disappears from B': async () => {
        a.remove('Four');
        await syncAll(a, b);
        assert.deepEqual(b.titles(), ['Eins', 'Other']);
      },
      'changed in both, the one that came first wins': async () => {
        a.change('Eins', kind.item('vdir-1', 'From A'));
        b.change('Eins', kind.item('vdir-1', 'From B'));
        await syncAll(a, b, a);
        const both = ['From A', 'Other'];
        assert.deepEqual([a.titles(), b.titles()], [both, both]);
      },
      [`name and ${kind.metadata.name} travel from A to B`]: async () => {
        const { name, value } = kind.metadata;
        a.setProperty('displayname', 'Named by A');
        a.setProperty(name, value);
        await a.metasync();
        await b.metasync();
        assert.equal(b.property('displayname'), 'Named by A');
        assert.ok(b.property(name).toLowerCase().startsWith(value.toLowerCase()));
      },
      'a second sync changes nothing': async () => {
        const before = a.titles();
        await syncAll(a, b, a);
        assert.deepEqual(a.titles(), before);
      },
    };
  };
}

/** vdirsyncer with a kind of collection; `more` are checks of that kind's own, done last. */
export const vdirsyncerWith = (
  name: string,
  kind: Kind,
  more: (pair: Pair) => Readonly<Record<string, () => Promise<void>>> = () => ({}),
): Client => ({
  name,
  install: ['vdirsyncer'],
  async run(target, scratch) {
    const pair = new Pair(target, kind, scratch);
    const results = await checkEach({ ...pair.checks(), ...more(pair) });
    await deleteCollection(target, `${kind.home(target)}${COLLECTION}/`);
    return results;
  },
});
