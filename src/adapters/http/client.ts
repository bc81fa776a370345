import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Logger } from './log.ts';
import { isLoopback, type TrustedProxies, unmapped } from './trusted-proxies.ts';

/** Who is at the other end of a request, as far as trusted proxies can tell. */
export type Client = {
  readonly address: string;
  /** `scheme://host` as the client knows this server. */
  readonly origin: string;
  /** Why a password must not travel this way; undefined when it may. */
  readonly insecure: string | undefined;
  /** SOGoTrustProxyAuthentication: the login of the user whom a trusted proxy has authenticated. */
  readonly remoteUser: string | undefined;
};

export type Trust = {
  /** Proxies whose headers are believed. */
  readonly proxies: TrustedProxies;
  /** The admin accepts passwords over plain HTTP from anywhere. */
  readonly insecure: boolean;
  /** SOGoTrustProxyAuthentication */
  readonly remoteUser: boolean;
};

const INSECURE =
  'Passwords are taken over TLS, through a trusted proxy, or from this machine only. ' +
  'Start the server with --tls-cert and --tls-key, with --trusted-proxy, or, knowing the risk, with --insecure.';

/** Every value of a header that proxies add to, in the order of the way. */
const listed = (header: string | string[] | undefined): readonly string[] =>
  (header?.toString() ?? '').split(',').map((value) => value.trim());

const first = (header: string | string[] | undefined): string | undefined => listed(header)[0] || undefined;

const PORT = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::\d{1,5})?$/i;

/** An address as proxies write it, with a port or without; undefined for anything else. */
const hop = (text: string): string | undefined => {
  const [, bracketed, dotted] = PORT.exec(text) ?? [];
  const address = unmapped(bracketed ?? dotted ?? text);
  return isIP(address) === 0 ? undefined : address;
};

/** The last address on the way that is no trusted proxy's: whatever lies before it is only its word. */
const clientAddress = (headers: IncomingHttpHeaders, peer: string, proxies: TrustedProxies): string => {
  const way = headers['x-forwarded-for'] ?? headers['x-webobjects-remote-host'];
  let known = peer;
  for (const text of listed(way).toReversed()) {
    const address = proxies(known) ? hop(text) : undefined;
    if (address === undefined) break;
    known = address;
  }
  return known;
};

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i;

const parsed = (url: string | undefined): URL | undefined => {
  const found = url === undefined ? null : URL.parse(url);
  return found !== null && /^https?:$/.test(found.protocol) ? found : undefined;
};

/** What a proxy says the client calls this server; SOGo's headers, which an admin wrote once, after those of the request. */
const named = (headers: IncomingHttpHeaders): { readonly host: string | undefined; readonly isTls: boolean } => {
  const url = parsed(first(headers['x-webobjects-server-url']));
  const port = first(headers['x-webobjects-server-port']);
  const name = first(headers['x-webobjects-server-name']);
  const scheme = first(headers['x-forwarded-proto']) ?? url?.protocol.slice(0, -1);
  const isTls = scheme === undefined ? port === '443' : scheme.toLowerCase() === 'https';
  const usual = port === undefined || name?.includes(':') === true || port === (isTls ? '443' : '80');
  const byName = name === undefined || usual ? name : `${name}:${port}`;
  return { host: first(headers['x-forwarded-host']) ?? url?.host ?? byName, isTls };
};

/** A login that is sent in UTF-8, as node hands over octets: as Latin-1. */
const utf8 = (header: string | string[] | undefined): string | undefined => {
  const octets = Buffer.from(header?.toString() ?? '', 'latin1');
  return isUtf8(octets) && octets.length > 0 ? octets.toString('utf8') : undefined;
};

/** The client of a request; nothing a stranger writes into a header is believed. */
export const clientOf = (req: IncomingMessage, { proxies, insecure, remoteUser }: Trust): Client => {
  const { headers } = req;
  const peer = unmapped(req.socket.remoteAddress ?? '');
  const tls = (req.socket as TLSSocket).encrypted === true;
  if (!proxies(peer)) {
    const host = HOST.test(headers.host ?? '') ? headers.host : 'localhost';
    const origin = `${tls ? 'https' : 'http'}://${host}`;
    const safe = tls || insecure || isLoopback(peer);
    return { address: peer, origin, insecure: safe ? undefined : INSECURE, remoteUser: undefined };
  }
  const { host = headers.host ?? '', isTls } = named(headers);
  return {
    address: clientAddress(headers, peer, proxies),
    origin: `${isTls || tls ? 'https' : 'http'}://${HOST.test(host) ? host : 'localhost'}`,
    insecure: undefined,
    remoteUser: remoteUser ? utf8(headers['x-webobjects-remote-user']) : undefined,
  };
};

/** What only proxies send. */
const FORWARDING = ['x-forwarded-for', 'x-forwarded-proto', 'x-webobjects-server-url', 'x-webobjects-remote-host'];

const UNTRUSTED =
  'A request came with the headers of a proxy from an address that is not trusted, so they are ignored. ' +
  'If it is your proxy, name it in FastiTrustedProxies or with --trusted-proxy.';

const SILENT =
  'A trusted proxy does not say whom it speaks for: all its clients seem to be one, to limits and to the audit. ' +
  'Have it send X-Forwarded-For.';

/** What is wrong between a proxy and this server, as far as a request shows it. */
const proxyProblem = (headers: IncomingHttpHeaders, isTrusted: boolean): string | undefined => {
  if (!isTrusted) return FORWARDING.some((name) => headers[name] !== undefined) ? UNTRUSTED : undefined;
  return (headers['x-forwarded-for'] ?? headers['x-webobjects-remote-host']) ? undefined : SILENT;
};

/** The clients of requests. What a proxy does that cannot be meant is told to the log, each once, with what to set. */
export const clients = (trust: Trust, log: Pick<Logger, 'warn'>): ((req: IncomingMessage) => Client) => {
  const told = new Set<string>();
  return (req) => {
    const address = unmapped(req.socket.remoteAddress ?? '');
    const problem = proxyProblem(req.headers, trust.proxies(address));
    if (problem !== undefined && !told.has(problem)) {
      told.add(problem);
      log.warn({ address }, problem);
    }
    return clientOf(req, trust);
  };
};

/**
 * What to tell at the start when limits count by network and every client would seem to be the same one; undefined when
 * all is well. `host` is the address listened at.
 */
export const limitsWarning = (host: string, limited: boolean, proxies: readonly string[]): string | undefined =>
  limited && proxies.length === 0 && (isLoopback(host) || host === 'localhost')
    ? `Limits on logins and requests are on, the server listens on ${host} only, and no proxy is trusted: behind a proxy ` +
      'all clients would seem to be one. Name the proxy in FastiTrustedProxies or with --trusted-proxy.'
    : undefined;
