import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Who is at the other end of a request, as far as trusted proxies can tell. */
export type Client = {
  readonly address: string;
  /** `scheme://host` as the client knows this server. */
  readonly origin: string;
  /** Why a password must not travel this way; undefined when it may. */
  readonly insecure: string | undefined;
};

export type Trust = {
  /** Addresses of proxies whose `X-Forwarded-*` are believed. */
  readonly proxies: ReadonlySet<string>;
  /** The admin accepts passwords over plain HTTP from anywhere. */
  readonly insecure: boolean;
};

const unmapped = (address: string): string => address.replace(/^::ffff:/i, '');

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

const INSECURE =
  'Passwords are taken over TLS, through a trusted proxy, or from this machine only. ' +
  'Start the server with --tls-cert and --tls-key, with --trusted-proxy, or, knowing the risk, with --insecure.';

const first = (header: string | string[] | undefined): string | undefined =>
  header?.toString().split(',')[0]?.trim() || undefined;

const last = (header: string | string[] | undefined): string | undefined =>
  header?.toString().split(',').at(-1)?.trim() || undefined;

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i;

/** The client of a request; nothing a stranger writes into a header is believed. */
export const clientOf = (req: IncomingMessage, { proxies, insecure }: Trust): Client => {
  const peer = unmapped(req.socket.remoteAddress ?? '');
  const trusted = proxies.has(peer);
  const forwarded = trusted ? last(req.headers['x-forwarded-for']) : undefined;
  const tls = (req.socket as TLSSocket).encrypted === true;
  const scheme = (trusted ? first(req.headers['x-forwarded-proto']) : undefined) === 'https' || tls ? 'https' : 'http';
  const named = (trusted ? first(req.headers['x-forwarded-host']) : undefined) ?? req.headers.host ?? '';
  const host = HOST.test(named) ? named : 'localhost';
  return {
    address: forwarded !== undefined && isIP(forwarded) !== 0 ? forwarded : peer,
    origin: `${scheme}://${host}`,
    insecure: tls || trusted || insecure || isLoopback(peer) ? undefined : INSECURE,
  };
};
