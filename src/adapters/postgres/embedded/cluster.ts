import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type Account, explained } from './account.ts';
import { isAlive } from './postmaster.ts';
import { EmbeddedRefused } from './refused.ts';

export const USER = 'fasti';

const ARGUMENTS = ['--locale=C', '--encoding=UTF8', '--auth=trust', `--username=${USER}`, '--no-instructions'];

const UNFINISHED = /^cluster\.new-(\d+)-/;

const initdb = (program: string, args: readonly string[], { prefix, ...ids }: Account): Promise<void> =>
  new Promise((done, fail) => {
    const [first = program, ...rest] = [...prefix, program, ...args];
    const child = spawn(first, rest, { ...ids, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
    const failed = (why: string): void =>
      fail(
        new EmbeddedRefused(
          'cannot-start',
          `PostgreSQL could not make its first files: ${explained(why, { prefix, ...ids })}`,
        ),
      );
    child.on('error', (error) => failed(error.message));
    child.on('close', (code) => (code === 0 ? done() : failed(said.trim() || `initdb ended with ${code}`)));
  });

/** Leftovers of first starts that were killed. */
const sweep = (directory: string): void => {
  for (const name of readdirSync(directory)) {
    const pid = UNFINISHED.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(path.join(directory, name), { recursive: true, force: true });
  }
};

/**
 * Makes `directory`/cluster when there is none. It is made beside and renamed, so that it is whole or absent, whenever
 * the power fails or somebody else does the same. `durable` is false for throw-away data: nothing is synced.
 */
export const ensureCluster = async (
  directory: string,
  bin: string,
  account: Account,
  durable: boolean,
): Promise<void> => {
  const cluster = path.join(directory, 'cluster');
  sweep(directory);
  if (existsSync(cluster)) return;
  const fresh = mkdtempSync(path.join(directory, `cluster.new-${process.pid}-`));
  try {
    if (account.uid !== undefined && account.gid !== undefined) chownSync(fresh, account.uid, account.gid);
    await initdb(path.join(bin, 'initdb'), ['-D', fresh, ...ARGUMENTS, ...(durable ? [] : ['--no-sync'])], account);
    renameSync(fresh, cluster);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(cluster)) throw error;
  }
};
