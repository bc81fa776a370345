/** Requests on one calendar object, each with what makes its answer right. */
import type { Answer, Connection } from './connection.ts';
import { eventText, summaryOf, uidOf } from './events.ts';
import { type Item, nextItem, type Shelf } from './shelf.ts';

/** An answer, and what is wrong with it. */
export type Outcome = { readonly answer: Answer; readonly problem: string | undefined };

const CALENDAR = { 'content-type': 'text/calendar; charset=utf-8' };

const pathOn = (shelf: Shelf, item: Item): string => shelf.path + item.name;

const statusProblem = (answer: Answer, ...right: readonly number[]): string | undefined =>
  right.includes(answer.status) ? undefined : `status ${answer.status}, not ${right.join(' or ')}`;

/** PUT of a new object. What a server acknowledges is on the shelf from then on. */
export const create = async (connection: Connection, shelf: Shelf): Promise<Outcome> => {
  const item = nextItem(shelf);
  const text = eventText(shelf.prefix, item.index, item.version);
  const answer = await connection.ask('PUT', pathOn(shelf, item), { ...CALENDAR, 'if-none-match': '*' }, text);
  const problem = statusProblem(answer, 201);
  if (problem === undefined) shelf.items.set(item.name, { ...item, etag: answer.headers.get('etag') });
  return { answer, problem };
};

/** RFC 7232 §3.1: PUT over the version whose ETag is known; the new ETag, where one is told, is another. */
export const update = async (connection: Connection, shelf: Shelf, item: Item): Promise<Outcome> => {
  const before = item.etag ?? (await read(connection, shelf, item)).answer.headers.get('etag') ?? '"none"';
  const text = eventText(shelf.prefix, item.index, item.version + 1);
  const answer = await connection.ask('PUT', pathOn(shelf, item), { ...CALENDAR, 'if-match': before }, text);
  const wrong = statusProblem(answer, 204, 200, 201);
  if (wrong !== undefined) return { answer, problem: wrong };
  item.version += 1;
  item.etag = answer.headers.get('etag');
  return { answer, problem: item.etag === before ? 'the ETag is the old one' : undefined };
};

/** A PUT over a version that is no longer there. */
export const updateStale = async (connection: Connection, shelf: Shelf, item: Item): Promise<Outcome> => {
  const text = eventText(shelf.prefix, item.index, item.version + 1);
  const headers = { ...CALENDAR, 'if-match': '"a version that never was"' };
  const answer = await connection.ask('PUT', pathOn(shelf, item), headers, text);
  return { answer, problem: statusProblem(answer, 412) };
};

/** What an iCalendar text, as it is or within XML, must say of an item. */
export const textProblem = (shelf: Shelf, item: Item, text: string): string | undefined => {
  if (!text.includes(`UID:${uidOf(shelf.prefix, item.index)}`)) return `${item.name} has another UID`;
  if (!text.includes(`SUMMARY:${summaryOf(item.index, item.version)}`)) return `${item.name} has another SUMMARY`;
  return text.includes('END:VCALENDAR') ? undefined : `${item.name} is cut off`;
};

/** An ETag that was never told is learned. */
export const etagProblem = (item: Item, etag: string | undefined): string | undefined => {
  if (etag === undefined || etag === '') return `${item.name} has no ETag`;
  item.etag ??= etag;
  return item.etag === etag ? undefined : `${item.name} has the ETag ${etag}, not ${item.etag}`;
};

export const read = async (connection: Connection, shelf: Shelf, item: Item): Promise<Outcome> => {
  const answer = await connection.ask('GET', pathOn(shelf, item));
  const problem =
    statusProblem(answer, 200) ??
    etagProblem(item, answer.headers.get('etag')) ??
    textProblem(shelf, item, answer.body.toString());
  return { answer, problem };
};

export const remove = async (connection: Connection, shelf: Shelf, item: Item): Promise<Outcome> => {
  shelf.items.delete(item.name);
  const answer = await connection.ask('DELETE', pathOn(shelf, item));
  return { answer, problem: statusProblem(answer, 204, 200) };
};

export const readGone = async (connection: Connection, shelf: Shelf, item: Item): Promise<Outcome> => {
  const answer = await connection.ask('GET', pathOn(shelf, item));
  return { answer, problem: statusProblem(answer, 404, 410) };
};
