/** Stands between litmus and a CalDAV server: arbitrary files become calendar objects, its tree becomes calendars. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { authorization, type Target } from './client.ts';
import { placeOf, treeOf } from './litmus-paths.ts';
import { unwrap, wrap } from './litmus-wrap.ts';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host', 'expect', 'date']);

/** Translates one litmus run for `target`. */
class Translator {
  readonly home: string;
  private readonly server: URL;
  private readonly target: Target;
  private readonly shelves = new Set<string>();
  private readonly files = new Set<string>();

  constructor(target: Target) {
    this.target = target;
    this.server = new URL(target.calendarHome);
    this.home = this.server.pathname;
  }

  private send(method: string, path: string, headers: IncomingHttpHeaders, body: Buffer): Promise<Answer> {
    const { hostname, port } = this.server;
    const length = body.length > 0 || method === 'PUT' ? { 'content-length': String(body.length) } : {};
    return new Promise((resolve, reject) => {
      const sent = request({ hostname, port, method, path, headers: { ...headers, ...length }, timeout: 20_000 });
      sent.on('response', async (answer) =>
        resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: await buffer(answer) }),
      );
      sent.on('timeout', () => sent.destroy(new Error('the server did not answer in time')));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  private async ownRequest(method: string, path: string): Promise<void> {
    await this.send(method, path, { authorization: authorization(this.target) }, Buffer.alloc(0));
  }

  private async provide(shelf: string): Promise<void> {
    if (this.shelves.has(shelf)) return;
    this.shelves.add(shelf);
    await this.ownRequest('MKCALENDAR', shelf);
  }

  /** Removes every calendar that litmus made, or was given. */
  async clear(): Promise<void> {
    for (const shelf of this.shelves) await this.ownRequest('DELETE', shelf);
    this.shelves.clear();
    this.files.clear();
  }

  /** A file that litmus takes for a collection (`name/`) is still that file; what it makes is a collection, slash or not. */
  private async pathOf(method: string, path: string): Promise<string> {
    const bare = path.replace(/\/$/, '');
    const meant = this.files.has(bare) ? bare : `${bare}/`;
    const place = placeOf(this.home, method === 'MKCOL' ? meant : path);
    const writes = method === 'PUT' || method === 'LOCK' || method === 'destination';
    if (place.shelf !== undefined && writes) {
      await this.provide(place.shelf);
      this.files.add(bare);
    }
    if (method === 'MKCOL') this.shelves.add(place.path);
    return place.path;
  }

  private async requestHeaders(from: IncomingHttpHeaders): Promise<IncomingHttpHeaders> {
    const headers: IncomingHttpHeaders = {};
    for (const [name, value] of Object.entries(from)) if (!HOP.has(name)) headers[name] = value;
    const urls = /https?:\/\/[^/\s>]+(\/[^\s>]*)/;
    for (const name of ['destination', 'if']) {
      const text = headers[name];
      if (typeof text !== 'string') continue;
      const path = urls.exec(text)?.[1];
      if (path === undefined) continue;
      const to = await this.pathOf(name, path);
      headers[name] = text.replace(urls, () => this.server.origin + to);
    }
    return headers;
  }

  /** Name within its calendar; the same for all top-level files, so that COPY and MOVE may overwrite. */
  private uidOf(path: string): string {
    const [name = '', ...rest] = path.slice(`${this.home}litmus/`.length).split('/');
    return rest.length === 0 ? (name.includes('%') ? name : 'litmus') : rest.join('-');
  }

  /** The server's answer to one request of litmus. */
  async exchange(method: string, path: string, from: IncomingHttpHeaders, body: Buffer): Promise<Answer> {
    const headers = await this.requestHeaders(from);
    const base = method === 'MKCOL' && path === `${this.home}litmus/`;
    if (base) await this.clear();
    const put = method === 'PUT';
    if (put) headers['content-type'] = 'text/calendar; charset=utf-8';
    const to = await this.pathOf(method, path);
    const answer = await this.send(
      base ? 'MKCALENDAR' : method,
      to,
      headers,
      put ? wrap(body, this.uidOf(path)) : body,
    );
    return { ...answer, body: this.translated(answer) };
  }

  private translated({ headers, body }: Answer): Buffer {
    const type = String(headers['content-type'] ?? '');
    if (type.includes('xml')) return Buffer.from(treeOf(this.home, body.toString('utf8')));
    return unwrap(body) ?? body;
  }
}

async function answer(translator: Translator, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', headers } = incoming;
  const { status, headers: received, body } = await translator.exchange(method, url, headers, await buffer(incoming));
  for (const [name, value] of Object.entries(received)) {
    if (value !== undefined && !HOP.has(name)) outgoing.setHeader(name, value);
  }
  if (method !== 'HEAD') outgoing.setHeader('content-length', body.length);
  outgoing.writeHead(status).end(method === 'HEAD' ? undefined : body);
}

/** Runs `work` with the address that litmus is to be given: the calendar home, through the proxy. */
export async function withProxy(target: Target, work: (url: string) => Promise<void>): Promise<void> {
  const translator = new Translator(target);
  const proxy = createServer((incoming, outgoing) => {
    answer(translator, incoming, outgoing).catch((error: unknown) => {
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end(String(error));
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  try {
    await work(`http://127.0.0.1:${port}${translator.home}`);
    await translator.clear();
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
}
