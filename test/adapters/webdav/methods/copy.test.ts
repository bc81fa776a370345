import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ask, event, type Fasti, startFasti } from '../../../support/fasti.ts';

const HOME = '/SOGo/dav/jo/Calendar';

describe('COPY of a calendar', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startFasti('jo');
  });
  after(() => fasti.stop());

  const members = async (calendar: string) => {
    const asked = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>';
    const { text } = await ask(fasti, 'PROPFIND', `${HOME}/${calendar}/`, { depth: '1' }, asked);
    return [...text.matchAll(/\/([^/]+\.ics)<\/D:href>/g)].map(([, name]) => name).sort();
  };

  test('every member comes along, in steps of one correlation', async () => {
    const names = Array.from({ length: 260 }, (_, n) => `${n}.ics`).sort();
    for (let at = 0; at < names.length; at += 40)
      await Promise.all(
        names
          .slice(at, at + 40)
          .map((name) =>
            ask(fasti, 'PUT', `${HOME}/personal/${name}`, { 'content-type': 'text/calendar' }, event(name)),
          ),
      );
    const { position } = await fasti.log.head();
    const { status } = await ask(fasti, 'COPY', `${HOME}/personal/`, { destination: `${HOME}/copy/` });
    assert.equal(status, 201);
    assert.deepEqual(await members('copy'), names);
    const correlations = new Set<string>();
    for await (const events of fasti.log.read(position, { bodies: false }))
      for (const { correlationId } of events) correlations.add(correlationId);
    assert.equal(correlations.size, 1);
  });

  test('a copy is one of its own: what happens to it does not happen to the source', async () => {
    assert.equal((await ask(fasti, 'DELETE', `${HOME}/copy/`)).status, 204);
    assert.equal((await members('personal')).length, 260);
    assert.equal((await ask(fasti, 'GET', `${HOME}/personal/7.ics`)).status, 200);
  });
});
