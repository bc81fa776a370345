import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sqlSource } from '../../../../src/adapters/directory/sql/sql-source.ts';
import type { UserSource } from '../../../../src/domain/ports.ts';
import { CutConnection } from '../../postgres/cut-connection.ts';
import { person, settingsOf, viewURL, withView } from './view.ts';

const TIMEOUT = 300;

const throughALine = (use: (source: UserSource, line: CutConnection) => Promise<void>): Promise<void> =>
  withView(async (world) => {
    await person(world, { c_uid: 'jo', c_password: 'right' });
    const line = new CutConnection(world.connection);
    const through = await line.listen(world.connection);
    const settings = settingsOf(viewURL({ ...through, password: 's3cret' }));
    const source = sqlSource(settings, { warn: () => undefined, timeout: TIMEOUT });
    try {
      await use(source, line);
    } finally {
      await source.close();
      line.close();
    }
  });

const OUT = (error: Error): boolean => {
  assert.equal(error.name, 'DirectoryUnavailable');
  assert.match(error.message, /^User source directory cannot be asked: ./);
  assert.doesNotMatch(`${error.message} ${JSON.stringify(error)}`, /s3cret/);
  return true;
};

const isIn = async (source: UserSource) => (await source.authenticate('jo', 'right', '')).is;

test('a database that is away is an outage of every question, and is asked again when it is back', () =>
  throughALine(async (source, line) => {
    assert.equal(await isIn(source), 'authenticated');
    line.refusing = true;
    for (const socket of line.sockets) socket.destroy();
    for (const question of [
      () => source.authenticate('jo', 'right', ''),
      () => source.authenticate('nobody', 'right', ''),
      () => source.find('jo', ''),
      () => source.findByMail('jo@example.com', ''),
      () => source.search('jo', 5, ''),
      () => source.changePassword('jo', 'new', 'right', ''),
    ])
      await assert.rejects(question, OUT);
    line.refusing = false;
    assert.equal(await isIn(source), 'authenticated');
  }));

test('one that is away at first is found later', () =>
  throughALine(async (source, line) => {
    line.refusing = true;
    await assert.rejects(isIn(source), OUT);
    line.refusing = false;
    assert.equal(await isIn(source), 'authenticated');
  }));

test('one that falls silent is given up, and others are not kept waiting for it', () =>
  throughALine(async (source, line) => {
    assert.equal(await isIn(source), 'authenticated');
    for (const socket of line.sockets) socket.pause();
    await assert.rejects(isIn(source), OUT);
    for (const socket of line.sockets) socket.destroy();
    assert.equal(await isIn(source), 'authenticated');
  }));
