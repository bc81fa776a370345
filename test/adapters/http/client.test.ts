import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { clientOf, clients, limitsWarning, type Trust } from '../../../src/adapters/http/client.ts';
import { trustedProxies } from '../../../src/adapters/http/trusted-proxies.ts';

/** A request from that address with these headers. */
const from = (address: string, headers: Readonly<Record<string, string>> = {}): IncomingMessage => {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: address });
  return Object.assign(new IncomingMessage(socket), { headers: { host: 'here:80', ...headers } });
};

const trusting = (...entries: readonly string[]): Trust => {
  const read = trustedProxies(entries);
  assert.equal(read.is, 'proxies');
  return { proxies: read.trusts, insecure: false, remoteUser: false };
};
const nobody = trusting();
const proxy = trusting('10.0.0.1');
const forwarded = {
  'x-forwarded-for': '192.0.2.7',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'cal.example.com',
};

describe('where a password may come from', () => {
  const rows: readonly (readonly [string, boolean, ReturnType<typeof from>, Trust])[] = [
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

describe('the way through several proxies', () => {
  const chain = trusting('10.0.0.0/8', '2001:db8:1::/48');
  const rows: readonly (readonly [string, string, string])[] = [
    ['the first that is not trusted, from the right', '203.0.113.9, 192.0.2.7, 10.1.1.1', '192.0.2.7'],
    ['IPv6 proxies too', '192.0.2.7, 2001:db8:1::5', '192.0.2.7'],
    ['with ports', '192.0.2.7:4711, [2001:db8:1::5]:80', '192.0.2.7'],
    ['as dual-stack sockets write it', '::ffff:192.0.2.7', '192.0.2.7'],
    ['where all are trusted, the first', '10.2.2.2, 10.3.3.3', '10.2.2.2'],
    ['what is no address ends the way', '192.0.2.7, unknown, 10.3.3.3', '10.3.3.3'],
  ];
  for (const [what, header, address] of rows)
    test(what, () => assert.equal(clientOf(from('10.0.0.1', { 'x-forwarded-for': header }), chain).address, address));
});

describe('the headers that SOGo’s proxies send', () => {
  const origin = (headers: Readonly<Record<string, string>>) => clientOf(from('10.0.0.1', headers), proxy).origin;

  test('x-webobjects-server-url is how clients know the server', () =>
    assert.equal(
      origin({ 'x-webobjects-server-url': 'https://cal.example.com:8443/' }),
      'https://cal.example.com:8443',
    ));
  test('x-webobjects-server-name and -port are, where there is no URL', () => {
    assert.equal(
      origin({ 'x-webobjects-server-name': 'a.example', 'x-webobjects-server-port': '443' }),
      'https://a.example',
    );
    assert.equal(
      origin({ 'x-webobjects-server-name': 'a.example', 'x-webobjects-server-port': '80' }),
      'http://a.example',
    );
    assert.equal(
      origin({ 'x-webobjects-server-name': 'a.example', 'x-webobjects-server-port': '81' }),
      'http://a.example:81',
    );
    assert.equal(
      origin({ 'x-webobjects-server-name': 'acme.com:8800', 'x-webobjects-server-port': '8800' }),
      'http://acme.com:8800',
    );
  });
  test('x-webobjects-server-protocol is a version of HTTP and says nothing of TLS', () =>
    assert.equal(origin({ 'x-webobjects-server-protocol': 'HTTP/1.0' }), 'http://here:80'));
  test('what the proxy says of this very request goes before what an admin wrote once', () => {
    const both = { 'x-webobjects-server-url': 'http://yourhostname', 'x-webobjects-remote-host': '127.0.0.1' };
    const client = clientOf(from('10.0.0.1', { ...forwarded, ...both }), proxy);
    assert.deepEqual([client.origin, client.address], ['https://cal.example.com', '192.0.2.7']);
  });
  test('x-webobjects-remote-host is the client where there is no X-Forwarded-For', () =>
    assert.equal(clientOf(from('10.0.0.1', { 'x-webobjects-remote-host': '192.0.2.7' }), proxy).address, '192.0.2.7'));
  test('a URL of another kind is passed over', () =>
    assert.equal(origin({ 'x-webobjects-server-url': 'javascript:alert(1)' }), 'http://here:80'));
  test('from anybody else they mean nothing', () => {
    const headers = { 'x-webobjects-server-url': 'https://evil.example', 'x-webobjects-remote-host': '127.0.0.1' };
    const { origin: seen, address } = clientOf(from('192.0.2.9', headers), proxy);
    assert.deepEqual([seen, address], ['http://here:80', '192.0.2.9']);
  });
});

describe('SOGoTrustProxyAuthentication', () => {
  const user = { 'x-webobjects-remote-user': 'jo' };
  test('a trusted proxy names the user', () =>
    assert.equal(clientOf(from('10.0.0.1', user), { ...proxy, remoteUser: true }).remoteUser, 'jo'));
  test('in UTF-8, as logins are; what is not, names nobody', () => {
    const named = (octets: Buffer) =>
      clientOf(from('10.0.0.1', { 'x-webobjects-remote-user': octets.toString('latin1') }), {
        ...proxy,
        remoteUser: true,
      });
    assert.equal(named(Buffer.from('jörg')).remoteUser, 'jörg');
    assert.equal(named(Buffer.from('jörg', 'latin1')).remoteUser, undefined);
  });
  test('nobody else does, and nobody where the setting is off', () => {
    assert.equal(clientOf(from('192.0.2.9', user), { ...proxy, remoteUser: true }).remoteUser, undefined);
    assert.equal(clientOf(from('127.0.0.1', user), { ...proxy, remoteUser: true }).remoteUser, undefined);
    assert.equal(clientOf(from('10.0.0.1', user), proxy).remoteUser, undefined);
    assert.equal(clientOf(from('10.0.0.1'), { ...proxy, remoteUser: true }).remoteUser, undefined);
  });
});

describe('FastiTrustedProxies', () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['10.0.0.1', '10.0.0.1', true],
    ['10.0.0.1', '10.0.0.2', false],
    ['10.0.0.0/8', '10.255.0.2', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::1', '::1', true],
    ['::ffff:10.0.0.1', '10.0.0.1', true],
    ['0.0.0.0/0', '192.0.2.1', true],
    ['0.0.0.0/0', '', false],
  ];
  for (const [entry, address, is] of rows)
    test(`${entry} ${is ? 'is' : 'is not'} “${address}”`, () => assert.equal(trusting(entry).proxies(address), is));

  test('what is neither an address nor a network is named', () => {
    const wrong = ['localhost', '10.0.0.0/33', '10.0.0', '2001:db8::/129', '10.0.0.0/', '/8', ''];
    assert.deepEqual(trustedProxies(['10.0.0.1', ...wrong]), { is: 'malformed', entries: wrong });
  });
});

test('the first request with a proxy’s headers from elsewhere is told of, once', () => {
  const told: object[] = [];
  const client = clients(proxy, { warn: (what: object) => told.push(what) });
  client(from('10.0.0.1', forwarded));
  client(from('192.0.2.9'));
  assert.deepEqual(told, []);
  assert.equal(client(from('127.0.0.1', forwarded)).address, '127.0.0.1');
  client(from('192.0.2.9', forwarded));
  assert.deepEqual(told, [{ address: '127.0.0.1' }]);
});

test('a trusted proxy that does not say whom it speaks for is told of, once', () => {
  const told: string[] = [];
  const client = clients(proxy, { warn: (_: object, what?: string) => told.push(what ?? '') });
  client(from('10.0.0.1', forwarded));
  client(from('10.0.0.1', { 'x-webobjects-remote-host': '192.0.2.7' }));
  assert.deepEqual(told, []);
  for (const _ of [1, 2]) client(from('10.0.0.1', { 'x-forwarded-proto': 'https' }));
  assert.equal(told.length, 1);
  assert.match(told[0] ?? '', /X-Forwarded-For/);
});

test('limits where every client would seem to be the proxy are told of at the start', () => {
  for (const host of ['127.0.0.1', '::1', 'localhost'])
    assert.match(limitsWarning(host, true, []) ?? '', /--trusted-proxy/);
  assert.equal(limitsWarning('127.0.0.1', false, []), undefined);
  assert.equal(limitsWarning('127.0.0.1', true, ['127.0.0.1']), undefined);
  assert.equal(limitsWarning('0.0.0.0', true, []), undefined);
});
