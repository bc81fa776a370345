import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger, logFailure, logRequest } from '../../../src/adapters/http/log.ts';
import { loopback } from './loopback.ts';

const recording = () => {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({
    level: 'info',
    destination: { write: (line: string) => void lines.push(JSON.parse(line)) },
  });
  return { log, lines };
};

test('a request is one line: method, path, status, time and user, and no secret', async (t) => {
  const { log, lines } = recording();
  const { say } = await loopback(t, (req, res) => {
    let user: string | undefined;
    logRequest(log, req, res, () => user);
    user = 'zoë';
    res.writeHead(404).end();
  });
  await say('GET /a%0Ab?token=secret HTTP/1.1\r\nHost: a\r\nAuthorization: Basic secret\r\nConnection: close\r\n\r\n');
  const [line, ...more] = lines;
  assert.deepEqual(more, []);
  const { time, ms, ...rest } = line ?? {};
  assert.match(String(time), /^\d{4}-/);
  assert.equal(typeof ms, 'number');
  assert.deepEqual(rest, { level: 30, method: 'GET', path: '/a%0Ab', status: 404, user: 'zoë', msg: 'request' });
});

test('a client that left before the end is marked', async (t) => {
  const { log, lines } = recording();
  const closed = Promise.withResolvers<void>();
  const { connect } = await loopback(t, (req, res) => {
    logRequest(log, req, res, () => undefined);
    res.on('close', closed.resolve);
    req.socket.destroy();
  });
  connect().socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await closed.promise;
  assert.equal(lines[0]?.gone, true);
});

test('an error that several layers report is logged once', async (t) => {
  const { log, lines } = recording();
  const { say } = await loopback(t, (req, res) => {
    const error = new Error('no disk');
    logFailure(log, req, error);
    logFailure(log, req, error);
    res.end();
  });
  await say('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  assert.equal(lines.length, 1);
  assert.match(JSON.stringify(lines[0]), /no disk/);
});
