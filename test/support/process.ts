/** The real program: `bin/fasti` as a child process on a data directory of its own. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive } from '../../src/adapters/postgres/embedded/postmaster.ts';

export const PROGRAM = path.join(import.meta.dirname, '../../bin/fasti');

type Environment = Readonly<Record<string, string>>;

/** Names of what the program reads there: its options, and keys of the configuration. */
const SETTING = /^(DATABASE_URL$|FASTI_|Fasti|SOGo|OCS|WO)/;

/** Ours, without the settings of the tester. */
const environment = (more: Environment = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !SETTING.test(name))),
  ...more,
});

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
type Place = {
  readonly cwd?: string;
  readonly env?: Environment;
  readonly input?: string | Buffer;
  readonly program?: string;
};

/** Runs one command to its end. */
export const fasti = async (
  args: readonly string[],
  { cwd, env, input, program = PROGRAM }: Place = {},
): Promise<Ran> => {
  const child = spawn(program, args, { cwd, env: environment(env) });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
};

/** How a process ended: its exit code, or the signal that ended it. */
export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Serving = {
  readonly pid: number;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Of the first user, on an empty data directory. */
  readonly password: string | undefined;
  readonly exit: Promise<Exit>;
  stderr(): string;
  /** Closes the other end of stderr. */
  deafen(): void;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Exit>;
};

/** Starts `serve` and waits until it says where. Fails with what stderr says when it ends instead. */
export const serve = async (data: string, { args = [], env }: { args?: readonly string[]; env?: Environment } = {}) => {
  const isFirst = env?.DATABASE_URL === undefined && !existsSync(path.join(data, 'cluster'));
  const child = spawn(PROGRAM, ['serve', '--listen', '127.0.0.1:0', '--data', data, ...args], {
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const exit = once(child, 'close').then(([code, signal]): Exit => ({ code, signal }));
  let origin: string | undefined;
  let password: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    origin ??= /^Fasti serves (\S+)$/.exec(line)?.[1];
    password ??= /password (\S+) /.exec(line)?.[1];
    if (origin !== undefined && (isFirst ? password !== undefined : line.startsWith('Point '))) break;
  }
  child.stdout.resume();
  if (origin === undefined) throw new Error(`serve ended with ${(await exit).code}: ${stderr}`);
  const serving: Serving = {
    pid: child.pid ?? 0,
    origin: new URL(origin).origin,
    password,
    exit,
    stderr: () => stderr,
    deafen: () => child.stderr.destroy(),
    end: (signal) => {
      child.kill(signal);
      return exit;
    },
  };
  return serving;
};

/** The PostgreSQL that works on a data directory; undefined when none does. */
export const postmasterPid = (data: string): number | undefined => {
  try {
    const pid = Number(readFileSync(path.join(data, 'cluster/postmaster.pid'), 'utf8').split('\n')[0]);
    return isAlive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
};

/** Waits, in small steps, until something is so; fails after a minute. */
export const until = async (what: string, so: () => boolean | Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + 60_000; !(await so()); await pause(10))
    if (Date.now() > end) throw new Error(`waited a minute until ${what}`);
};

/** Ends what still runs on a data directory, and removes it. */
const remove = async (data: string): Promise<void> => {
  const left = postmasterPid(data);
  if (left !== undefined) process.kill(left, 'SIGQUIT');
  await until('PostgreSQL is gone', () => postmasterPid(data) === undefined);
  await rm(data, { recursive: true, force: true });
};

const newDirectory = (): Promise<string> => mkdtemp(path.join(os.tmpdir(), 'fasti-process-'));

type Prepared = { readonly data: string; readonly password: string };
let prepared: Promise<Prepared> | undefined;

// Of the process when all files are run in one, else of the file.
after(async () => {
  if (prepared !== undefined) await remove((await prepared).data);
});

const prepare = async (): Promise<Prepared> => {
  const data = await newDirectory();
  const server = await serve(data);
  await server.end('SIGTERM');
  return { data, password: server.password ?? '' };
};

/**
 * A data directory for `use`, after the first start: its first user `fasti` has this password. Made once and copied, as
 * that is faster. Removed afterwards; what still runs on it is ended before.
 */
export const withData = async (use: (data: string, password: string) => Promise<void>): Promise<void> => {
  prepared ??= prepare();
  const { data: original, password } = await prepared;
  const data = await newDirectory();
  try {
    await promisify(execFile)('cp', ['-a', `${original}/.`, data]);
    await use(data, password);
  } finally {
    await remove(data);
  }
};
