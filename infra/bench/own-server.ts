/** Our own server for the time of a run: the program as people start it, on an empty data directory and a port of loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { Login } from './server.ts';

const PROGRAM = path.join(import.meta.dirname, '../../bin/fasti');
const LOGIN: Login = { user: 'bench', password: 'bench' };

/** Ours, without what would lead the program to a database or an address of its user. */
const environment = (): NodeJS.ProcessEnv => {
  const { DATABASE_URL: _, SOGoProfileURL: __, FASTI_DATA: ___, FASTI_LISTEN: ____, ...own } = process.env;
  return own;
};

const urlOf = async ({ stdout }: ChildProcess): Promise<URL | undefined> => {
  if (stdout === null) return undefined;
  for await (const line of createInterface({ input: stdout })) {
    const url = /^Fasti serves (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return new URL('dav/', url);
  }
  return undefined;
};

/** Runs a command of ours on a server's data; rejects with its words when it fails. */
const run = async (data: string, args: readonly string[], input: string): Promise<void> => {
  const child = spawn(PROGRAM, [...args, '--data', data], { env: environment() });
  child.stdin.end(input);
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close'), text(child.stdout)]);
  if (code !== 0) throw new Error(`bin/fasti ${args.join(' ')}: ${said.trim()}`);
};

const addUser = (data: string): Promise<void> =>
  run(
    data,
    ['user', 'add', LOGIN.user, '--mail', 'bench@example.com', '--name', 'Bench', '--password-stdin'],
    `${LOGIN.password}\n`,
  );

const STOP_MS = 20_000;

export type NewUser = { readonly login: string; readonly name: string; readonly password: string };

export type OwnServer = {
  readonly url: URL;
  readonly login: Login;
  readonly pid: number | undefined;
  addUsers(users: readonly NewUser[]): Promise<void>;
  /** Ends it with its database and removes its data. */
  stop(): Promise<void>;
};

/** `config` is the text of a sogo.conf. Rejects with the server's words when it does not start. */
export const startOwnServer = async (config = '{}'): Promise<OwnServer> => {
  const data = await mkdtemp(path.join(os.tmpdir(), 'fasti-bench-'));
  const file = path.join(data, 'sogo.conf');
  await writeFile(file, config);
  const child = spawn(PROGRAM, ['serve', '--listen', '127.0.0.1:0', '--data', data, '--config', file], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A Ctrl-C is for the bench, which stops its server when the calendars are gone.
    detached: true,
  });
  const ended = once(child, 'exit');
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    words = (words + chunk).slice(-2000);
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    if (child.exitCode === null && child.signalCode === null) await ended;
    clearTimeout(timer);
    await rm(data, { recursive: true, force: true });
  };
  try {
    const url = await urlOf(child);
    if (url === undefined) throw new Error(`bin/fasti serve did not start\n${words.trim()}`);
    child.stdout.resume();
    await addUser(data);
    const addUsers = (users: readonly NewUser[]): Promise<void> => {
      const lines = users.map(({ login, name, password }) => `${login},${name},${login}@example.com,${password}`);
      return run(data, ['user', 'import', '-'], ['login,name,mail,password', ...lines, ''].join('\n'));
    };
    return { url, login: LOGIN, pid: child.pid, addUsers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
