import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublicAddress } from '../../../src/adapters/web-fetch/public-address.ts';

test('addresses of the public Internet', () => {
  for (const address of [
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.0',
    '100.63.255.255',
    '2606:4700::1111',
    '2a00:1450:4001::1',
  ])
    assert.equal(isPublicAddress(address), true, address);
});

test('loopback, private, link-local, shared, multicast, reserved, documentation and what is no address', () => {
  const inside = [
    ...[
      '127.0.0.1',
      '127.255.255.255',
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
    ],
    ...['169.254.169.254', '100.64.0.1', '100.127.255.255', '192.0.0.192', '192.0.2.1', '192.88.99.1', '198.18.0.1'],
    ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '2001:db8::1', '3fff::1', '5f00::1'],
    ...['localhost', '', '1.2.3', 'fe80::1%eth0'],
  ];
  for (const address of inside) assert.equal(isPublicAddress(address), false, address);
});

test('IPv6 addresses that hide one of IPv4: mapped, compatible, NAT64, 6to4, Teredo', () => {
  const hiding = [
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
  ];
  for (const address of [...hiding, '2002:7f00:1::', '2001:0:4136:e378::1'])
    assert.equal(isPublicAddress(address), false, address);
});
