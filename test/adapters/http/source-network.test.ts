import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceNetwork } from '../../../src/adapters/http/source-network.ts';

test('an IPv4 address stands for itself', () => {
  assert.equal(sourceNetwork('192.0.2.1'), '192.0.2.1');
  assert.notEqual(sourceNetwork('192.0.2.1'), sourceNetwork('192.0.2.2'));
});

test('RFC 6177 §2: an IPv6 address stands for its /64, however it is written', () => {
  const same = ['2001:db8:0:5::1', '2001:DB8:0000:0005:ffff:ffff:ffff:ffff', '2001:db8::5:0:0:0:9', '2001:db8:0:5::'];
  assert.deepEqual(new Set(same.map(sourceNetwork)), new Set(['2001:db8:0:5::/64']));
  assert.equal(sourceNetwork('::1'), '0:0:0:0::/64');
  assert.equal(sourceNetwork('fe80::1%eth0'), 'fe80:0:0:0::/64');
  assert.notEqual(sourceNetwork('2001:db8:0:6::1'), '2001:db8:0:5::/64');
});

test('no address stands for itself', () => assert.equal(sourceNetwork(''), ''));
