/** evolution-data-server, told what to do step by step while other clients do something else. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { end, start } from './children.ts';
import type { Target } from './client.ts';
import { evolutionSession } from './evolution.ts';

/** Seconds until a change must have come through Evolution, which fetches when it likes. */
const PATIENCE = 20;

type Step =
  | { readonly do: 'open'; readonly writable: boolean }
  | { readonly do: 'refresh' | 'hear' }
  | { readonly do: 'put' | 'remove'; readonly with: string };

/** What tells calendars from address books here. */
export interface Store {
  kind: 'calendar' | 'contacts';
  /** The folder of Evolution's cache. */
  folder: 'calendar' | 'addressbook';
  /** The property that names an object. */
  title: 'SUMMARY' | 'FN';
}

/** One person's Evolution on one collection of the server's; `scratch` is an empty folder. */
export class Evolution {
  private readonly child: ReturnType<typeof start>;
  private readonly answers: AsyncIterator<string>;
  private readonly store: Store;
  private readonly cache: string;

  constructor(target: Target, store: Store, url: string, scratch: string) {
    const [command, args, options] = evolutionSession(scratch, 'evolution-remote.py', url, target, [store.kind]);
    this.child = start(command, args, options);
    this.child.stderr.resume();
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.store = store;
    this.cache = join(scratch, 'cache', 'evolution', store.folder, 'conformance', 'cache.db');
  }

  /** Undefined when it was done, Evolution's words when not. */
  private async ask(step: Step): Promise<string | undefined> {
    this.child.stdin.write(`${JSON.stringify(step)}\n`);
    const { value, done } = await this.answers.next();
    return done ? 'Evolution is gone' : (JSON.parse(value) as { error?: string }).error;
  }

  private async done(step: Step): Promise<void> {
    assert.equal(await this.ask(step), undefined);
  }

  open = (writable = true): Promise<void> => this.done({ do: 'open', writable });
  /** Creates or changes the object of the text's UID. */
  put = (text: string): Promise<void> => this.done({ do: 'put', with: text });
  remove = (uid: string): Promise<void> => this.done({ do: 'remove', with: uid });
  /** The same where it must not succeed: what Evolution says then. */
  refused = async (step: 'put' | 'remove', what: string): Promise<string> => {
    const error = await this.ask({ do: step, with: what });
    assert.ok(error !== undefined, 'the server let Evolution do it');
    return error;
  };

  /** The objects as they lie in Evolution's cache, lines unfolded, by UID. */
  texts = (): ReadonlyMap<string, string> => {
    const database = new DatabaseSync(this.cache, { readOnly: true, timeout: PATIENCE * 1000 });
    try {
      const rows = database.prepare('select ECacheUID as uid, ECacheOBJ as text from ECacheObjects').all();
      return new Map(rows.map(({ uid, text }) => [String(uid).trim(), String(text).replaceAll(/\r?\n[ \t]/g, '')]));
    } finally {
      database.close();
    }
  };

  titles = (): string[] => {
    const title = new RegExp(`^${this.store.title}[^:]*:(.*?)\\r?$`, 'm');
    return [...this.texts().values()].map((text) => title.exec(text)?.[1] ?? '').sort();
  };

  textOf = (title: string): string => {
    const found = [...this.texts().values()].find((text) => text.includes(`${this.store.title}:${title}`));
    assert.ok(found, `${title} is not in Evolution`);
    return found;
  };

  /** Lets it fetch until its objects have these names. */
  fetch = async (titles: readonly string[]): Promise<void> => {
    const deadline = Date.now() + PATIENCE * 1000;
    for (let error: string | undefined; ; await wait(100)) {
      error = await this.ask({ do: 'refresh' });
      const found = this.titles();
      if (JSON.stringify(found) === JSON.stringify(titles)) return;
      if (Date.now() > deadline) assert.deepEqual(found, titles, error);
    }
  };

  /** What it says when it looks for changes and must not succeed. */
  complaint = async (): Promise<string> => {
    await this.done({ do: 'refresh' });
    return (await this.ask({ do: 'hear' })) ?? '';
  };

  stop(): void {
    end(this.child);
  }
}
