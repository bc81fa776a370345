import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ask, event, type Fasti, startFasti } from '../../support/fasti.ts';

const rows = async ({ log }: Fasti): Promise<number> =>
  (await log.sql<{ count: number }>`select count(*)::int4 as count from members`)[0]?.count ?? 0;

/** The server has a sweeper too, so that one step may be its. */
const swept = async ({ log }: Fasti): Promise<void> => {
  do await log.sweep();
  while ((await log.sql`select from sweeps`).length > 0);
};

describe('sweeping', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startFasti('jo');
  });
  after(() => fasti.stop());

  test('the rows of a deleted calendar are swept step by step, and agree with the log at every moment', async () => {
    const calendar = '/SOGo/dav/jo/Calendar/work/';
    assert.equal((await ask(fasti, 'MKCALENDAR', calendar)).status, 201);
    for (const name of ['a', 'b', 'c'])
      await ask(fasti, 'PUT', `${calendar}${name}.ics`, { 'content-type': 'text/calendar' }, event(name));
    assert.equal((await ask(fasti, 'DELETE', calendar)).status, 204);
    assert.deepEqual((await fasti.log.verify()).differences, []);
    await swept(fasti);
    assert.equal(await rows(fasti), 0);
    assert.deepEqual((await fasti.log.verify()).differences, []);
    assert.equal((await ask(fasti, 'MKCALENDAR', calendar)).status, 201);
    assert.equal((await ask(fasti, 'GET', `${calendar}a.ics`)).status, 404, 'a calendar of the same name begins empty');
  });
});
