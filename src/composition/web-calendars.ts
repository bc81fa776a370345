import { Misused } from '../adapters/cli/told.ts';
import type { Allows } from '../adapters/web-fetch/connect.ts';
import { type Configuration, settingOf } from '../domain/settings/configuration.ts';
import type { WebCalendarWorker } from '../workers/web-calendars.ts';
import { newId } from './basics.ts';
import type { Installation } from './database.ts';

const SETTING = 'FastiWebCalendarsAllowInternal';
const HOST = /^[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?$/;
const NETWORK = /[:/]|^[\d.]+$/;

/** Who may be talked to inside. What is neither a network nor a name ends the start. */
const allowedHosts = async (configuration: Configuration): Promise<Allows> => {
  const { trustedProxies } = await import('../adapters/http/trusted-proxies.ts');
  const entries = settingOf(configuration, SETTING).map((entry) => entry.trim().toLowerCase());
  const networks = trustedProxies(entries.filter((entry) => NETWORK.test(entry)));
  const hosts = new Set(entries.filter((entry) => !NETWORK.test(entry)));
  const wrong = [...hosts].filter((host) => !HOST.test(host));
  const malformed = networks.is === 'malformed' ? [...networks.entries, ...wrong] : wrong;
  if (networks.is === 'malformed' || wrong.length > 0)
    throw new Misused(`${SETTING}: no network, address or host: ${malformed.join(', ')}`);
  return (host, address) => hosts.has(host) || networks.trusts(address);
};

/** The work on web calendars of an installation. */
export const openWebCalendars = async ({
  configuration,
  log,
}: Omit<Installation, 'database'>): Promise<WebCalendarWorker> => {
  const [{ webCalendars }, { webCalendarFetchesIn }, { siteSecret }, { sealer }, { webFetch }] = await Promise.all([
    import('../workers/web-calendars.ts'),
    import('../adapters/postgres/web-calendar-fetches.ts'),
    import('../adapters/postgres/site-secret.ts'),
    import('../adapters/encryption/sealer.ts'),
    import('../adapters/web-fetch/web-fetch.ts'),
  ]);
  const { sql } = log;
  const generated = await siteSecret(sql, 'encryption');
  const key = settingOf(configuration, 'SOGoEncryptionKey');
  return webCalendars({
    log,
    sql,
    fetches: webCalendarFetchesIn(sql),
    fetch: webFetch({ allows: await allowedHosts(configuration) }),
    // What was sealed before a key was set stays readable.
    sealer: key === undefined ? sealer(generated) : sealer(key, generated),
    now: Date.now,
    newId,
  });
};
