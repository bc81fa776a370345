import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  HEADERS_TIMEOUT,
  KEEP_ALIVE_TIMEOUT,
  MAX_CONNECTIONS,
  MAX_HEADER_FIELDS,
  MAX_HEADER_OCTETS,
  MAX_PIPELINED,
  REQUEST_TIMEOUT,
} from '../../domain/limits.ts';

export type ServerLimits = {
  /** Milliseconds; the others are counts. */
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  readonly headerOctets: number;
  readonly headerFields: number;
  readonly connections: number;
};

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

export type ServerOptions = {
  readonly handler: Handler;
  /** Methods that some resource here knows, in upper case; others are answered 501, TRACE 405. */
  readonly methods: ReadonlySet<string>;
  /** PEM texts; absent: plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Told once of each request that is not HTTP, after it was answered; never sees its octets. */
  readonly onMalformed?: (what: { readonly code: string; readonly address: string | undefined }) => void;
  readonly limits?: Partial<ServerLimits>;
};

export type HttpServer = {
  readonly server: Server;
  /**
   * Starts to accept; rejects when the address cannot be had. Port 0 takes a free one. `backlog` is WOListenQueueSize: how
   * many connections may wait to be accepted (511 without one, and never more than the system allows).
   */
  readonly listen: (port: number, host: string, backlog?: number) => Promise<AddressInfo>;
  /**
   * Accepts no more, lets the requests in flight end for at most so many milliseconds, and closes idle connections at
   * once. `cut` says that some had to be ended by force.
   */
  readonly drain: (milliseconds: number) => Promise<'clean' | 'cut'>;
};

const LIMITS: ServerLimits = {
  headersTimeout: HEADERS_TIMEOUT,
  requestTimeout: REQUEST_TIMEOUT,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
  headerOctets: MAX_HEADER_OCTETS,
  headerFields: MAX_HEADER_FIELDS,
  connections: MAX_CONNECTIONS,
};

/** What node's parser complains of, and the status to answer; everything else is 400. */
const MALFORMED: Readonly<Record<string, string>> = {
  HPE_INVALID_METHOD: '501 Not Implemented',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** How often node looks for connections past their time: often enough for the shortest of the times. */
const checkingInterval = ({ headersTimeout, requestTimeout }: ServerLimits): number =>
  Math.min(headersTimeout, requestTimeout, 5_000);

const build = ({ tls }: ServerOptions, limits: ServerLimits): Server => {
  const options = {
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: checkingInterval(limits),
    maxHeaderSize: limits.headerOctets,
    noDelay: true,
    insecureHTTPParser: false,
  };
  const server = tls === undefined ? createPlainServer(options) : createTlsServer({ ...options, ...tls });
  server.maxConnections = limits.connections;
  // Node drops what exceeds its count in silence, and a dropped If-Match is a lost update: we count ourselves.
  server.maxHeadersCount = 0;
  return server;
};

const answer = (res: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void => {
  res.writeHead(status, { 'Content-Length': '0', Connection: 'close', ...headers }).end();
};

/** Node keeps the first of these and drops the rest in silence, where a proxy in front may have kept the last. */
const SINGLE = new Set(['host', 'authorization', 'content-type']);

/** RFC 9110 §5.3, RFC 9112 §3.2: a field that stands once stands twice. */
const isAmbiguous = ({ rawHeaders }: IncomingMessage): boolean => {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!SINGLE.has(name)) continue;
    if (seen.has(name)) return true;
    seen.add(name);
  }
  return false;
};

/** RFC 9112 §6.1: a body in a transfer coding that nobody here undoes. */
const isCoded = ({ headers }: IncomingMessage): boolean =>
  (headers['transfer-encoding'] ?? 'chunked').trim().toLowerCase() !== 'chunked';

/** RFC 9110 §9.1, §9.3.8, §15.6.6: what no handler needs to see. True when the request has been answered. */
const refused = (options: ServerOptions, limits: ServerLimits, req: IncomingMessage, res: ServerResponse): boolean => {
  const method = req.method ?? '';
  // Node's parser lets HTTP/0.9 and 2.0 request lines through.
  if (req.httpVersionMajor !== 1) answer(res, 505);
  else if (req.rawHeaders.length / 2 > limits.headerFields) answer(res, 431);
  else if (method === 'TRACE') answer(res, 405, { Allow: [...options.methods].join(', ') });
  else if (!options.methods.has(method) || isCoded(req)) answer(res, 501);
  else if (isAmbiguous(req)) answer(res, 400);
  else return false;
  return true;
};

const rejectMalformed = (error: Error, socket: Duplex, options: ServerOptions): void => {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  const gone = code === 'ECONNRESET' || !socket.writable;
  const status = MALFORMED[code] ?? '400 Bad Request';
  if (gone) socket.destroy();
  else socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`, () => socket.destroy());
  const address =
    'remoteAddress' in socket && typeof socket.remoteAddress === 'string' ? socket.remoteAddress : undefined;
  if (!gone) options.onMalformed?.({ code, address });
};

/** RFC 9110 §9.3.6: no tunnels here. */
const rejectTunnel = (socket: Duplex): void => {
  socket.on('error', () => socket.destroy());
  socket.end('HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', () => socket.destroy());
};

/**
 * RFC 9112 §9.3.2, §9.6: node hands over all requests that have arrived on a connection; here each waits until the one before
 * is answered. What comes after the last of a connection is dropped, and a connection with too many is ended.
 */
const inTurn = (handle: Handler): Handler => {
  /** Of the connections on which a request is being handled: those that wait. */
  const queues = new WeakMap<Duplex, (() => void)[]>();
  const next = (socket: Duplex): void => {
    const turn = socket.writable ? queues.get(socket)?.shift() : undefined;
    if (turn === undefined) queues.delete(socket);
    else turn();
  };
  return (req, res) => {
    const { socket } = req;
    const turn = (): void => {
      res.once('close', () => next(socket));
      handle(req, res);
    };
    const queue = queues.get(socket);
    if (!socket.writable) return;
    if (queue === undefined) {
      queues.set(socket, []);
      turn();
    } else if (queue.length < MAX_PIPELINED) queue.push(turn);
    else socket.destroy();
  };
};

/** The responses under way, and the way to their end. */
const follow = (server: Server) => {
  const open = new Set<ServerResponse>();
  let draining = false;
  const last = (res: ServerResponse): void => {
    if (!res.headersSent) res.setHeader('Connection', 'close');
  };
  const add = (res: ServerResponse): void => {
    open.add(res);
    if (draining) last(res);
    res.once('close', () => {
      open.delete(res);
      // The connection counts as idle only after node's own listeners have run.
      if (draining) setImmediate(() => server.closeIdleConnections());
    });
  };
  const drain = (milliseconds: number): Promise<'clean' | 'cut'> => {
    draining = true;
    for (const res of open) last(res);
    return new Promise((resolve) => {
      let how: 'clean' | 'cut' = 'clean';
      const cut = setTimeout(() => {
        how = 'cut';
        server.closeAllConnections();
      }, milliseconds);
      server.close(() => {
        clearTimeout(cut);
        resolve(how);
      });
      server.closeIdleConnections();
    });
  };
  return { add, drain };
};

/**
 * An HTTP/1.1 server, with TLS where a certificate is given. `handler` gets every request with a known method; those
 * with `Expect: 100-continue` too, and `readBody` lets them go on. The rest is answered here: malformed and ambiguous
 * requests 400, too many headers 431, too slow ones 408, other versions 505, unknown methods, tunnels and transfer codings
 * 501, TRACE 405, other expectations 417.
 */
export const createHttpServer = (options: ServerOptions): HttpServer => {
  const limits = { ...LIMITS, ...options.limits };
  const server = build(options, limits);
  const responses = follow(server);
  const handle = inTurn((req, res) => {
    responses.add(res);
    if (!refused(options, limits, req, res)) options.handler(req, res);
  });
  server.on('request', handle);
  server.on('checkContinue', handle);
  server.on('checkExpectation', (_req, res) => answer(res, 417));
  server.on('clientError', (error, socket) => rejectMalformed(error, socket, options));
  server.on('connect', (_req, socket) => rejectTunnel(socket));
  const listen = (port: number, host: string, backlog?: number): Promise<AddressInfo> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host, backlog }, () => {
        server.off('error', reject);
        const address = server.address();
        if (address !== null && typeof address !== 'string') resolve(address);
      });
    });
  return { server, listen, drain: responses.drain };
};
