/** evolution-data-server, the store of GNOME's calendars and address books: its real backends, without a display. */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.ts';
import { authorization, type Client, deleteCollection, readChecks, type Target } from './client.ts';

const COLLECTION = 'conformance-evolution';
const SERVICES = '/usr/share/dbus-1/services';

/** A session bus that starts Evolution's services and nothing else: a keyring would wait for somebody to unlock it. */
function writeBus(scratch: string): string {
  const services = join(scratch, 'services');
  mkdirSync(services);
  for (const name of readdirSync(SERVICES).filter((file) => file.startsWith('org.gnome.evolution.'))) {
    symlinkSync(join(SERVICES, name), join(services, name));
  }
  const file = join(scratch, 'bus.conf');
  const config = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <servicedir>${services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
  writeFileSync(file, config);
  return file;
}

/** Nothing of it touches the caller's home, desktop settings, network state or proxy. */
const environment = (scratch: string): Record<string, string> => ({
  HOME: scratch,
  XDG_CONFIG_HOME: join(scratch, 'config'),
  XDG_DATA_HOME: join(scratch, 'share'),
  XDG_CACHE_HOME: join(scratch, 'cache'),
  XDG_RUNTIME_DIR: join(scratch, 'runtime'),
  GSETTINGS_BACKEND: 'memory',
  GIO_USE_NETWORK_MONITOR: 'base',
  GIO_USE_PROXY_RESOLVER: 'dummy',
  PYTHONDONTWRITEBYTECODE: '1',
});

/** What the scripts need of Debian, whatever they do. */
export const evolutionPackages = ['evolution-data-server', 'gir1.2-edataserver-1.2', 'python3-gi', 'dbus-daemon'];

/** How a script beside this file is run with the address of a collection, the user and what else it wants. */
export function evolutionSession(
  scratch: string,
  name: string,
  url: string,
  { user, password }: Pick<Target, 'user' | 'password'>,
  more: readonly string[],
): [string, readonly string[], { env: Record<string, string>; cwd: string }] {
  mkdirSync(join(scratch, 'runtime'), { mode: 0o700 });
  const script = [join(import.meta.dirname, name), url, user, password, ...more];
  const bus = [`--config-file=${writeBus(scratch)}`, '--', '/usr/bin/python3', ...script];
  return ['dbus-run-session', bus, { env: environment(scratch), cwd: scratch }];
}

/** Runs a script to its end. */
async function runScript(target: Target, scratch: string, name: string, url: string, more: readonly string[]) {
  const [command, args, options] = evolutionSession(scratch, name, url, target, more);
  const { stdout, code } = await run(command, args, { ...options, limit: 90 });
  await deleteCollection(target, url);
  return [...readChecks(stdout), { check: 'the script ends', passed: code === 0 }];
}

export const evolution: Client = {
  name: 'evolution',
  install: [...evolutionPackages, 'gir1.2-ecal-2.0'],
  async run(target, scratch) {
    const url = `${target.calendarHome}${COLLECTION}/`;
    const headers = { authorization: authorization(target) };
    await fetch(url, { method: 'MKCALENDAR', headers, signal: AbortSignal.timeout(20_000) });
    return runScript(target, scratch, 'evolution.py', url, []);
  },
};

export const evolutionContacts: Client = {
  name: 'evolution-contacts',
  install: [...evolutionPackages, 'gir1.2-ebook-1.2', 'gir1.2-ebookcontacts-1.2'],
  run: (target, scratch) => {
    const url = `${target.addressBookHome}${COLLECTION}/`;
    return runScript(target, scratch, 'evolution-contacts.py', url, [target.addressBookHome, target.context]);
  },
};
