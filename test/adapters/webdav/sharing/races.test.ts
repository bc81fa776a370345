/** What was allowed when it was decided and is not any more when it is stored, is not stored. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Recorded } from '../../../../src/domain/kernel/event.ts';
import { START } from '../../../../src/domain/kernel/ids.ts';
import { principalOf } from '../../../../src/projections/accounts.ts';
import { event } from '../../../support/fasti.ts';
import { type Site, startSite } from './site.ts';
import { send, XML } from './table.ts';

const ICS = { 'content-type': 'text/calendar' };
const ROUNDS = 6;
const OBJECTS = ['a', 'b', 'c', 'd'];
const NOTE = '<propertyupdate xmlns="DAV:"><set><prop><note xmlns="urn:x">x</note></prop></set></propertyupdate>';

describe('rights that change while others write', () => {
  let site: Site;
  let ann: string;
  before(async () => {
    site = await startSite();
    ann = (await principalOf(site.fasti.log.sql, 'a.example', 'ann')) ?? '';
  });
  after(() => site.stop());

  const status = async (
    who: string,
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: string,
  ) => (await send(site.fasti, who, method, path, headers, body)).status;

  /** A calendar of jo with some events, in which ann may do everything with what is public. */
  const shared = async (name: string): Promise<string> => {
    const own = ['PublicModifier', 'ObjectCreator', 'ObjectEraser'];
    const items = OBJECTS.map((one) => ({ name: `${one}.ics`, text: event(`${name}-${one}`) }));
    await site.make([{ owner: 'jo', kind: 'calendar', name, words: { own }, items }]);
    return `/SOGo/dav/jo/Calendar/${name}/`;
  };
  const historyOf = async (calendar: string): Promise<readonly Recorded[]> => {
    const events: Recorded[] = [];
    for await (const batch of site.fasti.log.read(START, { bodies: false })) events.push(...batch);
    return events.filter(({ stream, data }) => stream.includes(calendar) || JSON.stringify(data).includes(calendar));
  };

  test('nothing of somebody comes after the event that took his roles', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = `taken${round}`;
      const base = await shared(name);
      const inverse = 'xmlns="urn:inverse:params:xml:ns:inverse-dav"';
      const nothing = `<acl-query ${inverse}><set-roles user="ann"/></acl-query>`;
      const writes = [
        ...OBJECTS.map((one) => () => status('ann', 'PUT', `${base}${one}.ics`, ICS, event(`${name}-${one}`, 'X-A:1'))),
        ...[1, 2, 3].map((at) => () => status('ann', 'PUT', `${base}new${at}.ics`, ICS, event(`${name}-new${at}`))),
        () => status('ann', 'PROPPATCH', `${base}a.ics`, XML, NOTE),
        () => status('ann', 'MOVE', `${base}b.ics`, { destination: `${base}moved.ics` }),
        () => status('ann', 'COPY', `${base}c.ics`, { destination: `/SOGo/dav/ann/Calendar/personal/${name}.ics` }),
        () => status('ann', 'DELETE', `${base}d.ics`),
      ];
      const running = writes.slice(0, round + 2).map((write) => write());
      const taking = status('jo', 'POST', base, XML, nothing);
      const rest = writes.slice(round + 2).map((write) => write());
      assert.equal(await taking, 204);
      for (const answer of await Promise.all([...running, ...rest]))
        assert.ok([201, 204, 207, 404, 409].includes(answer), `${answer}`);
      const history = await historyOf(name);
      const taken = history.findLast(({ type }) => type === 'calendar-roles-changed')?.position ?? 0;
      const late = history.filter(({ actor, position }) => actor === ann && position > taken);
      assert.deepEqual(late, []);
      assert.equal(await status('ann', 'PUT', `${base}late.ics`, ICS, event(`${name}-late`)), 404);
    }
  });

  test('nothing of somebody changes what is in another class by then', async () => {
    const base = await shared('classes');
    const path = `${base}a.ics`;
    const text = (classification: string, summary: string): string =>
      event('classes-a', `CLASS:${classification}`, `SUMMARY:${summary}`);
    for (let round = 0; round < ROUNDS; round += 1) {
      assert.equal(await status('jo', 'PUT', path, ICS, text('PUBLIC', `open ${round}`)), 204);
      /** He begins a little later each time. */
      const closing = async (): Promise<number> => {
        for (let at = 0; at < round; at += 1) await status('jo', 'GET', path);
        return status('jo', 'PUT', path, ICS, text('PRIVATE', `closed ${round}`));
      };
      const [hers] = await Promise.all([
        status('ann', 'PUT', path, ICS, text('PUBLIC', `ann ${round}`)),
        status('ann', 'PROPPATCH', path, XML, NOTE),
        closing(),
      ]);
      assert.ok([204, 403].includes(hers), `${hers}`);
    }
    const history = (await historyOf('classes')).filter(({ stream }) => stream.endsWith('/classes/a.ics'));
    let before: string | undefined;
    const wrong: Recorded[] = [];
    for (const one of history) {
      if (one.actor === ann && before !== 'PUBLIC') wrong.push(one);
      before = (one.data as { classification?: string }).classification ?? before;
    }
    assert.ok(history.some(({ actor }) => actor === ann));
    assert.deepEqual(wrong, []);
  });
});
