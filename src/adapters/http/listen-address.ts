import { isIP } from 'node:net';

/** Where a server listens; port 0 takes a free one. */
export type ListenAddress = { readonly host: string; readonly port: number };

const LOOPBACK = '127.0.0.1';
/** As in SOGo, `*` is every address of IPv4. */
const EVERYWHERE = '0.0.0.0';

const HOST_NAME = /^[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?$/i;

const portOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;

const hostOf = (bracketed: string | undefined, plain: string | undefined): string | undefined => {
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? bracketed : undefined;
  if (plain === '*') return EVERYWHERE;
  return plain !== undefined && HOST_NAME.test(plain) && !/^[\d.]+$/.test(plain) ? plain : ipv4(plain);
};

/** What looks like an address of IPv4 must be one. */
const ipv4 = (text: string | undefined): string | undefined => (isIP(text ?? '') === 4 ? text : undefined);

/**
 * WOPort: `ip:port`, `name:port`, `[v6]:port`, `*:port`; a port alone is one of this machine only, as in SOGo. Undefined for
 * anything else.
 */
export const parseListenAddress = (text: string): ListenAddress | undefined => {
  const alone = portOf(text);
  if (alone !== undefined) return { host: LOOPBACK, port: alone };
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d+)$/.exec(text) ?? [];
  const host = hostOf(bracketed, plain);
  const port = portOf(digits);
  return host === undefined || port === undefined ? undefined : { host, port };
};
