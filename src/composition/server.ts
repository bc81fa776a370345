import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { hostname } from 'node:os';
import { createSecureContext } from 'node:tls';
import type { ServeOptions } from '../adapters/cli/actions.ts';
import { Misused, Told } from '../adapters/cli/told.ts';
import { type ListenAddress, parseListenAddress } from '../adapters/http/listen-address.ts';
import type { Logger } from '../adapters/http/log.ts';
import { WEB_CALENDAR_LANES } from '../domain/limits/web-calendars.ts';
import type { Directory } from '../domain/ports.ts';
import { type Configuration, settingOf } from '../domain/settings/configuration.ts';
import { newId, sentenceOf } from './basics.ts';
import type { Installation } from './database.ts';
import { isLimited, loginProtection } from './login-protection.ts';
import { openWebCalendars } from './web-calendars.ts';

/** How long requests under way may take to end at a stop, milliseconds. */
const DRAIN = 10_000;

const DEFAULT_LISTEN = '127.0.0.1:20000';

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Told(`${file} cannot be read: ${sentenceOf(error)}`);
  }
};

const tlsOf = ({ tlsCert, tlsKey }: ServeOptions, configuration: Configuration) => {
  const cert = tlsCert ?? settingOf(configuration, 'FastiTLSCertificate');
  const key = tlsKey ?? settingOf(configuration, 'FastiTLSKey');
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new Misused('--tls-cert and --tls-key go together, as do FastiTLSCertificate and FastiTLSKey.');
  const tls = { cert: readText(cert), key: readText(key) };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new Told(`${cert} and ${key} cannot be used: ${sentenceOf(error)}`);
  }
  return tls;
};

const addressOf = ({ listen }: ServeOptions, configuration: Configuration): ListenAddress => {
  const text = listen ?? settingOf(configuration, 'WOPort') ?? DEFAULT_LISTEN;
  const address = parseListenAddress(text);
  if (address === undefined) throw new Misused(`--listen wants HOST:PORT, such as ${DEFAULT_LISTEN}, not “${text}”.`);
  return address;
};

/** Where and how a server is reached. A `Told` says what is wrong with it, before anything is started. */
export type Endpoint = {
  readonly address: ListenAddress;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly trustedProxies: readonly string[];
  readonly insecure: boolean;
};

/** With SOGoTrustProxyAuthentication whoever is trusted comes in as anybody: a slip must not make that everybody. */
const proxiesOf = ({ trustedProxy }: ServeOptions, configuration: Configuration): readonly string[] => {
  const proxies = [...trustedProxy, ...settingOf(configuration, 'FastiTrustedProxies')];
  const everybody = proxies.find((proxy) => /\/0+$/.test(proxy.trim()));
  if (everybody !== undefined && settingOf(configuration, 'SOGoTrustProxyAuthentication'))
    throw new Misused(
      `${everybody} is every address, and SOGoTrustProxyAuthentication would let it in as anybody: name the proxy alone.`,
    );
  return proxies;
};

/** What the command line says of it, else the configuration. */
export const endpointOf = (options: ServeOptions, configuration: Configuration): Endpoint => ({
  address: addressOf(options, configuration),
  tls: tlsOf(options, configuration),
  trustedProxies: proxiesOf(options, configuration),
  insecure: options.insecure === true,
});

const clientsOf = async (endpoint: Endpoint, configuration: Configuration, logger: Logger) => {
  const [{ clients, limitsWarning }, { trustedProxies }] = await Promise.all([
    import('../adapters/http/client.ts'),
    import('../adapters/http/trusted-proxies.ts'),
  ]);
  const proxies = trustedProxies(endpoint.trustedProxies);
  if (proxies.is === 'malformed') throw new Misused(`No address of a proxy: ${proxies.entries.join(', ')}`);
  const warning = limitsWarning(endpoint.address.host, isLimited(configuration), endpoint.trustedProxies);
  if (warning !== undefined) logger.warn(warning);
  const remoteUser = settingOf(configuration, 'SOGoTrustProxyAuthentication');
  return clients({ proxies: proxies.trusts, insecure: endpoint.insecure, remoteUser }, logger);
};

/** A server that accepts requests. `stop` lets those under way end; the log stays open. */
export type Running = { readonly url: string; stop(): Promise<void> };

/** The URL of the server, as this machine can say it: whoever listens everywhere goes by the machine's name. */
export const urlOf = ({ address: { host, port }, tls }: Pick<Endpoint, 'address' | 'tls'>): string => {
  const name = host === '0.0.0.0' || host === '::' ? hostname() : host;
  return `${tls === undefined ? 'http' : 'https'}://${isIPv6(name) ? `[${name}]` : name}:${port}/`;
};

/** Starts to serve an installation. Everything that a request can reach is built here. */
export const startServer = async (
  endpoint: Endpoint,
  installation: Installation,
  directory: Directory,
  logger: Logger,
): Promise<Running> => {
  const [{ davHandler }, { davServices }, { logins }, { createHttpServer }] = await Promise.all([
    import('../adapters/webdav/handler.ts'),
    import('./dav-services.ts'),
    import('../adapters/http/logins.ts'),
    import('../adapters/http/server.ts'),
  ]);
  const [{ listen }, { startSweeper }, { USERS_CHANNEL }, { remembered }, { webCalendarRoutes }] = await Promise.all([
    import('../adapters/postgres/notices.ts'),
    import('../workers/sweeper.ts'),
    import('../adapters/directory/users.ts'),
    import('../adapters/directory/remembered.ts'),
    import('../adapters/caldav/routes/web-calendars.ts'),
  ]);
  const { log, configuration } = installation;
  const { sql } = log;
  const client = await clientsOf(endpoint, configuration, logger);
  const web = await openWebCalendars(installation);
  const protection = await loginProtection(installation, logger);
  const known = logins({ directory, log, sql, newId, ...protection.logins });
  const people = remembered(directory, () => performance.now());
  const services = davServices(installation, people);
  const { requests } = protection;
  const http = createHttpServer({
    handler: davHandler({
      services,
      logins: known,
      logger,
      client,
      routes: webCalendarRoutes(web),
      ...(requests && { requests }),
    }),
    methods: new Set(services.registry.methods.keys()),
    ...(endpoint.tls && { tls: endpoint.tls }),
    onMalformed: (what) => logger.warn(what, 'not HTTP'),
  });
  const { host, port } = endpoint.address;
  const backlog = configuration.system.WOListenQueueSize;
  const at = await http.listen(port, host, backlog).catch(async (error: unknown) => {
    await protection.stop();
    throw new Told(`Nothing can be served at ${host}:${port}: ${sentenceOf(error)}`);
  });
  // What goes on by itself begins when nothing can fail any more: it would keep a failed start from ending.
  const notices = listen(installation.database.connection, USERS_CHANNEL, () => {
    known.forget();
    people.forget();
  });
  await notices.ready;
  const sweeper = startSweeper(log, (error) => logger.error({ err: error }, 'sweeping failed'));
  const audit = startSweeper(protection, (error) => logger.error({ err: error }, 'the audit of logins failed'));
  const lanes = Array.from({ length: WEB_CALENDAR_LANES }, () =>
    startSweeper(web, (error) => logger.error({ err: error }, 'fetching a web calendar failed')),
  );
  const shown = at.family === 'IPv6' ? `[${at.address}]` : at.address;
  return {
    url: `${endpoint.tls === undefined ? 'http' : 'https'}://${shown}:${at.port}/SOGo/`,
    stop: async () => {
      await http.drain(DRAIN);
      await Promise.all([web.stop(), ...lanes.map((lane) => lane.stop())]);
      await sweeper.stop();
      await audit.stop();
      await protection.stop();
      await notices.close();
    },
  };
};
