import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { bench } from '../../infra/bench/bench.ts';
import { Misused, readOptions } from '../../infra/bench/options.ts';
import { phases, phasesOf } from '../../infra/bench/phases.ts';
import { ratiosOf } from '../../infra/bench/row.ts';
import { serverAt } from '../../infra/bench/server.ts';
import { ask, type Fasti, PASSWORD, startFasti } from '../support/fasti.ts';
import { onLoopback } from './on-loopback.ts';

let fasti: Fasti;
const LOGIN = { user: 'jo', password: PASSWORD };
const tiny = (only: readonly string[] = []) => ({
  phases: phasesOf(only),
  sizes: [40],
  connections: [2],
  seconds: 0.05,
  signal: new AbortController().signal,
});
const honest = () => serverAt(new URL('/SOGo/dav/', fasti.origin), LOGIN, { label: 'honest' });

const TAKEN = new Set<string | undefined>(['MKCALENDAR', 'PUT']);
const NOTHING =
  '<?xml version="1.0"?><D:multistatus xmlns:D="DAV:"><D:sync-token>data:,1</D:sync-token></D:multistatus>';

type Message = { readonly method: string; readonly path: string; readonly headers: Headers; readonly body: string };
type Told = { readonly status: number; readonly headers: Headers; readonly body: string };

/** What a server in between changes in requests and answers; a request with `instead` never reaches the real server. */
type Lie = {
  readonly phases: readonly string[];
  asks?(request: Message): Message;
  instead?(request: Message): Told | undefined;
  answers?(answer: Told, request: Message): Told;
};

const isObject = ({ path }: Message): boolean => path.endsWith('.ics');
const told = (status: number): Told => ({ status, headers: new Headers({ etag: '"a new one"' }), body: '' });
const without =
  (...names: readonly string[]) =>
  (request: Message): Message => {
    const headers = new Headers(request.headers);
    for (const name of names) headers.delete(name);
    return { ...request, headers };
  };
/** The answer to a report or listing, with its text changed. */
const changed = (what: RegExp, by: string): Pick<Lie, 'answers'> => ({
  answers: (answer) => (answer.status === 207 ? { ...answer, body: answer.body.replace(what, by) } : answer),
});

const LISTINGS = ['propfind', 'calendar-query', 'multiget', 'sync-initial', 'sync-delta'];
const LAST_MEMBER =
  /<D:response><D:href>[^<]*\.ics<\/D:href>(?:(?!<D:response>)[\s\S])*?<\/D:response>(?![\s\S]*\.ics<)/;

const lies: Readonly<Record<string, Lie>> = {
  'leaves a member out': { phases: LISTINGS, ...changed(LAST_MEMBER, '') },
  'gives another ETag than the object has': {
    phases: LISTINGS,
    ...changed(/(\.ics<[\s\S]*?getetag>)[^<]+/, '$1"another"'),
  },
  'gives another event': {
    phases: ['get', 'calendar-query', 'multiget'],
    answers: (answer) => ({ ...answer, body: answer.body.replaceAll('SUMMARY:Meeting', 'SUMMARY:Other') }),
  },
  'finds events of other months too': {
    phases: ['calendar-query'],
    asks: (request) => ({
      ...request,
      body: request.body.replace(/time-range start="\d+/, 'time-range start="19000101'),
    }),
  },
  'acknowledges objects without storing them': {
    phases: ['put-new', 'put-update', 'get', 'mixed'],
    instead: (request) => (request.method === 'PUT' && isObject(request) ? told(201) : undefined),
  },
  'ignores If-Match': { phases: ['put-update'], asks: without('if-match') },
  'acknowledges deletions and keeps the objects': {
    phases: ['delete'],
    instead: (request) => (request.method === 'DELETE' && isObject(request) ? told(204) : undefined),
  },
  'gives the same sync-token again': { phases: ['sync-delta'], ...changed(/(sync-token>)[^<]+/, '$1data:,1') },
  'gives no sync-token': {
    phases: ['sync-initial', 'sync-delta'],
    ...changed(/<D:sync-token>[^<]+<\/D:sync-token>/, ''),
  },
};

/** A server that is the real one, but for its lie. */
const liar = (lie: Lie) => async (incoming: IncomingMessage, response: ServerResponse) => {
  const { method = '', url: path = '' } = incoming;
  const headers = new Headers(incoming.headers as Record<string, string>);
  for (const name of ['host', 'connection', 'content-length']) headers.delete(name);
  const body = (await buffer(incoming)).toString();
  const asked = lie.asks?.({ method, path, headers, body }) ?? { method, path, headers, body };
  const real = async (): Promise<Told> => {
    const content = asked.body === '' ? {} : { body: asked.body };
    const answer = await fetch(fasti.origin + path, { method, headers: asked.headers, ...content });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  };
  const honestly = lie.instead?.(asked) ?? (await real());
  const answer = lie.answers?.(honestly, asked) ?? honestly;
  const etag = answer.headers.get('etag');
  response.writeHead(answer.status, etag === null ? {} : { etag }).end(answer.body);
};

describe('the bench', () => {
  before(async () => {
    fasti = await startFasti('jo');
  });
  after(() => fasti.stop());

  test('every phase runs against a real server, every answer of which is right', async () => {
    const rows = await bench([await honest()], tiny());
    assert.deepEqual(
      rows.map(({ phase, problem }) => ({ phase, problem })),
      phases.map(({ name }) => ({ phase: name, problem: undefined })),
    );
    assert.deepEqual(
      rows.filter(
        ({ operations, errors, perSecond, p99 }) => !(operations > 0 && errors === 0 && perSecond > 0 && p99 > 0),
      ),
      [],
    );
  });

  test('the calendars of a run are gone after it', async () => {
    await bench([await honest()], tiny(['get', 'multiget']));
    const { status, text } = await ask(fasti, 'PROPFIND', '/SOGo/dav/jo/Calendar/', { depth: '1' });
    assert.equal(status, 207);
    assert.doesNotMatch(text, /bench-/);
  });

  for (const [what, status, body] of [
    ['207 and an empty multistatus', 207, NOTHING],
    ['200 and nothing', 200, ''],
  ] as const)
    test(`all phases are wrong at a server that takes everything and answers the rest with ${what}`, async () => {
      const answer = (request: IncomingMessage, response: ServerResponse) => {
        request
          .resume()
          .on('end', () => response.writeHead(TAKEN.has(request.method) ? 201 : status, { etag: '"1"' }).end(body));
      };
      const rows = await onLoopback(answer, async (url) => bench([await serverAt(url, LOGIN)], tiny()));
      assert.equal(rows.length, phases.length);
      assert.deepEqual(
        rows.filter(({ problem }) => problem === undefined).map(({ phase }) => phase),
        [],
      );
    });

  test('a server in between that tells no lie is right in every phase', async () => {
    const rows = await onLoopback(liar({ phases: [] }), async (url) => bench([await serverAt(url, LOGIN)], tiny()));
    assert.deepEqual(
      rows.flatMap(({ phase, problem }) => (problem === undefined ? [] : [`${phase}: ${problem}`])),
      [],
    );
  });

  for (const [what, lie] of Object.entries(lies))
    test(`a server that ${what} is found out: ${lie.phases.join(', ')}`, async () => {
      const settings = { ...tiny(), phases: phases.filter(({ name }) => lie.phases.includes(name)) };
      const rows = await onLoopback(liar(lie), async (url) => bench([await serverAt(url, LOGIN)], settings));
      assert.deepEqual(
        rows.filter(({ problem }) => problem === undefined).map(({ phase }) => phase),
        [],
      );
    });

  test('two servers are measured in turn; a ratio is told where both are right', async () => {
    const rows = await onLoopback(liar(lies['ignores If-Match']!), async (url) =>
      bench([await honest(), await serverAt(url, LOGIN, { label: 'liar' })], tiny(['put-update', 'get'])),
    );
    assert.deepEqual(
      rows.map(({ phase, server }) => `${phase} ${server}`),
      ['put-update honest', 'put-update liar', 'get honest', 'get liar'],
    );
    const ratios = ratiosOf(rows, 2);
    assert.deepEqual(
      ratios.map(({ servers, perSecond }) => [servers, perSecond === undefined]),
      [
        ['honest / liar', true],
        ['honest / liar', false],
      ],
    );
  });
});

test('only servers on loopback are measured', () => {
  for (const url of [
    'http://192.0.2.1/',
    'http://example.com:8008/',
    'https://127.0.0.1/',
    'http://127.0.0.1.example.com/',
  ])
    for (const option of ['--url', '--vs']) assert.throws(() => readOptions([option, url]), Misused, url);
  for (const url of ['http://127.0.0.1:8008/', 'http://[::1]:8008/', 'http://localhost/dav/'])
    assert.equal(readOptions(['--url', url]).url?.url.href, url);
});

test('a command line that cannot be meant is refused', () => {
  for (const args of [
    ['--only', 'everything'],
    ['--sizes', '0'],
    ['--seconds', 'x'],
    ['--connections', ''],
    ['--fast'],
    ['x'],
  ])
    assert.throws(() => readOptions(args), Misused, args.join(' '));
  assert.deepEqual(
    readOptions(['--only', 'put,get']).phases.map(({ name }) => name),
    ['put-new', 'put-update', 'get'],
  );
});
