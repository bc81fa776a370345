/** Requests on a calendar, each with the members its answer must have, no more and no fewer. */
import type { Answer, Connection } from './connection.ts';
import { isInMonth, monthRange, utc } from './events.ts';
import { type Member, type Multistatus, readMultistatus } from './multistatus.ts';
import { etagProblem, type Outcome, textProblem } from './objects.ts';
import { type Item, isOn, type Shelf } from './shelf.ts';

const PREFIXES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"';
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';
const ETAG = '<D:prop><D:getetag/></D:prop>';
const ETAG_AND_DATA = '<D:prop><D:getetag/><C:calendar-data/></D:prop>';

const send = (connection: Connection, method: string, path: string, depth: string, body: string): Promise<Answer> =>
  connection.ask(method, path, { depth, 'content-type': 'application/xml; charset=utf-8' }, DECLARATION + body);

const memberProblem = (
  shelf: Shelf,
  item: Item,
  member: Member | undefined,
  wantsData: boolean,
): string | undefined => {
  if (member === undefined) return `${item.name} is missing`;
  if (member.isGone) return `${item.name} is told as removed`;
  const wrong = etagProblem(item, member.etag);
  if (wrong !== undefined || !wantsData) return wrong;
  return textProblem(shelf, item, member.data ?? '');
};

/** Whether an answer has exactly the items expected of these shelves; members of other shelves are not looked at. */
const membersProblem = (
  { members }: Multistatus,
  expected: ReadonlyMap<Shelf, readonly Item[]>,
  wantsData: boolean,
): string | undefined => {
  for (const [shelf, items] of expected) {
    for (const item of items) {
      const problem = memberProblem(shelf, item, members.get(item.name), wantsData);
      if (problem !== undefined) return problem;
    }
    const count = members.keys().reduce((sum, name) => sum + Number(isOn(shelf, name)), 0);
    if (count !== items.length) return `${count} members, not ${items.length}`;
  }
  return undefined;
};

const check = (answer: Answer, expected: ReadonlyMap<Shelf, readonly Item[]>, wantsData: boolean): Outcome => {
  const path = expected.keys().next().value?.path ?? '';
  const read = readMultistatus(answer, path);
  return { answer, problem: typeof read === 'string' ? read : membersProblem(read, expected, wantsData) };
};

/** PROPFIND with Depth 1 for the ETags of all that these shelves of one calendar hold. */
export const list = async (connection: Connection, shelves: readonly Shelf[]): Promise<Outcome> => {
  const body = `<D:propfind ${PREFIXES}>${ETAG}</D:propfind>`;
  const answer = await send(connection, 'PROPFIND', shelves[0]?.path ?? '', '1', body);
  return check(answer, new Map(shelves.map((shelf) => [shelf, [...shelf.items.values()]])), false);
};

/** RFC 4791 §7.8: the events of one month with their data. */
export const queryMonth = async (connection: Connection, shelf: Shelf, month: number): Promise<Outcome> => {
  const { start, end } = monthRange(month);
  const range = `<C:time-range start="${utc(start)}" end="${utc(end)}"/>`;
  const filter = `<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">${range}</C:comp-filter></C:comp-filter>`;
  const body = `<C:calendar-query ${PREFIXES}>${ETAG_AND_DATA}<C:filter>${filter}</C:filter></C:calendar-query>`;
  const answer = await send(connection, 'REPORT', shelf.path, '1', body);
  const expected = shelf.items
    .values()
    .filter(({ index }) => isInMonth(index, month))
    .toArray();
  return check(answer, new Map([[shelf, expected]]), true);
};

/** RFC 4791 §7.9 */
export const multiget = async (connection: Connection, shelf: Shelf, items: readonly Item[]): Promise<Outcome> => {
  const hrefs = items.map(({ name }) => `<D:href>${shelf.path}${name}</D:href>`).join('');
  const body = `<C:calendar-multiget ${PREFIXES}>${ETAG_AND_DATA}${hrefs}</C:calendar-multiget>`;
  const answer = await send(connection, 'REPORT', shelf.path, '1', body);
  return check(answer, new Map([[shelf, items]]), true);
};

export type Synced = Outcome & { readonly token: string };

/** RFC 6578 §3.2: what changed since `token` (all there is, when it is empty) must be exactly `changed`. */
export const sync = async (
  connection: Connection,
  shelf: Shelf,
  token: string,
  changed: readonly Item[],
): Promise<Synced> => {
  const level = '<D:sync-level>1</D:sync-level>';
  const since = token === '' ? '<D:sync-token/>' : `<D:sync-token>${escapeXml(token)}</D:sync-token>`;
  const body = `<D:sync-collection ${PREFIXES}>${since}${level}${ETAG}</D:sync-collection>`;
  const answer = await send(connection, 'REPORT', shelf.path, '0', body);
  const read = readMultistatus(answer, shelf.path);
  if (typeof read === 'string') return { answer, problem: read, token };
  if (read.token === undefined) return { answer, problem: 'no sync-token', token };
  const isStale = changed.length > 0 && read.token === token;
  const problem = isStale ? 'the sync-token did not change' : membersProblem(read, new Map([[shelf, changed]]), false);
  return { answer, problem, token: read.token };
};

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
