import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Account } from './account.ts';
import { EmbeddedRefused } from './refused.ts';

/** The address of a Unix socket has 108 octets, the last of them NUL: unix(7). */
const LONGEST_PATH = 107;

const fits = (folder: string): boolean => Buffer.byteLength(path.join(folder, '.s.PGSQL.5432')) <= LONGEST_PATH;

/** A folder that others can create things beside must be ours, and nobody else's to enter. */
const claimFolder = (folder: string, { uid, gid }: Account): void => {
  const own = process.getuid?.() ?? 0;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || (found.uid !== own && found.uid !== uid)) {
    throw new EmbeddedRefused('not-ours', `${folder} is needed for the socket of PostgreSQL, and it is not ours.`);
  }
  chmodSync(folder, 0o700);
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
};

/**
 * The folder for the server's socket: `directory` itself (absolute), or one named after it where temporary things live
 * when its path is too long for a socket. Made and closed to others.
 */
export const socketDirectory = (directory: string, account: Account): string => {
  if (fits(directory)) return directory;
  const name = `fasti-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`;
  const runtime = account.uid === undefined ? process.env.XDG_RUNTIME_DIR : undefined;
  const folder = [runtime ?? '', os.tmpdir(), '/tmp']
    .filter((base) => base.startsWith('/'))
    .map((base) => path.join(base, name))
    .find(fits);
  claimFolder(folder ?? path.join('/tmp', name), account);
  return folder ?? path.join('/tmp', name);
};
