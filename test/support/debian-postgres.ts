/** Debian's PostgreSQL 15, the oldest that Fasti promises to run on: where it is, or from Debian's archive. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const INSTALLED = '/usr/lib/postgresql/15/bin';
const CACHE = path.join(import.meta.dirname, '../../var/cache/postgresql-15');

/** What a small Debian lacks of the libraries that the server is linked with. */
const LIBRARIES = [
  'libpq5',
  'libxml2',
  'libicu72',
  'libldap-2.5-0',
  'libsasl2-2',
  'libssl3',
  'libgssapi-krb5-2',
].concat(['libkrb5-3', 'libk5crypto3', 'libkrb5support0', 'libkeyutils1']);

/** As root the package is installed, without the cluster that Debian would make and start. */
const INSTALL = `
  export DEBIAN_FRONTEND=noninteractive
  mkdir -p /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/fasti-tests.conf
  install() { apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 postgresql-15; }
  install || { apt-get update -qq && install; }`;

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
exec "$root/usr/lib/postgresql/15/bin/${program}" "$@"
`;

/** As a plain user the package is only unpacked; made beside and renamed, so that it is whole or absent. */
const unpack = async (): Promise<string> => {
  if (existsSync(CACHE)) return CACHE;
  await mkdir(path.dirname(CACHE), { recursive: true });
  const fresh = await mkdtemp(`${CACHE}.new-`);
  try {
    await run('sh', ['-c', DOWNLOAD, 'sh', 'postgresql-15', ...LIBRARIES], { cwd: fresh });
    for (const program of ['initdb', 'postgres']) {
      await writeFile(path.join(fresh, program), wrapper(program), { mode: 0o755 });
    }
    await rename(fresh, CACHE);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(CACHE)) throw error;
  }
  return CACHE;
};

/** The folder of its `initdb` and `postgres`. Fails where it is neither installed nor to be had. */
export const debianBinaries = async (): Promise<string> => {
  if (existsSync(path.join(INSTALLED, 'postgres'))) return INSTALLED;
  if (process.getuid?.() !== 0) return unpack();
  await run('sh', ['-c', INSTALL]);
  return INSTALLED;
};
