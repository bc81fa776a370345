import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EmbeddedRefused } from './refused.ts';

/** How a program of PostgreSQL is run: words in front of it, and the ids it takes when they are not our own. */
export type Account = { readonly prefix: readonly string[]; readonly uid?: number; readonly gid?: number };

const NOBODY = 65534;

/** Where a program is found along PATH; undefined when it is not. */
const find = (program: string): string | undefined =>
  ['/usr/bin', '/bin', ...(process.env.PATH ?? '').split(':')]
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => path.join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

/** In a name space of its own a process is nobody to itself, while the files it makes stay ours. */
const ownNamespace = (): readonly string[] | undefined => {
  const unshare = find('unshare');
  if (unshare === undefined) return undefined;
  const words = [unshare, '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
  return spawnSync(unshare, [...words.slice(1), 'true']).status === 0 ? words : undefined;
};

const hasName = (): boolean => {
  try {
    return os.userInfo().username !== '';
  } catch {
    return false;
  }
};

const nobody = (): { uid: number; gid: number } => {
  const entry = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  return { uid: Number(entry?.[1] ?? NOBODY), gid: Number(entry?.[2] ?? NOBODY) };
};

/** PostgreSQL refuses to run as root: a name space, or else the user nobody, or else whoever has the data already. */
const forRoot = (owner: { uid: number; gid: number } | undefined): Account => {
  if (owner !== undefined && owner.uid !== 0) return { prefix: [], uid: owner.uid, gid: owner.gid };
  const prefix = ownNamespace();
  if (prefix !== undefined) return { prefix };
  if (owner === undefined) return { prefix: [], ...nobody() };
  throw new EmbeddedRefused(
    'cannot-start',
    'PostgreSQL does not run as root, user name spaces are not allowed here, and its files belong to root. ' +
      'Give the data directory to another user (chown -R nobody: …), or start Fasti as a plain user.',
  );
};

/**
 * Decides as whom PostgreSQL runs. `cluster` is the folder of its files, which need not exist yet. Refuses the files of
 * another user. `setpriv`, where there is one, stops PostgreSQL when this process ends, however it ends.
 */
export const accountFor = (cluster: string): Account => {
  const uid = process.getuid?.() ?? NOBODY;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (uid !== 0 && owner !== undefined && owner.uid !== uid) {
    throw new EmbeddedRefused(
      'not-ours',
      `${cluster} belongs to the user with id ${owner.uid}, this process has id ${uid}.`,
    );
  }
  const account: Account = uid === 0 ? forRoot(owner) : { prefix: hasName() ? [] : (ownNamespace() ?? []) };
  const setpriv = find('setpriv');
  return setpriv === undefined ? account : { ...account, prefix: [...account.prefix, setpriv, '--pdeathsig', 'INT'] };
};

/** A failure's words, and for an account that is not ours what it may lack. */
export const explained = (why: string, { uid }: Account): string =>
  uid !== undefined && /EACCES|Permission denied/.test(why)
    ? `${why}\nIt runs as the user with id ${uid}, who must be able to enter the folders of Fasti and of its data.`
    : why;
