import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { clientOf } from '../../../src/adapters/http/client.ts';

/** A request from that address with these headers. */
const from = (address: string, headers: Readonly<Record<string, string>> = {}): IncomingMessage => {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: address });
  return Object.assign(new IncomingMessage(socket), { headers: { host: 'here:80', ...headers } });
};

const nobody = { proxies: new Set<string>(), insecure: false };
const proxy = { proxies: new Set(['10.0.0.1']), insecure: false };
const forwarded = {
  'x-forwarded-for': '192.0.2.7',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'cal.example.com',
};

describe('where a password may come from', () => {
  const rows: readonly (readonly [string, boolean, ReturnType<typeof from>, typeof nobody])[] = [
    ['this machine', true, from('127.0.0.1'), nobody],
    ['this machine over IPv6', true, from('::1'), nobody],
    ['this machine, mapped', true, from('::ffff:127.0.0.1'), nobody],
    ['another machine', false, from('192.0.2.7'), nobody],
    ['another machine that says it is a proxy', false, from('192.0.2.7', forwarded), proxy],
    ['another machine that says it is this one', false, from('192.0.2.7', { 'x-forwarded-for': '127.0.0.1' }), proxy],
    ['a trusted proxy', true, from('10.0.0.1', forwarded), proxy],
    ['anywhere, when the admin said so', true, from('192.0.2.7'), { ...nobody, insecure: true }],
  ];
  for (const [what, may, request, trust] of rows)
    test(`${what}: ${may ? 'taken' : 'refused'}`, () =>
      assert.equal(clientOf(request, trust).insecure === undefined, may));
});

test('only a trusted proxy is believed', () => {
  const { address, origin } = clientOf(from('10.0.0.1', forwarded), proxy);
  assert.deepEqual([address, origin], ['192.0.2.7', 'https://cal.example.com']);
  const stranger = clientOf(from('192.0.2.9', forwarded), proxy);
  assert.deepEqual([stranger.address, stranger.origin], ['192.0.2.9', 'http://here:80']);
});

test('of several addresses the one that the proxy saw counts', () => {
  const spoofed = { 'x-forwarded-for': '127.0.0.1, 192.0.2.7' };
  assert.equal(clientOf(from('10.0.0.1', spoofed), proxy).address, '192.0.2.7');
  assert.equal(clientOf(from('10.0.0.1', { 'x-forwarded-for': 'nonsense' }), proxy).address, '10.0.0.1');
});

test('a host that is markup or a line is nobody’s', () => {
  for (const host of ['a"><script>', 'a\r\nX: y', 'a/b', 'user@a'])
    assert.equal(clientOf(from('127.0.0.1', { host }), nobody).origin, 'http://localhost');
});
