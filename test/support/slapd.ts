/**
 * A real directory for tests: Debian's slapd on free ports of the loopback address, with a certificate authority of its
 * own and data that are gone with the process.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect as dial } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { unpacked } from './debian-packages.ts';
import { freePort } from './free-port.ts';

const run = promisify(execFile);

/** What a small Debian lacks of the libraries that the server is linked with. */
const PACKAGES = ['slapd', 'libldap-2.5-0', 'libsasl2-2', 'libltdl7', 'libodbc2', 'libwrap0', 'libnsl2', 'libtirpc3'];

const SCHEMAS = ['core', 'cosine', 'inetorgperson', 'nis'];

export const SUFFIX = 'dc=example,dc=com';
export const ADMIN = { bindDN: `cn=admin,${SUFFIX}`, bindPassword: 'the service account' } as const;

export type Slapd = {
  readonly port: number;
  /** `ldap://127.0.0.1:PORT` */
  readonly url: string;
  /** `ldaps://127.0.0.1:PORT` */
  readonly secureUrl: string;
  /** Of the authority that issued the server's certificate, PEM. */
  readonly ca: string;
  /** Ends the process; the data and the ports stay. */
  stop(): Promise<void>;
  start(): Promise<void>;
};

type Options = {
  /** What is in the directory, as LDIF; operational attributes too. */
  readonly ldif: string;
  /** A file of attribute types and object classes. */
  readonly schema: string;
  /** Lines for the database: access, limits, overlays. */
  readonly settings?: string;
};

/** An authority, and a certificate of it for 127.0.0.1 alone. */
const CERTIFICATES = `
  key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2'
  openssl req -x509 $key -subj /CN=authority -keyout ca-key.pem -out ca.pem
  openssl req -x509 $key -CA ca.pem -CAkey ca-key.pem -subj /CN=slapd -addext subjectAltName=IP:127.0.0.1 \\
    -addext basicConstraints=critical,CA:FALSE -keyout key.pem -out cert.pem`;

const configuration = (home: string, folder: string, { schema, settings = '' }: Options): string => `
${SCHEMAS.map((name) => `include "${home}/etc/ldap/schema/${name}.schema"`).join('\n')}
include "${schema}"
modulepath "${home}/usr/lib/ldap"
moduleload back_mdb
moduleload ppolicy
moduleload memberof
moduleload constraint
TLSCACertificateFile "${folder}/ca.pem"
TLSCertificateFile "${folder}/cert.pem"
TLSCertificateKeyFile "${folder}/key.pem"
access to dn.base="" by * read
database mdb
suffix ${SUFFIX}
rootdn ${ADMIN.bindDN}
rootpw "${ADMIN.bindPassword}"
directory "${folder}/data"
dbnosync
index objectClass eq
${settings}`;

const isListening = async (port: number): Promise<boolean> => {
  const socket = dial(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

const endings: (() => Promise<void>)[] = [];

// Of the process when all files are run in one, else of the file.
after(() => Promise.all(endings.splice(0).map((end) => end())));

/** Starts a directory that holds this. */
export const startSlapd = async (options: Options): Promise<Slapd> => {
  const home = await unpacked('slapd', PACKAGES, ['usr/sbin/slapd', 'usr/sbin/slapadd']);
  const folder = await mkdtemp(path.join(os.tmpdir(), `fasti-test-${process.pid}-`));
  await mkdir(path.join(folder, 'data'));
  await writeFile(path.join(folder, 'slapd.conf'), configuration(home, folder, options));
  await writeFile(path.join(folder, 'data.ldif'), options.ldif);
  await run('sh', ['-ec', CERTIFICATES], { cwd: folder });
  await run(path.join(home, 'slapadd'), ['-q', '-f', `${folder}/slapd.conf`, '-l', `${folder}/data.ldif`]);
  const [port, securePort] = await Promise.all([freePort(), freePort()]);
  const [url, secureUrl] = [`ldap://127.0.0.1:${port}`, `ldaps://127.0.0.1:${securePort}`];

  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const command = [path.join(home, 'slapd'), '-d', '0', '-f', `${folder}/slapd.conf`, '-h', `${url} ${secureUrl}`];
    // Where this process is killed, its server goes too.
    const started = spawn('setpriv', ['--pdeathsig', 'INT', ...command], { stdio: ['ignore', 'ignore', 'inherit'] });
    child = started;
    while (!(await isListening(port))) {
      if (started.exitCode !== null) throw new Error(`slapd ended with ${started.exitCode}`);
      await pause(5);
    }
  };
  const stop = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  };
  endings.push(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });
  await start();
  return { port, url, secureUrl, ca: await readFile(path.join(folder, 'ca.pem'), 'utf8'), start, stop };
};
