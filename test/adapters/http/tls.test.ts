import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { basic } from '../../support/fasti.ts';
import { fasti, serve, withData } from '../../support/process.ts';

const CERT = path.join(import.meta.dirname, 'tls-cert.pem');
const KEY = path.join(import.meta.dirname, 'tls-key.pem');

/** One PROPFIND on a connection that trusts our certificate and no other. */
const propfind = async (origin: string, authorization: string): Promise<{ status: number; body: string }> => {
  const request = https.request(`${origin}/SOGo/dav/fasti/`, {
    method: 'PROPFIND',
    ca: readFileSync(CERT, 'utf8'),
    agent: false,
    headers: { authorization, depth: '0' },
  });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
};

/** Says something to a port in clear, and hears what comes back until the other side closes. */
const inClear = (port: number, octets: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1');
    let heard = '';
    socket
      .on('data', (piece) => (heard += piece))
      .on('error', () => {})
      .once('close', () => resolve(heard));
    socket.write(octets);
  });

test('with a certificate everything is HTTPS, and who speaks plain HTTP is shown the door', () =>
  withData(async (data, password) => {
    const server = await serve(data, { args: ['--tls-cert', CERT, '--tls-key', KEY] });
    assert.match(server.origin, /^https:\/\/127\.0\.0\.1:\d+$/);
    const right = await propfind(server.origin, basic('fasti', password));
    assert.equal(right.status, 207);
    assert.match(right.body, /<D:href>\/SOGo\/dav\/fasti\/<\/D:href>/);
    assert.equal((await propfind(server.origin, basic('fasti', 'wrong'))).status, 401);

    const port = Number(new URL(server.origin).port);
    const heard = await inClear(port, 'PROPFIND /SOGo/dav/fasti/ HTTP/1.1\r\nHost: a\r\nDepth: 0\r\n\r\n');
    assert.doesNotMatch(heard, /207|href/);
    assert.equal((await propfind(server.origin, basic('fasti', password))).status, 207, 'others are served as before');
    assert.deepEqual(await server.end('SIGTERM'), { code: 0, signal: null });
  }));

describe('a certificate that cannot be had: serve ends with a sentence, before there is a database', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'fasti-tls-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const refused = async (code: number, ...args: readonly string[]): Promise<string> => {
    const data = path.join(folder, 'data');
    const ran = await fasti(['serve', '--listen', '127.0.0.1:0', '--data', data, ...args]);
    assert.deepEqual({ code: ran.code, stdout: ran.stdout }, { code, stdout: '' });
    assert.equal(existsSync(data), false);
    return ran.stderr;
  };

  test('half of it: 2', async () => {
    const sentence = 'fasti: --tls-cert and --tls-key go together, as do FastiTLSCertificate and FastiTLSKey.\n';
    assert.equal(await refused(2, '--tls-cert', CERT), sentence);
    assert.equal(await refused(2, '--tls-key', KEY), sentence);
  });

  test('a file that is not there, and a folder: 1, and it is named', async () => {
    const missing = path.join(folder, 'missing.pem');
    const [noCert, noKey, noFile] = [
      await refused(1, '--tls-cert', missing, '--tls-key', KEY),
      await refused(1, '--tls-cert', CERT, '--tls-key', missing),
      await refused(1, '--tls-cert', CERT, '--tls-key', folder),
    ];
    for (const told of [noCert, noKey]) assert.match(told, /^fasti: .+missing\.pem cannot be read: ENOENT.*\n$/);
    assert.match(noFile, /^fasti: .+ cannot be read: EISDIR.*\n$/);
  });

  test('what is no certificate, and a key of another: 1, and both are named', async () => {
    const junk = path.join(folder, 'junk.pem');
    writeFileSync(junk, 'hello');
    const told = await refused(1, '--tls-cert', junk, '--tls-key', KEY);
    assert.match(told, /^fasti: .+junk\.pem and .+tls-key\.pem cannot be used: .*\n$/);
  });
});
