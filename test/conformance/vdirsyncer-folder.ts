/** vdirsyncer: one person's folder, kept in step with a collection on the server. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, run } from './children.ts';
import type { Target } from './client.ts';

/** What tells a folder of calendar objects from one of cards. */
export interface FolderKind {
  storage: 'caldav' | 'carddav';
  home(target: Target): string;
  extension: '.ics' | '.vcf';
  /** The property that names an object. */
  title: 'SUMMARY' | 'FN';
  /** A property of the collection that travels besides its name. */
  metadata: { name: 'color' | 'description' };
}

export interface FolderOptions {
  /** The last segment of the collection's URL. */
  collection: string;
  /** Who gives way where both sides changed an object. */
  wins: 'folder' | 'server';
  /** A folder of which nothing goes to the server; what changes in it is put back. */
  readOnly?: true;
}

const configuration = (target: Target, kind: FolderKind, path: string, options: FolderOptions): string => `[general]
status_path = "${path}/status/"

[pair both]
a = "folder"
b = "server"
collections = ["${options.collection}"]
conflict_resolution = "${options.wins === 'folder' ? 'a wins' : 'b wins'}"
${options.readOnly ? 'partial_sync = "revert"' : `metadata = ["displayname", "${kind.metadata.name}"]`}

[storage folder]
type = "filesystem"
path = "${path}/objects/"
fileext = "${kind.extension}"

[storage server]
type = "${kind.storage}"
url = "${kind.home(target)}"
username = "${target.user}"
password = "${target.password}"
${options.readOnly ? 'read_only = true' : ''}
`;

const lastLine = ({ stdout, stderr }: Outcome): string | undefined => (stdout + stderr).trim().split('\n').at(-1);

/** An empty folder below `path`, which must not exist yet. */
export class Folder {
  private readonly kind: FolderKind;
  private readonly path: string;
  private readonly objects: string;

  constructor(target: Target, kind: FolderKind, path: string, options: FolderOptions) {
    this.kind = kind;
    this.path = path;
    this.objects = join(path, 'objects', options.collection);
    mkdirSync(join(path, 'objects'), { recursive: true });
    writeFileSync(join(path, 'ini'), configuration(target, kind, path, options));
  }

  /** Runs a command of vdirsyncer's, whatever becomes of it; `input` is typed. */
  try = (command: string, input = ''): Promise<Outcome> =>
    run('/usr/bin/vdirsyncer', ['-c', join(this.path, 'ini'), command, 'both'], { limit: 40, input });

  private async done(command: string, input?: string): Promise<void> {
    const outcome = await this.try(command, input);
    assert.equal(outcome.code, 0, `${command} in ${this.path}: ${lastLine(outcome)}`);
  }

  /** Finds the collection on the server, or makes it there. */
  discover = (): Promise<void> => this.done('discover', 'y\ny\ny\n');
  sync = (): Promise<void> => this.done('sync');
  /** Name and the other property of the collection. */
  metasync = (): Promise<void> => this.done('metasync');

  file = (name: string): string => join(this.objects, name);

  /** The text of every object, by file. */
  texts = (): Map<string, string> =>
    new Map(
      readdirSync(this.objects)
        .filter((name) => name.endsWith(this.kind.extension))
        .map((name) => [this.file(name), readFileSync(this.file(name), 'utf8')]),
    );

  /** What the objects are called, in order; what has no name by its file. */
  titles = (): string[] => {
    const title = new RegExp(`^${this.kind.title}:(.*?)\\r?$`, 'm');
    return [...this.texts()].map(([file, text]) => title.exec(text)?.[1] ?? file).sort();
  };

  /** The file and the text of the object of that name. */
  private named(title: string): [string, string] {
    const found = [...this.texts()].find(([, text]) => text.includes(`${this.kind.title}:${title}\r\n`));
    assert.ok(found, `${title} is not in ${this.path}`);
    return found;
  }

  textOf = (title: string): string => this.named(title)[1];

  put(name: string, content: string | Uint8Array): void {
    writeFileSync(this.file(`${name}${this.kind.extension}`), content);
  }

  change(title: string, content: string): void {
    writeFileSync(this.named(title)[0], content);
  }

  remove(title: string): void {
    rmSync(this.named(title)[0]);
  }

  /** A property of the collection, as it lies in the folder. */
  property = (name: string): string => readFileSync(this.file(name), 'utf8').trim();

  setProperty(name: string, value: string): void {
    writeFileSync(this.file(name), value);
  }
}
