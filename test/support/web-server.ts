import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server of a test answers, by path; asked for anything else it says 404. */
export type Answers = Record<string, (req: IncomingMessage, res: ServerResponse) => void>;

/** A server on loopback whose answers a test may change at any time, and what it was asked so far. */
export type WebServer = {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly port: number;
  readonly answers: Answers;
  readonly asked: IncomingMessage[];
  stop(): Promise<void>;
};

/** Answers with a text as a calendar. */
export const serving =
  (text: string, headers: Readonly<Record<string, string>> = {}): Answers[string] =>
  (_, res) => {
    res.writeHead(200, { 'Content-Type': 'text/calendar; charset=utf-8', ...headers }).end(text);
  };

/** Answers with a redirection. */
export const redirecting =
  (location: string, status = 302): Answers[string] =>
  (_, res) => {
    res.writeHead(status, { Location: location }).end();
  };

export const startWebServer = async (answers: Answers = {}, host = '127.0.0.1'): Promise<WebServer> => {
  const asked: IncomingMessage[] = [];
  const server = createServer((req, res) => {
    asked.push(req);
    const answer = answers[req.url ?? ''];
    if (answer === undefined) res.writeHead(404).end();
    else answer(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${host}:${port}`,
    port,
    answers,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

/** A calendar with these components. */
export const calendar = (...components: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//elsewhere//EN', ...components, 'END:VCALENDAR', ''].join('\r\n');

/** An event of a feed; its summary is its UID unless a line says otherwise. */
export const feedEvent = (uid: string, ...lines: readonly string[]): string =>
  [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20260101T000000Z',
    'DTSTART:20260105T100000Z',
    ...(lines.some((line) => line.startsWith('SUMMARY')) ? [] : [`SUMMARY:${uid}`]),
    ...lines,
    'END:VEVENT',
  ].join('\r\n');
