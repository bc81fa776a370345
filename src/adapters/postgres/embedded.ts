import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import { type Account, accountFor, explained } from './embedded/account.ts';
import { bundledBinaries } from './embedded/binaries.ts';
import { ensureCluster, USER } from './embedded/cluster.ts';
import { MARK, type Postmaster, postmasterOf, runningOn, vacate } from './embedded/postmaster.ts';
import { EmbeddedRefused } from './embedded/refused.ts';
import { openServerLog, type ServerLog } from './embedded/server-log.ts';
import { socketDirectory } from './embedded/socket.ts';

export { EmbeddedRefused } from './embedded/refused.ts';

export type EmbeddedOptions = {
  /** A folder of our own: the cluster, its socket and its log lie below. Made when absent, closed to everybody else. */
  readonly dataDirectory: string;
  readonly log: { info(details: object, message: string): void };
  /** Settings of PostgreSQL over ours; `fsync: 'off'` is for data that may be thrown away. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The folder of another PostgreSQL's programs; the one that comes with Fasti when absent. */
  readonly binaries?: string;
};

export type Embedded = {
  /** How to connect: a socket, a user, a database, and no password, as the folder is closed to others. */
  readonly connection: ClientConfig;
  readonly pid: number;
  /** Fulfilled when the server has ended, wanted or not, with what it said last. Never for a server that was joined. */
  readonly ended: Promise<string>;
  /** Ends all connections and the server; what was acknowledged is on disk. Does nothing to a server that was joined. */
  stop(): Promise<void>;
};

/**
 * A small server beside the program: memory for one machine, no listening on the network, and a log without texts of
 * statements or values, which would be personal data.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '40',
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  wal_init_zero: 'off',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

/**
 * The C library gives memory back and asks for it anew at every statement, dozens of system calls for each append; with
 * these it keeps what a backend has used lately. Room that nobody touched costs nothing.
 */
const ALLOCATOR = { MALLOC_TOP_PAD_: String(16 * 1024 * 1024), MALLOC_TRIM_THRESHOLD_: String(64 * 1024 * 1024) };

/** After this (ms) a shutdown that waits for something is made an immediate one; the next start recovers. */
const PATIENCE_WITH_SHUTDOWN = 20_000;
const STARTING_LONG = 5000;

const connectionTo = (host: string): ClientConfig => ({ host, port: 5432, user: USER, database: 'postgres' });

const prepareDirectory = (dataDirectory: string, account: Account): string => {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const directory = realpathSync(dataDirectory);
  const own = process.getuid?.() ?? 0;
  if (own === 0 || statSync(directory).uid === own) chmodSync(directory, 0o700);
  if (account.uid !== undefined && account.gid !== undefined) chownSync(directory, account.uid, account.gid);
  return directory;
};

const launch = (program: string, cluster: string, settings: object, account: Account, log: ServerLog): ChildProcess => {
  const { prefix, ...ids } = account;
  const args = [
    '-D',
    cluster,
    '-c',
    MARK,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const [first = program, ...rest] = [...prefix, program, ...args];
  // A session of its own: Ctrl-C is for Fasti, which stops the server when nothing needs it any more.
  const env = { ...process.env, ...ALLOCATOR };
  return spawn(first, rest, {
    ...ids,
    cwd: '/',
    env,
    detached: true,
    stdio: ['ignore', log.descriptor, log.descriptor],
  });
};

const untilEnded = (child: ChildProcess): Promise<string> =>
  new Promise((done) => {
    child.on('error', (error) => done(error.message));
    child.on('exit', (code, signal) => done(signal === null ? `ended with ${code}` : `ended by ${signal}`));
  });

/** Waits until the server takes connections; recovery after a crash may take long. False when it ended instead. */
const untilReady = async (
  cluster: string,
  pid: number | undefined,
  over: () => boolean,
  log: EmbeddedOptions['log'],
) => {
  let told = false;
  for (const start = Date.now(); !over(); await pause(5)) {
    const found = postmasterOf(cluster);
    if (found?.pid === pid && found?.status === 'ready') return true;
    if (told || Date.now() - start < STARTING_LONG) continue;
    log.info({ cluster }, 'PostgreSQL is still starting: it makes good what was lost in a crash');
    told = true;
  }
  return false;
};

const stopChild = async (child: ChildProcess, ended: Promise<string>): Promise<void> => {
  child.ref();
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), PATIENCE_WITH_SHUTDOWN);
  await ended;
  clearTimeout(timer);
};

/**
 * Starts PostgreSQL on a data directory, which is made at the first start. Runs as root and as a plain user. Refuses
 * (`EmbeddedRefused`) a directory that a living server uses, another user's, and a server that does not start.
 */
export const startEmbedded = async (options: EmbeddedOptions): Promise<Embedded> => {
  const account = accountFor(path.join(options.dataDirectory, 'cluster'));
  const directory = prepareDirectory(options.dataDirectory, account);
  const cluster = path.join(directory, 'cluster');
  const bin = options.binaries ?? bundledBinaries();
  await vacate(cluster);
  await ensureCluster(directory, bin, account, options.settings?.fsync !== 'off');
  const sockets = socketDirectory(directory, account);

  const serverLog = openServerLog(directory);
  const quoted = `"${sockets.replaceAll('"', '""')}"`;
  const settings = { ...SETTINGS, unix_socket_directories: quoted, ...options.settings };
  const child = launch(path.join(bin, 'postgres'), cluster, settings, account, serverLog);
  let over = false;
  const ended = untilEnded(child).then((how) => {
    over = true;
    const said = serverLog.tail();
    serverLog.close();
    process.off('exit', atExit);
    return `PostgreSQL ${how}; it said (${serverLog.file}):\n${said}`;
  });
  const atExit = (): void => void child.kill('SIGINT');
  process.on('exit', atExit);

  if (!(await untilReady(cluster, child.pid, () => over, options.log))) {
    await vacate(cluster); // It may have lost a race against another start: then this names the winner.
    throw new EmbeddedRefused('cannot-start', explained(await ended, account));
  }
  child.unref();
  return { connection: connectionTo(sockets), pid: child.pid ?? 0, ended, stop: () => stopChild(child, ended) };
};

const join = async (live: Postmaster, cluster: string): Promise<Embedded | undefined> => {
  for (let now: Postmaster | undefined = live; now?.pid === live.pid; now = runningOn(cluster)) {
    if (now.status === 'ready') {
      const connection = connectionTo(now.socketDirectory);
      return { connection, pid: now.pid, ended: new Promise(() => undefined), stop: () => Promise.resolve() };
    }
    await pause(10);
  }
  return undefined;
};

/**
 * For commands that may run beside a living Fasti: joins its server, or starts one until `stop`. Refuses what
 * `startEmbedded` refuses, except a server that runs.
 */
export const attach = async (options: EmbeddedOptions): Promise<Embedded> => {
  for (;;) {
    try {
      return await startEmbedded(options);
    } catch (error) {
      if (!(error instanceof EmbeddedRefused) || error.reason !== 'already-running') throw error;
      const cluster = path.join(realpathSync(options.dataDirectory), 'cluster');
      const live = runningOn(cluster);
      const joined = live === undefined ? undefined : await join(live, cluster);
      if (joined !== undefined) return joined;
    }
  }
};
