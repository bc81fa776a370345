import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ask, event, type Fasti, startFasti } from '../../../support/fasti.ts';

const HOME = '/SOGo/dav/jo/Calendar/';
const CALENDARS = ['personal', 'work'] as const;
const ICS = { 'content-type': 'text/calendar' };
const RUNS = Number(process.env.FASTI_SOAK ?? 1);

/** Numbers from 0 to below `below`, the same for the same seed. */
const dice = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

/** One client's writes, at random, to names that all writers share; each must be answered as a race may be. */
const write = async (fasti: Fasti, seed: number, steps: number): Promise<void> => {
  const roll = dice(seed);
  const place = (): string => `${HOME}${CALENDARS[roll(2)]}/n${roll(12)}.ics`;
  for (let step = 0; step < steps; step += 1) {
    const path = place();
    const kind = roll(4);
    const { status, text } =
      kind === 0
        ? await ask(fasti, 'DELETE', path)
        : kind === 1
          ? await ask(fasti, 'MOVE', path, { destination: place(), overwrite: roll(2) === 0 ? 'T' : 'F' })
          : await ask(
              fasti,
              'PUT',
              path,
              { 'content-type': 'text/calendar' },
              event(`${seed}-${step}`, `SUMMARY:${step}`),
            );
    assert.ok(status < 500, `a writer was answered ${status}: ${text}`);
  }
};

type Replica = { readonly members: Map<string, string>; token: string };

const RESPONSE = /<D:response><D:href>([^<]+)<\/D:href>(.*?)<\/D:response>/g;

/** One sync-collection of a replica; true when the answer was cut off. */
const sync = async (fasti: Fasti, calendar: string, replica: Replica, limit?: number): Promise<boolean> => {
  const body =
    `<sync-collection xmlns="DAV:"><sync-token>${replica.token}</sync-token><sync-level>1</sync-level>` +
    `${limit === undefined ? '' : `<limit><nresults>${limit}</nresults></limit>`}<prop><getetag/></prop></sync-collection>`;
  const { status, text } = await ask(
    fasti,
    'REPORT',
    `${HOME}${calendar}/`,
    { 'content-type': 'text/xml', depth: '0' },
    body,
  );
  assert.equal(status, 207, text);
  const told = new Set<string>();
  let isCut = false;
  for (const [, href = '', content = ''] of text.matchAll(RESPONSE)) {
    assert.ok(!told.has(href), `${href} is told twice`);
    told.add(href);
    if (content.includes(' 507 ')) isCut = true;
    else if (content.includes(' 404 ')) replica.members.delete(href);
    else replica.members.set(href, /<D:getetag>([^<]+)</.exec(content)?.[1] ?? '');
  }
  assert.ok(limit === undefined || told.size <= limit + 1);
  replica.token = /<D:sync-token>([^<]+)<\/D:sync-token>/.exec(text)?.[1] ?? '';
  return isCut;
};

/** What the server has, asked another way. */
const members = async (fasti: Fasti, calendar: string): Promise<Map<string, string>> => {
  const body = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>';
  const { text } = await ask(
    fasti,
    'PROPFIND',
    `${HOME}${calendar}/`,
    { depth: '1', 'content-type': 'text/xml' },
    body,
  );
  const all = [...text.matchAll(RESPONSE)].map(
    ([, href = '', content = '']) => [href, /<D:getetag>([^<]+)</.exec(content)?.[1] ?? ''] as const,
  );
  return new Map(all.filter(([href]) => href.endsWith('.ics')));
};

const sorted = (map: ReadonlyMap<string, string>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe('RFC 6578: clients that sync while others write', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startFasti('jo');
    assert.equal((await ask(fasti, 'MKCALENDAR', `${HOME}work/`)).status, 201);
    assert.equal((await ask(fasti, 'PUT', `${HOME}work/first.ics`, ICS, event('first'))).status, 201);
    assert.equal((await ask(fasti, 'PUT', `${HOME}personal/first.ics`, ICS, event('first'))).status, 201);
  });
  after(() => fasti.stop());

  for (let run = 1; run <= RUNS; run += 1)
    test(`they end with what the server has, run ${run}`, async () => {
      let writing = true;
      const writers = Promise.all(Array.from({ length: 8 }, (_, n) => write(fasti, run * 100 + n, 40))).finally(() => {
        writing = false;
      });
      const follow = async (calendar: string, limit?: number): Promise<Replica> => {
        const replica: Replica = { members: new Map(), token: '' };
        while (writing) await sync(fasti, calendar, replica, limit);
        while (await sync(fasti, calendar, replica, limit));
        return replica;
      };
      const replicas = CALENDARS.flatMap((calendar) =>
        [undefined, 3].map(async (limit) => [calendar, await follow(calendar, limit)] as const),
      );
      const [, ...ended] = await Promise.all([writers, ...replicas]);
      for (const [calendar, replica] of ended) {
        await sync(fasti, calendar, replica);
        assert.deepEqual(sorted(replica.members), sorted(await members(fasti, calendar)));
        const { token } = replica;
        await sync(fasti, calendar, replica);
        assert.equal(replica.token, token, 'an unchanged calendar gives the same token');
      }
    });
});
