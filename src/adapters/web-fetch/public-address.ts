import { BlockList, isIP } from 'node:net';

/** IANA IPv4 Special-Purpose Address Registry (RFC 6890), multicast (RFC 5771) and what is reserved (RFC 1112 §4). */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // metadata of clouds among them
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** RFC 4291 §2.4: what is not in here is loopback, link-local, unique local, multicast, mapped IPv4, NAT64 or nobody's. */
const GLOBAL_UNICAST = '2000::/3';

/** Of global unicast: Teredo and other protocols, documentation, 6to4, which can hide an IPv4 address. */
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const blockList = (networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
};

const specialIpv4 = blockList(SPECIAL_IPV4, 'ipv4');
const globalUnicast = blockList([GLOBAL_UNICAST], 'ipv6');
const specialIpv6 = blockList(SPECIAL_IPV6, 'ipv6');

/** Whether an address is one of the public Internet; false for what is no address. */
export const isPublicAddress = (address: string): boolean => {
  if (isIP(address) === 4) return !specialIpv4.check(address, 'ipv4');
  return isIP(address) === 6 && globalUnicast.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6');
};
