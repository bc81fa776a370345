/** Debian's packages for tests, unpacked into a folder instead of installed: no service starts, nothing of the machine changes. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const CACHE = path.join(import.meta.dirname, '../../var/cache');

/** Lists of our own, where the machine has none and we may not make them. */
const DOWNLOAD = `
  apt-get download -qq "$@" || {
    mkdir -p lists/partial
    apt-get update -qq -o Dir::State::Lists="$PWD/lists" -o Dir::Cache="$PWD" &&
    apt-get download -qq -o Dir::State::Lists="$PWD/lists" -o Dir::Cache="$PWD" "$@"
  }
  for package in *.deb; do dpkg -x "$package" . || exit 1; done
  rm -rf lists *.bin *.deb`;

/** The programs are linked with libraries that are not where the loader looks. */
const wrapper = (program: string): string => `#!/bin/sh
root=$(dirname -- "$0")
LD_LIBRARY_PATH=$(echo "$root"/usr/lib/*-linux-gnu):$(echo "$root"/lib/*-linux-gnu)
export LD_LIBRARY_PATH
exec "$root/${program}" "$@"
`;

/**
 * The folder of packages, with a wrapper at its top for each of the programs (paths within it). Kept for the next time;
 * made beside and renamed, so that it is whole or absent. Fails where Debian's archive cannot be reached.
 */
export const unpacked = async (
  name: string,
  packages: readonly string[],
  programs: readonly string[],
): Promise<string> => {
  const folder = path.join(CACHE, name);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const fresh = await mkdtemp(`${folder}.new-`);
  try {
    await run('sh', ['-c', DOWNLOAD, 'sh', ...packages], { cwd: fresh });
    for (const program of programs) {
      await writeFile(path.join(fresh, path.basename(program)), wrapper(program), { mode: 0o755 });
    }
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
};
