import { isIPv6, SocketAddress } from 'node:net';

/** The eight groups of an IPv6 address, written out. */
const groupsOf = (address: string): readonly string[] => {
  const [head = '', tail] = address.split('::');
  const [first, last] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const missing = tail === undefined ? 0 : 8 - (first?.length ?? 0) - (last?.length ?? 0);
  return [...(first ?? []), ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...(last ?? [])];
};

/**
 * What tries from an address are counted for. IPv4: the address itself, as its neighbours are strangers who could lock
 * each other out. IPv6: its /64 (RFC 6177 §2: a site has at least one), as a single machine has all of its addresses.
 */
export const sourceNetwork = (address: string): string => {
  if (!isIPv6(address)) return address;
  const { address: plain } = new SocketAddress({ address, family: 'ipv6' });
  return `${groupsOf(plain).slice(0, 4).join(':')}::/64`;
};
