/** What a shared calendar costs those who see it in different ways, every answer checked. */
import { type Answer, type Connection, openConnection } from './connection.ts';
import { eventText, isInMonth, MONTHS, monthRange, utc } from './events.ts';
import { type Multistatus, readMultistatus } from './multistatus.ts';
import type { OwnServer } from './own-server.ts';

const LANES = 8;
const MULTIGET = 100;
const CALENDAR = { 'content-type': 'text/calendar' };
const XML = { 'content-type': 'application/xml' };
const NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"';
const ETAG = '<prop><getetag/></prop>';
const DATA = '<prop><getetag/><C:calendar-data/></prop>';

type Word = 'PUBLIC' | 'PRIVATE' | 'CONFIDENTIAL';

/** Of twenty items twelve are public, five private, three confidential. */
const wordOf = (index: number): Word => {
  const part = (index * 7) % 20;
  if (part < 12) return 'PUBLIC';
  return part < 17 ? 'PRIVATE' : 'CONFIDENTIAL';
};

const ALARM = ['BEGIN:VALARM', 'ACTION:DISPLAY', 'DESCRIPTION:Soon', 'TRIGGER:-PT15M', 'END:VALARM', ''].join('\r\n');

/** One in three has an alarm. */
const textOf = (index: number, version: number): string => {
  const text = eventText('shared', index, version).replace('CLASS:PUBLIC', `CLASS:${wordOf(index)}`);
  return index % 3 === 0 ? text.replace('END:VEVENT', `${ALARM}END:VEVENT`) : text;
};

const nameOf = (index: number): string => `${index}.ics`;

/** How somebody comes to the calendar, and what he was given in it. */
type Way = {
  readonly label: string;
  readonly login: string;
  readonly roles: readonly string[];
  readonly sees: readonly Word[];
  readonly isSubscribed?: true;
};

const MIXED = ['PublicModifier', 'ConfidentialViewer', 'PrivateDAndTViewer'];
const ALL: readonly Word[] = ['PUBLIC', 'PRIVATE', 'CONFIDENTIAL'];

const SHAREES: readonly Way[] = [
  { label: 'private reduced', login: 'ann', roles: MIXED, sees: ALL },
  { label: 'public only', login: 'bob', roles: ['PublicModifier'], sees: ['PUBLIC'] },
  { label: 'subscribed', login: 'cat', roles: MIXED, sees: ALL, isSubscribed: true },
];

/** Somebody at his path; `seen` are the items that are there for him. */
type Viewer = {
  readonly label: string;
  readonly connection: Connection;
  readonly path: string;
  readonly seen: readonly number[];
  token: string;
};

/** What the owner does between measured requests. */
type Owner = { readonly viewer: Viewer; version: number };

/** A measured request: how long it took, and how many items it told of. */
type Told = { readonly ms: number; readonly items: number };

const must = async (
  connection: Connection,
  status: number,
  ...[method, path, headers, body]: Asked
): Promise<Answer> => {
  const answer = await connection.ask(method, path, headers, body);
  if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
  return answer;
};
type Asked = readonly [method: string, path: string, headers?: Readonly<Record<string, string>>, body?: string];

const inverse = (verb: string, inside: string): string =>
  `<I:${verb} xmlns:I="urn:inverse:params:xml:ns:inverse-dav">${inside}</I:${verb}>`;

const fill = async (lanes: readonly Connection[], path: string, items: number): Promise<void> => {
  await must(lanes[0] as Connection, 201, 'MKCALENDAR', path);
  let next = 0;
  const work = async (lane: Connection): Promise<void> => {
    for (let index = next++; index < items; index = next++)
      await must(lane, 201, 'PUT', `${path}${nameOf(index)}`, CALENDAR, textOf(index, 0));
  };
  await Promise.all(lanes.map(work));
};

const multistatus = (answer: Answer, path: string, expected: number | undefined): Multistatus => {
  const read = readMultistatus(answer, path);
  if (typeof read === 'string') throw new Error(read);
  if (expected !== undefined && read.members.size !== expected)
    throw new Error(`${read.members.size} members, not ${expected}`);
  return read;
};

const listing = async (viewer: Viewer, method: string, body: string, depth: string, expected?: number) => {
  const answer = await viewer.connection.ask(method, viewer.path, { ...XML, depth }, body);
  const read = multistatus(answer, viewer.path, expected);
  return { ms: answer.ms, items: read.members.size, read };
};

/** Without an expected number: whatever there is since that token. */
const sync = async (viewer: Viewer, token: string, expected?: number): Promise<Told> => {
  const body = `<sync-collection ${NAMESPACES}><sync-token>${token}</sync-token><sync-level>1</sync-level>${ETAG}</sync-collection>`;
  const told = await listing(viewer, 'REPORT', body, '0', expected);
  viewer.token = told.read.token ?? '';
  return told;
};

/** Numbers that jump about, the same in each run. */
const scattered = (turn: number): number => Math.imul(turn + 7, 0x9e3779b1) >>> 8;

/** An item that everybody sees and may change. */
const publicItem = ({ viewer: { seen } }: Owner, turn: number): number => {
  const all = seen.filter((index) => wordOf(index) === 'PUBLIC');
  return all[scattered(turn) % all.length] ?? 0;
};

const put = ({ connection, path }: Viewer, index: number, version: number): Promise<Answer> =>
  must(connection, 204, 'PUT', `${path}${nameOf(index)}`, CALENDAR, textOf(index, version));

type Request = (viewer: Viewer, owner: Owner, turn: number) => Promise<Told>;

const REQUESTS: Readonly<Record<string, Request>> = {
  propfind: (viewer) =>
    listing(viewer, 'PROPFIND', `<propfind ${NAMESPACES}>${ETAG}</propfind>`, '1', viewer.seen.length),
  'sync-initial': (viewer) => sync(viewer, '', viewer.seen.length),
  'sync-delta': async (viewer, owner, turn) => {
    await sync(viewer, viewer.token);
    owner.version += 1;
    await put(owner.viewer, publicItem(owner, turn), owner.version);
    return sync(viewer, viewer.token, 1);
  },
  'calendar-query': (viewer, _, turn) => {
    const month = scattered(turn) % MONTHS;
    const { start, end } = monthRange(month);
    const range = `<C:time-range start="${utc(start)}" end="${utc(end)}"/>`;
    const filter = `<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">${range}</C:comp-filter></C:comp-filter>`;
    const body = `<C:calendar-query ${NAMESPACES}>${DATA}<C:filter>${filter}</C:filter></C:calendar-query>`;
    return listing(viewer, 'REPORT', body, '1', viewer.seen.filter((index) => isInMonth(index, month)).length);
  },
  multiget: (viewer, _, turn) => {
    const from = scattered(turn) % Math.max(1, viewer.seen.length - MULTIGET);
    const some = viewer.seen.slice(from, from + MULTIGET);
    const hrefs = some.map((index) => `<href>${viewer.path}${nameOf(index)}</href>`).join('');
    const body = `<C:calendar-multiget ${NAMESPACES}>${DATA}${hrefs}</C:calendar-multiget>`;
    return listing(viewer, 'REPORT', body, '1', some.length);
  },
  get: async ({ connection, path, seen }, _, turn) => {
    const index = seen[scattered(turn) % seen.length] ?? 0;
    return { ms: (await must(connection, 200, 'GET', `${path}${nameOf(index)}`)).ms, items: 1 };
  },
  put: async (viewer, owner, turn) => {
    owner.version += 1;
    return { ms: (await put(viewer, publicItem(owner, turn), owner.version)).ms, items: 1 };
  },
};

const rounded = (number: number): number => Number(number.toPrecision(3));
const median = (of: readonly number[]): number => of.toSorted((a, b) => a - b)[of.length >> 1] ?? Number.NaN;

/** One row for each request: milliseconds of each viewer, and what an item costs him in relation to the owner. */
const measure = async (name: string, request: Request, viewers: readonly Viewer[], owner: Owner, turns: number) => {
  const times = viewers.map((viewer) => ({ viewer, ms: [] as number[], perItem: [] as number[] }));
  for (let turn = -2; turn < turns; turn++)
    for (const { viewer, ms, perItem } of times) {
      const told = await request(viewer, owner, turn);
      // The first two warm up.
      if (turn < 0) continue;
      ms.push(told.ms);
      perItem.push(told.ms / Math.max(1, told.items));
    }
  const [own] = times;
  return {
    request: name,
    ...Object.fromEntries(times.map(({ viewer, ms }) => [`${viewer.label} ms`, rounded(median(ms))])),
    ...Object.fromEntries(
      times
        .slice(1)
        .map(({ viewer, perItem }) => [
          `${viewer.label} ÷ owner`,
          rounded(median(perItem) / median(own?.perItem ?? [])),
        ]),
    ),
  };
};

/** Makes a calendar of so many items, shares it, and asks as everybody in turn. Rejects at the first answer that is not right. */
export const measureSharing = async (server: OwnServer, items: number, turns: number, only: readonly string[]) => {
  const { url, login } = server;
  await server.addUsers(SHAREES.map((way) => ({ login: way.login, name: way.login, password: login.password })));
  const connectionOf = (user: string) => openConnection(url, `Basic ${btoa(`${user}:${login.password}`)}`);
  const lanes = Array.from({ length: LANES }, () => connectionOf(login.user));
  const [first] = lanes;
  const path = `${url.pathname}${login.user}/Calendar/shared/`;
  const open: Connection[] = [...lanes];
  try {
    if (first === undefined) throw new Error('no connection');
    await fill(lanes, path, items);
    const indices = Array.from({ length: items }, (_, index) => index);
    const own: Viewer = { label: 'owner', connection: first, path, seen: indices, token: '' };
    const viewers: Viewer[] = [own];
    for (const { label, login: user, roles, sees, isSubscribed } of SHAREES) {
      const words = roles.map((role) => `<I:${role}/>`).join('');
      await must(
        first,
        204,
        'POST',
        path,
        XML,
        inverse('acl-query', `<I:set-roles user="${user}">${words}</I:set-roles>`),
      );
      const connection = connectionOf(user);
      open.push(connection);
      if (isSubscribed) await must(connection, 200, 'POST', path, XML, inverse('subscribe', ''));
      viewers.push({
        label,
        connection,
        path: isSubscribed ? `${url.pathname}${user}/Calendar/${login.user}_shared/` : path,
        seen: indices.filter((index) => sees.includes(wordOf(index))),
        token: '',
      });
    }
    const rows = [];
    for (const [name, request] of Object.entries(REQUESTS))
      if (only.length === 0 || only.includes(name))
        rows.push(await measure(name, request, viewers, { viewer: own, version: rows.length * 1000 }, turns));
    return rows;
  } finally {
    for (const connection of open) connection.close();
  }
};
