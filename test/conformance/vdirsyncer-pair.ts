/**
 * vdirsyncer: two people's folders A and B, kept in step through the server between them. In a conflict A insists, B gives
 * way to the server. What calendars and address books have in common.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.ts';
import { type Client, checkEach, deleteCollection, type Target } from './client.ts';

const COLLECTION = 'conformance-vdirsyncer';

/** What tells a calendar from an address book here. */
export interface Kind {
  noun: 'calendar' | 'address book';
  storage: 'caldav' | 'carddav';
  home(target: Target): string;
  extension: '.ics' | '.vcf';
  /** The property that names an object. */
  title: 'SUMMARY' | 'FN';
  item(uid: string, title: string): string;
  /** An object of another sort that the same collection may hold. */
  otherItem(uid: string, title: string): string;
  /** A property of the collection that travels besides its name. Servers may add to the value, as an alpha channel. */
  metadata: { name: 'color' | 'description'; value: string };
}

type Side = 'a' | 'b';

function configuration(target: Target, kind: Kind, scratch: string, side: Side): string {
  return `[general]
status_path = "${scratch}/status-${side}/"

[pair both]
a = "folder"
b = "server"
collections = ["${COLLECTION}"]
conflict_resolution = "${side === 'a' ? 'a wins' : 'b wins'}"
metadata = ["displayname", "${kind.metadata.name}"]

[storage folder]
type = "filesystem"
path = "${scratch}/${side}/"
fileext = "${kind.extension}"

[storage server]
type = "${kind.storage}"
url = "${kind.home(target)}"
username = "${target.user}"
password = "${target.password}"
`;
}

/** The two folders; each check goes on from what the one before left. */
export class Pair {
  private readonly kind: Kind;
  private readonly scratch: string;

  constructor(target: Target, kind: Kind, scratch: string) {
    this.kind = kind;
    this.scratch = scratch;
    for (const side of ['a', 'b'] as const) {
      mkdirSync(join(scratch, side));
      writeFileSync(join(scratch, `${side}.ini`), configuration(target, kind, scratch, side));
    }
  }

  private file = (side: Side, name: string): string => join(this.scratch, side, COLLECTION, name);

  private async vdirsyncer(side: Side, command: string, input = ''): Promise<void> {
    const args = ['-c', join(this.scratch, `${side}.ini`), command, 'both'];
    const { code, stdout, stderr } = await run('/usr/bin/vdirsyncer', args, { limit: 40, input });
    assert.equal(code, 0, `${command} ${side}: ${(stdout + stderr).trim().split('\n').at(-1)}`);
  }

  sync = async (...sides: Side[]): Promise<void> => {
    for (const side of sides) await this.vdirsyncer(side, 'sync');
  };

  /** The text of every object in the folder, by file. */
  texts = (side: Side): Map<string, string> =>
    new Map(
      readdirSync(join(this.scratch, side, COLLECTION))
        .filter((name) => name.endsWith(this.kind.extension))
        .map((name) => this.file(side, name))
        .map((file) => [file, readFileSync(file, 'utf8')]),
    );

  private contents = (side: Side): string[] => {
    const title = new RegExp(`^${this.kind.title}:(.*?)\\r?$`, 'm');
    return [...this.texts(side)].map(([file, text]) => title.exec(text)?.[1] ?? file).sort();
  };

  private fileOf(side: Side, title: string): string {
    const found = [...this.texts(side)].find(([, text]) => text.includes(`${this.kind.title}:${title}\r\n`));
    assert.ok(found, `${title} is not in ${side}`);
    return found[0];
  }

  put(side: Side, name: string, content: string | Uint8Array): void {
    writeFileSync(this.file(side, `${name}${this.kind.extension}`), content);
  }

  checks = (): Readonly<Record<string, () => Promise<void>>> => ({
    [`discovers, and makes the ${this.kind.noun}`]: async () => {
      await this.vdirsyncer('a', 'discover', 'y\ny\ny\n');
      await this.vdirsyncer('b', 'discover', 'y\ny\ny\n');
    },
    'created in A, arrives in B': async () => {
      this.put('a', 'vdir-1', this.kind.item('vdir-1', 'One'));
      this.put('a', 'vdir-2', this.kind.item('vdir-2', 'Two'));
      this.put('a', 'vdir-3', this.kind.otherItem('vdir-3', 'Other'));
      await this.sync('a', 'b');
      assert.deepEqual(this.contents('b'), ['One', 'Other', 'Two']);
    },
    'created in B, arrives in A': async () => {
      this.put('b', 'vdir-4', this.kind.item('vdir-4', 'Four'));
      await this.sync('b', 'a');
      assert.deepEqual(this.contents('a'), ['Four', 'One', 'Other', 'Two']);
    },
    'changed in A, arrives in B': async () => {
      writeFileSync(this.fileOf('a', 'One'), this.kind.item('vdir-1', 'Uno'));
      await this.sync('a', 'b');
      assert.deepEqual(this.contents('b'), ['Four', 'Other', 'Two', 'Uno']);
    },
    'changed in B, arrives in A': async () => {
      writeFileSync(this.fileOf('b', 'Uno'), this.kind.item('vdir-1', 'Eins'));
      await this.sync('b', 'a');
      assert.deepEqual(this.contents('a'), ['Eins', 'Four', 'Other', 'Two']);
    },
    'deleted in B, disappears from A': async () => {
      rmSync(this.fileOf('b', 'Two'));
      await this.sync('b', 'a');
      assert.deepEqual(this.contents('a'), ['Eins', 'Four', 'Other']);
    },
    'deleted in A, disappears from B': async () => {
      rmSync(this.fileOf('a', 'Four'));
      await this.sync('a', 'b');
      assert.deepEqual(this.contents('b'), ['Eins', 'Other']);
    },
    'changed in both, the one that came first wins': async () => {
      writeFileSync(this.fileOf('a', 'Eins'), this.kind.item('vdir-1', 'From A'));
      writeFileSync(this.fileOf('b', 'Eins'), this.kind.item('vdir-1', 'From B'));
      await this.sync('a', 'b', 'a');
      assert.deepEqual(
        [this.contents('a'), this.contents('b')],
        [
          ['From A', 'Other'],
          ['From A', 'Other'],
        ],
      );
    },
    [`name and ${this.kind.metadata.name} travel from A to B`]: async () => {
      const { name, value } = this.kind.metadata;
      writeFileSync(this.file('a', 'displayname'), 'Named by A');
      writeFileSync(this.file('a', name), value);
      await this.vdirsyncer('a', 'metasync');
      await this.vdirsyncer('b', 'metasync');
      assert.equal(readFileSync(this.file('b', 'displayname'), 'utf8'), 'Named by A');
      assert.ok(readFileSync(this.file('b', name), 'utf8').toLowerCase().startsWith(value.toLowerCase()));
    },
    'a second sync changes nothing': async () => {
      const before = this.contents('a');
      await this.sync('a', 'b', 'a');
      assert.deepEqual(this.contents('a'), before);
    },
  });
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
