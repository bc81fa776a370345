/** A server under measurement: where its calendars are, and how a calendar is made and removed there. */
import { type Answer, type Connection, openConnection } from './connection.ts';
import { pathOf, unescapeXml } from './multistatus.ts';
import { create } from './objects.ts';
import type { Shelf } from './shelf.ts';

export type Server = {
  readonly label: string;
  readonly origin: URL;
  /** RFC 4791 §6.2.1: the calendar home, with a slash at the end. */
  readonly home: string;
  /** Of its process, where that is known. */
  readonly pid: number | undefined;
  connect(): Connection;
};

export type Login = { readonly user: string; readonly password: string };

/** RFC 7617 §2 */
const basic = ({ user, password }: Login): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** The href in a property of the answer to a PROPFIND with Depth 0; undefined when it is not told. */
const hrefIn = async (connection: Connection, path: string, property: string): Promise<string | undefined> => {
  const [prefix, name] = property.split(':');
  const body =
    '<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">' +
    `<D:prop><${prefix}:${name}/></D:prop></D:propfind>`;
  const headers = { depth: '0', 'content-type': 'application/xml; charset=utf-8' };
  const answer = await connection.ask('PROPFIND', path, headers, body).catch(() => undefined);
  const found = new RegExp(`<(?:[\\w.-]+:)?${name}[^>]*>\\s*<(?:[\\w.-]+:)?href[^>]*>([^<]+)<`);
  const href = found.exec(answer?.body.toString() ?? '')?.[1];
  return href === undefined ? undefined : encodeURI(pathOf(unescapeXml(href)));
};

const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

/** The calendar home behind a URL (RFC 5397 §3, RFC 4791 §6.2.1); the URL's own path where the server tells none. */
const homeOf = async (connection: Connection, path: string): Promise<string> => {
  const principal = (await hrefIn(connection, path, 'D:current-user-principal')) ?? path;
  return (await hrefIn(connection, principal, 'C:calendar-home-set')) ?? path;
};

/** Finds the calendar home unless `home` tells it. Refuses nothing: what does not answer fails in its first phase. */
export const serverAt = async (
  url: URL,
  login: Login,
  { home, label = url.host, pid }: { home?: string | undefined; label?: string; pid?: number | undefined } = {},
): Promise<Server> => {
  const connect = (): Connection => openConnection(url, basic(login));
  const connection = connect();
  const found = home ?? (await homeOf(connection, url.pathname));
  connection.close();
  return { label, origin: url, home: withSlash(found), pid, connect };
};

const described = ({ status, body }: Answer): string => `${status} ${body.toString().slice(0, 120)}`.trim();

/** RFC 4791 §5.3.1: an empty calendar; its path with a slash at the end. */
export const makeCalendar = async (connection: Connection, server: Server, name: string): Promise<string> => {
  const path = `${server.home}${name}/`;
  const answer = await connection.ask('MKCALENDAR', path);
  if (answer.status !== 201) throw new Error(`MKCALENDAR: ${described(answer)}`);
  return path;
};

/** Failure is no matter: the calendar only stays there. */
export const removeCalendar = (connection: Connection, path: string): Promise<unknown> =>
  connection.ask('DELETE', path).catch(() => undefined);

const FILLERS = 8;

/** Puts new items on the shelf until it has `size`, over several connections. Rejects when one is not taken, or at the signal. */
export const fill = async (server: Server, shelf: Shelf, size: number, signal: AbortSignal): Promise<void> => {
  const filler = async (): Promise<void> => {
    const connection = server.connect();
    try {
      while (shelf.next < size) {
        if (signal.aborted) throw new Error('there was no time to fill the calendar');
        const { problem } = await create(connection, shelf);
        if (problem !== undefined) throw new Error(`PUT: ${problem}`);
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(FILLERS, size) }, filler));
};
