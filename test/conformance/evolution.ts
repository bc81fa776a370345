/** evolution-data-server, the calendar store of GNOME: its real CalDAV backend, without a display. */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.ts';
import { authorization, type Client, deleteCalendar, readChecks } from './client.ts';

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
});

export const evolution: Client = {
  name: 'evolution',
  install: ['evolution-data-server', 'gir1.2-ecal-2.0', 'gir1.2-edataserver-1.2', 'python3-gi', 'dbus-daemon'],
  async run(target, scratch) {
    const url = `${target.calendarHome}${COLLECTION}/`;
    const headers = { authorization: authorization(target) };
    await fetch(url, { method: 'MKCALENDAR', headers, signal: AbortSignal.timeout(20_000) });
    mkdirSync(join(scratch, 'runtime'), { mode: 0o700 });
    const script = [join(import.meta.dirname, 'evolution.py'), url, target.user, target.password];
    const bus = [`--config-file=${writeBus(scratch)}`, '--', '/usr/bin/python3', ...script];
    const { stdout, code } = await run('dbus-run-session', bus, { env: environment(scratch), cwd: scratch, limit: 90 });
    await deleteCalendar(target, COLLECTION);
    return [...readChecks(stdout), { check: 'the script ends', passed: code === 0 }];
  },
};
