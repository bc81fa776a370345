import { readFileSync } from 'node:fs';

/** In order; a file is never edited once it has been released, only followed by another. */
const FILES = [
  '0001-log.sql',
  '0002-users.sql',
  '0003-locks.sql',
  '0004-sweeps.sql',
  '0005-assert-head.sql',
  '0006-user-columns.sql',
  '0007-login-audit.sql',
  '0008-collections.sql',
  '0009-web-calendar-fetches.sql',
] as const;

export type Migration = { readonly number: number; readonly file: string; readonly text: string };

export const migrations: readonly Migration[] = FILES.map((file) => ({
  number: Number(file.slice(0, 4)),
  file,
  text: readFileSync(new URL(file, import.meta.url), 'utf8'),
}));
