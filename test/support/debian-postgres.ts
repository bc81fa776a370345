/** Debian's PostgreSQL 15, the oldest that Fasti promises to run on: where it is, or from Debian's archive. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { unpacked } from './debian-packages.ts';

const run = promisify(execFile);

const BINARIES = 'usr/lib/postgresql/15/bin';
const INSTALLED = `/${BINARIES}`;

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

/** The folder of its `initdb` and `postgres`. Fails where it is neither installed nor to be had. */
export const debianBinaries = async (): Promise<string> => {
  if (existsSync(path.join(INSTALLED, 'postgres'))) return INSTALLED;
  if (process.getuid?.() !== 0) {
    const programs = ['initdb', 'postgres'].map((program) => `${BINARIES}/${program}`);
    return unpacked('postgresql-15', ['postgresql-15', ...LIBRARIES], programs);
  }
  await run('sh', ['-c', INSTALL]);
  return INSTALLED;
};
