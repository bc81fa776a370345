import { isIPv6 } from 'node:net';

/** RFC 4291 §2.2: the first four groups of an IPv6 address, in one spelling. */
const prefix = (address: string): string => {
  const [head = '', tail] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  const groups = [...first, ...zeros, ...last].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
};

/**
 * What tries from an address are counted for. IPv4: the address itself, as its neighbours are strangers who could lock
 * each other out. IPv6: its /64 (RFC 6177 §2: a site has at least one), as a single machine has all of its addresses.
 */
export const sourceNetwork = (address: string): string => (isIPv6(address) ? `${prefix(address)}::/64` : address);
