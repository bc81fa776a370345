import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { writePidFile } from '../../../src/adapters/process/pid-file.ts';

const OWN = `${process.pid}\n`;

describe('WOPidFile', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'fasti-pid-'));
    file = path.join(folder, 'sogo.pid');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const written = () => {
    const pidFile = writePidFile(file);
    assert.ok('remove' in pidFile, JSON.stringify(pidFile));
    assert.equal(readFileSync(file, 'utf8'), OWN);
    return pidFile;
  };

  test('holds the pid until it is removed', () => {
    written().remove();
    assert.equal(existsSync(file), false);
  });

  test('of a process that is gone is overwritten', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    writeFileSync(file, `${child.pid}\n`);
    written();
  });

  for (const junk of ['', 'nonsense', '0', '-1'])
    test(`with “${junk}” in it is overwritten`, () => {
      writeFileSync(file, junk);
      written();
    });

  test('with this process’s own pid, left by an earlier one in a container, is taken over', () => {
    writeFileSync(file, OWN);
    written();
  });

  test('of another process that runs is refused, and stays', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    await once(child, 'spawn');
    writeFileSync(file, `${child.pid}\n`);
    const answer = writePidFile(file);
    child.stdin.end();
    await once(child, 'exit');
    assert.ok('refused' in answer);
    assert.match(answer.refused, new RegExp(`process ${child.pid} is this server`));
    assert.equal(readFileSync(file, 'utf8'), `${child.pid}\n`);
  });

  test('that cannot be written is refused', () => {
    file = path.join(folder, 'nowhere', 'sogo.pid');
    const answer = writePidFile(file);
    assert.ok('refused' in answer);
    assert.match(answer.refused, /^The pid cannot be written to .*sogo\.pid: ENOENT/);
  });

  test('that became another’s is not removed', () => {
    const pidFile = written();
    writeFileSync(file, '1\n');
    pidFile.remove();
    assert.equal(readFileSync(file, 'utf8'), '1\n');
  });
});
