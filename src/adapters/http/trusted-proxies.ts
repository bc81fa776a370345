import { BlockList, isIP } from 'node:net';

/** An address without the IPv6 form that dual-stack sockets give IPv4. */
export const unmapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

/** Whether an address is that of a proxy whose headers are believed. */
export type TrustedProxies = (address: string) => boolean;

const CIDR = /^([0-9a-f.:]+)\/(\d{1,3})$/i;

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Adds `192.0.2.1`, `2001:db8::1`, `192.0.2.0/24` or `2001:db8::/32`; false for anything else. */
const add = (list: BlockList, entry: string): boolean => {
  const [, network = entry, bits] = CIDR.exec(entry) ?? [];
  const address = unmapped(network);
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (Number(bits ?? 0) > longest) return false;
  if (bits === undefined) list.addAddress(address, family(address));
  else list.addSubnet(address, Number(bits), family(address));
  return true;
};

/** Reads addresses and CIDR networks (RFC 4632 §3.1, RFC 4291 §2.3), or names those that are neither. */
export const trustedProxies = (
  entries: readonly string[],
):
  | { readonly is: 'proxies'; readonly trusts: TrustedProxies }
  | { readonly is: 'malformed'; readonly entries: readonly string[] } => {
  const list = new BlockList();
  const malformed = entries.filter((entry) => !add(list, entry.trim()));
  if (malformed.length > 0) return { is: 'malformed', entries: malformed };
  return { is: 'proxies', trusts: (address) => isIP(address) !== 0 && list.check(address, family(address)) };
};
