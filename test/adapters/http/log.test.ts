import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { createLogger, type LogFile, logFailure, logRequest, openLogFile } from '../../../src/adapters/http/log.ts';
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

describe('WOLogFile', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'fasti-log-'));
    file = path.join(folder, 'sogo.log');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const opened = (): LogFile => {
    const log = openLogFile(file);
    assert.ok('write' in log, JSON.stringify(log));
    return log;
  };

  test('is appended to', () => {
    writeFileSync(file, 'before\n');
    const log = opened();
    log.write('one\n');
    log.close();
    const again = opened();
    again.write('two\n');
    again.close();
    assert.equal(readFileSync(file, 'utf8'), 'before\none\ntwo\n');
  });

  test('that logrotate moved away goes on in a new file', () => {
    const log = opened();
    log.write('old\n');
    renameSync(file, `${file}.1`);
    log.write('late\n');
    assert.equal(log.reopen(), undefined);
    log.write('new\n');
    log.close();
    assert.equal(readFileSync(`${file}.1`, 'utf8'), 'old\nlate\n');
    assert.equal(readFileSync(file, 'utf8'), 'new\n');
  });

  test('that cannot be reopened goes on in the old one', () => {
    const log = opened();
    renameSync(file, `${file}.1`);
    mkdirSync(file);
    assert.match(log.reopen() ?? '', /^The log cannot be written to .*sogo\.log: EISDIR/);
    log.write('still here\n');
    log.close();
    assert.equal(readFileSync(`${file}.1`, 'utf8'), 'still here\n');
  });

  test('that cannot be opened is refused', () => {
    file = path.join(folder, 'nowhere', 'sogo.log');
    const log = openLogFile(file);
    assert.ok('refused' in log);
    assert.match(log.refused, /^The log cannot be written to .*sogo\.log: ENOENT/);
  });

  test('on a full disk fails nobody', () => {
    file = '/dev/full';
    const log = opened();
    assert.doesNotThrow(() => log.write('A line that a full disk did not take.\n'));
    log.close();
  });

  test('is not for everybody to read', () => {
    opened().close();
    assert.equal(statSync(file).mode & 0o007, 0);
  });
});
