/** The real program in a process of its own, to be attacked: what it answers, logs, stores and takes of memory. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before } from 'node:test';
import { addUser } from '../../src/adapters/directory/users.ts';
import { openPostgresLog } from '../../src/adapters/postgres/log.ts';
import type { PostgresLog } from '../../src/adapters/postgres/types.ts';
import { logSchema } from '../../src/domain/event-types.ts';
import { projections } from '../../src/projections/index.ts';
import { basic, PASSWORD } from '../support/fasti.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Serving, serve } from '../support/process.ts';

export type Answer = { readonly status: number; readonly headers: Headers; readonly text: string };

/** One line of the server's log. */
export type Line = {
  readonly level: number;
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
};

/** Octets of main memory that the server may have at any time: some 430 MB were seen, as V8 collects late. */
const MAX_MEMORY = 600 * 1024 * 1024;

const USERS = ['jo', 'ann'];

/** A server under attack, with the users `jo` and `ann`. */
export class Target {
  readonly #serving: Serving;
  readonly #log: PostgresLog;
  readonly #database: TestDatabase;

  private constructor(serving: Serving, log: PostgresLog, database: TestDatabase) {
    this.#serving = serving;
    this.#log = log;
    this.#database = database;
  }

  static async start(): Promise<Target> {
    const database = await freshDatabase();
    const { connection } = database;
    const log = await openPostgresLog({ connection, schema: logSchema, projections });
    for (const login of USERS)
      await addUser(log.sql, { login, name: `${login} Doe`, mails: [`${login}@example.com`], password: PASSWORD });
    const { user, host, port, database: name } = connection;
    const env = { DATABASE_URL: `postgresql://${user}@${encodeURIComponent(host ?? '')}:${port}/${name}` };
    return new Target(await serve('', { env }), log, database);
  }

  get origin(): string {
    return this.#serving.origin;
  }

  /** One request, as jo unless the headers say otherwise; an empty Authorization sends none. */
  async ask(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<Answer> {
    const sent = new Headers({ authorization: basic('jo'), ...headers });
    if (sent.get('authorization') === '') sent.delete('authorization');
    const response = await fetch(this.origin + path, {
      method,
      headers: sent,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Sends octets over a connection of their own and reads until the server closes it. */
  async say(...pieces: readonly (string | Uint8Array)[]): Promise<string> {
    const { socket, heard } = this.connect();
    for (const piece of pieces) {
      if (socket.destroyed) break;
      if (!socket.write(piece)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), heard]);
    }
    return heard;
  }

  /** A raw connection, and what came back on it until it was closed. */
  connect() {
    const socket = connect(Number(new URL(this.origin).port), '127.0.0.1').setEncoding('latin1');
    let text = '';
    socket.on('data', (piece) => (text += piece)).on('error', () => {});
    return { socket, heard: new Promise<string>((resolve) => socket.once('close', () => resolve(text))) };
  }

  /** Where the log's head is. */
  async position(): Promise<number> {
    return (await this.#log.head()).position;
  }

  /** Octets of main memory in use, and the most there ever were. */
  memory(): { readonly now: number; readonly most: number } {
    const status = readFileSync(`/proc/${this.#serving.pid}/status`, 'utf8');
    const octets = (name: string): number =>
      1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
    return { now: octets('VmRSS'), most: octets('VmHWM') };
  }

  /** The lines of the server's log so far. */
  lines(): readonly Line[] {
    const written = this.#serving.stderr().split('\n').slice(0, -1);
    return written.map((line) => JSON.parse(line) as Line);
  }

  async stop(): Promise<void> {
    assert.deepEqual(await this.#serving.end('SIGTERM'), { code: 0, signal: null });
    await this.#log.close();
    await this.#database.drop();
  }

  /** What must be so after every attack: no failure in the log, little memory, and the server answers. */
  async isWell(): Promise<void> {
    const failures = this.lines().filter(({ level }) => level >= 50);
    assert.deepEqual(failures, [], 'nothing went wrong inside');
    const { most } = this.memory();
    assert.ok(most < MAX_MEMORY, `the server had ${most} octets of memory`);
    assert.equal((await this.ask('OPTIONS', '/SOGo/dav/jo/')).status, 200);
  }
}

/** The target of a file's tests: started before them, stopped after them, and well at the end of it all. */
export const underAttack = (): { readonly target: Target } => {
  let target: Target | undefined;
  before(async () => {
    target = await Target.start();
    // The first login opens the account, which is an event.
    for (const login of USERS) await target.ask('OPTIONS', `/SOGo/dav/${login}/`, { authorization: basic(login) });
  });
  after(async () => {
    await target?.isWell();
    await target?.stop();
  });
  return {
    get target(): Target {
      assert.ok(target !== undefined);
      return target;
    },
  };
};

/** Words of the server’s inside that no answer may have: stacks, files, queries, what tables are called. */
const INSIDE =
  /\bat \S+ \(|node:internal|\.ts:\d|\/work\/|\/home\/|node_modules|\bselect\b.*\bfrom\b|pg_|\bmembers m\b|SQLSTATE/i;

/** That an answer tells nothing about the inside of the server. */
export const tellsNothing = (text: string, seen = text): void => {
  assert.doesNotMatch(text, INSIDE, seen);
};
