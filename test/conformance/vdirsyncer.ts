/**
 * vdirsyncer: two people's folders A and B, kept in step through the server between them. In a conflict A insists, B gives
 * way to the server.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.ts';
import { type Client, checkEach, deleteCalendar, type Target } from './client.ts';
import { event, todo } from './sample.ts';

const COLLECTION = 'conformance-vdirsyncer';

function configuration({ calendarHome, user, password }: Target, scratch: string, side: 'a' | 'b'): string {
  return `[general]
status_path = "${scratch}/status-${side}/"

[pair both]
a = "folder"
b = "server"
collections = ["${COLLECTION}"]
conflict_resolution = "${side === 'a' ? 'a wins' : 'b wins'}"
metadata = ["displayname", "color"]

[storage folder]
type = "filesystem"
path = "${scratch}/${side}/"
fileext = ".ics"

[storage server]
type = "caldav"
url = "${calendarHome}"
username = "${user}"
password = "${password}"
`;
}

class Pair {
  private readonly scratch: string;

  constructor(target: Target, scratch: string) {
    this.scratch = scratch;
    for (const side of ['a', 'b'] as const) {
      mkdirSync(join(scratch, side));
      writeFileSync(join(scratch, `${side}.ini`), configuration(target, scratch, side));
    }
  }

  private file = (side: string, name: string): string => join(this.scratch, side, COLLECTION, name);

  private async vdirsyncer(side: string, command: string, input = ''): Promise<void> {
    const args = ['-c', join(this.scratch, `${side}.ini`), command, 'both'];
    const { code, stdout, stderr } = await run('/usr/bin/vdirsyncer', args, { limit: 40, input });
    assert.equal(code, 0, `${command} ${side}: ${(stdout + stderr).trim().split('\n').at(-1)}`);
  }

  private sync = async (...sides: string[]): Promise<void> => {
    for (const side of sides) await this.vdirsyncer(side, 'sync');
  };

  private contents = (side: string): string[] =>
    readdirSync(join(this.scratch, side, COLLECTION))
      .filter((name) => name.endsWith('.ics'))
      .map((name) => /SUMMARY:(.*?)\r?\n/.exec(readFileSync(this.file(side, name), 'utf8'))?.[1] ?? name)
      .sort();

  private fileOf(side: string, summary: string): string {
    const names = readdirSync(join(this.scratch, side, COLLECTION)).filter((name) => name.endsWith('.ics'));
    const found = names.find((name) => readFileSync(this.file(side, name), 'utf8').includes(`SUMMARY:${summary}`));
    assert.ok(found, `${summary} is not in ${side}`);
    return this.file(side, found);
  }

  private put(side: string, uid: string, summary: string): void {
    writeFileSync(this.file(side, `${uid}.ics`), event(uid, summary, '20250110'));
  }

  readonly checks: Readonly<Record<string, () => Promise<void>>> = {
    'discovers, and makes the calendar': async () => {
      await this.vdirsyncer('a', 'discover', 'y\ny\ny\n');
      await this.vdirsyncer('b', 'discover', 'y\ny\ny\n');
    },
    'created in A, arrives in B': async () => {
      this.put('a', 'vdir-1', 'One');
      this.put('a', 'vdir-2', 'Two');
      writeFileSync(this.file('a', 'vdir-3.ics'), todo('vdir-3', 'Task'));
      await this.sync('a', 'b');
      assert.deepEqual(this.contents('b'), ['One', 'Task', 'Two']);
    },
    'created in B, arrives in A': async () => {
      this.put('b', 'vdir-4', 'Four');
      await this.sync('b', 'a');
      assert.deepEqual(this.contents('a'), ['Four', 'One', 'Task', 'Two']);
    },
    'changed in A, arrives in B': async () => {
      writeFileSync(this.fileOf('a', 'One'), event('vdir-1', 'Uno', '20250111'));
      await this.sync('a', 'b');
      assert.deepEqual(this.contents('b'), ['Four', 'Task', 'Two', 'Uno']);
    },
    'changed in B, arrives in A': async () => {
      writeFileSync(this.fileOf('b', 'Uno'), event('vdir-1', 'Eins', '20250112'));
      await this.sync('b', 'a');
      assert.deepEqual(this.contents('a'), ['Eins', 'Four', 'Task', 'Two']);
    },
    'deleted in B, disappears from A': async () => {
      rmSync(this.fileOf('b', 'Two'));
      await this.sync('b', 'a');
      assert.deepEqual(this.contents('a'), ['Eins', 'Four', 'Task']);
    },
    'deleted in A, disappears from B': async () => {
      rmSync(this.fileOf('a', 'Four'));
      await this.sync('a', 'b');
      assert.deepEqual(this.contents('b'), ['Eins', 'Task']);
    },
    'changed in both, the one that came first wins': async () => {
      writeFileSync(this.fileOf('a', 'Eins'), event('vdir-1', 'From A', '20250113'));
      writeFileSync(this.fileOf('b', 'Eins'), event('vdir-1', 'From B', '20250114'));
      await this.sync('a', 'b', 'a');
      assert.deepEqual(
        [this.contents('a'), this.contents('b')],
        [
          ['From A', 'Task'],
          ['From A', 'Task'],
        ],
      );
    },
    'name and color travel from A to B': async () => {
      writeFileSync(this.file('a', 'displayname'), 'Named by A');
      writeFileSync(this.file('a', 'color'), '#00FF00');
      await this.vdirsyncer('a', 'metasync');
      await this.vdirsyncer('b', 'metasync');
      assert.equal(readFileSync(this.file('b', 'displayname'), 'utf8'), 'Named by A');
      assert.match(readFileSync(this.file('b', 'color'), 'utf8'), /^#00ff00/i);
    },
    'a second sync changes nothing': async () => {
      const before = this.contents('a');
      await this.sync('a', 'b', 'a');
      assert.deepEqual(this.contents('a'), before);
    },
  };
}

export const vdirsyncer: Client = {
  name: 'vdirsyncer',
  install: ['vdirsyncer'],
  async run(target, scratch) {
    const results = await checkEach(new Pair(target, scratch).checks);
    await deleteCalendar(target, COLLECTION);
    return results;
  },
};
