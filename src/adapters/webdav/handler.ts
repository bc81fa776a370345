import type { IncomingMessage, ServerResponse } from 'node:http';
import { OutcomeUnknown, StoreGone } from '../../domain/kernel/append-errors.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import type { Actor, CorrelationId } from '../../domain/kernel/ids.ts';
import { isRefusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_USER_AGENT } from '../../domain/limits.ts';
import { isBodyProblem, readBody } from '../http/body.ts';
import type { Client } from '../http/client.ts';
import { startBody } from '../http/compress.ts';
import { parseBasic } from '../http/headers.ts';
import { type Logger, logFailure, logRequest } from '../http/log.ts';
import type { LoggedIn, Login, Logins } from '../http/logins.ts';
import { type DavPath, parseReference, parseTarget } from '../http/path.ts';
import { methodsOf } from './allow.ts';
import { type Located, locate, placeOf } from './locate.ts';
import { PLAIN_TYPE } from './media-types.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import { refused } from './refused.ts';
import type { Account } from './resource.ts';

/** Where the DAV tree is: SOGo's clients have it in their accounts. */
export const ROOT = '/SOGo/dav/';
const ROOT_SEGMENTS = ['SOGo', 'dav'];

/** RFC 6764 §5 */
const WELL_KNOWN = new Set(['/.well-known/caldav', '/.well-known/carddav']);

/** Methods that make something: where even the parent is missing the answer is 409 (RFC 4918 §9.7.1, §9.3.1). */
const MAKING = new Set(['PUT', 'MKCOL', 'MKCALENDAR', 'LOCK']);

const plain = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): DavResponse => ({
  status,
  headers: { 'Content-Type': PLAIN_TYPE, ...headers },
  body: `${body}\n`,
});

const send = async (req: IncomingMessage, res: ServerResponse, response: DavResponse): Promise<void> => {
  for (const [name, value] of Object.entries(response.headers ?? {})) res.setHeader(name, value);
  const { status, body } = response;
  if (body === undefined || status === 204 || status === 304) {
    if (status !== 204 && status !== 304) res.setHeader('Content-Length', 0);
    res.writeHead(status).end();
    return;
  }
  const octets =
    typeof body === 'string' ? Buffer.byteLength(body) : typeof body === 'function' ? undefined : body.length;
  const out = startBody(req, res, status, octets);
  if (req.method === 'HEAD') out.end();
  else if (typeof body === 'function') await body(out);
  else out.end(body);
};

const accountOf = ({ principal, login, name, mails }: LoggedIn): Account => ({ principal, login, name, mails });

/** What is told to somebody who is not known yet. */
const UNAUTHORIZED = plain(401, 'Please log in.', { 'WWW-Authenticate': 'Basic realm="SOGo", charset="UTF-8"' });

type NotIn = Exclude<Login, { readonly is: 'in' }>;

/** What is told to somebody who may not come in, or not now. */
const NOT_IN: { readonly [Is in NotIn['is']]: (login: NotIn) => DavResponse } = {
  unknown: () => UNAUTHORIZED,
  'password-expired': () => plain(403, 'Your password has expired: set a new one, then log in with it.'),
  'password-must-change': () => plain(403, 'Your password must be changed before it can be used here.'),
  'account-locked': () => plain(403, 'Your account is locked in the directory; ask your administrator.'),
  'wrong-scope': () => plain(403, 'This app password was made for another kind of program.'),
  blocked: (login) => {
    const seconds = login.is === 'blocked' ? login.seconds : 0;
    return plain(429, `Too many failed logins: try again in ${seconds} seconds.`, { 'Retry-After': String(seconds) });
  },
  'too-busy': () => plain(503, 'Too many people log in at this moment.', { 'Retry-After': '5' }),
  'directory-unavailable': () =>
    plain(503, 'The directory of users cannot be reached at this moment.', { 'Retry-After': '30' }),
};

type Parts = {
  readonly services: Services;
  readonly logins: Logins;
  readonly logger: Logger;
  /** Who is at the other end, through which proxies; says why a password may not come this way. */
  client(req: IncomingMessage): Client;
};

/** RFC 6764 §5, §6; clients that were given only a host look at its root. */
const outsideTree = (path: DavPath, href: string, method: string): DavResponse | undefined => {
  if (WELL_KNOWN.has(href.replace(/\/$/, '')))
    return { status: 301, headers: { Location: ROOT, 'Content-Length': '0' } };
  if (ROOT_SEGMENTS.every((segment, at) => path.segments[at] === segment)) return undefined;
  if (method === 'PROPFIND' || method === 'OPTIONS') return undefined;
  return path.segments.length === 0
    ? { status: 302, headers: { Location: ROOT } }
    : plain(404, 'There is nothing here.');
};

/** The segments below the DAV root; none outside of it, where only the root answers. */
const below = (path: DavPath): readonly string[] =>
  ROOT_SEGMENTS.every((segment, at) => path.segments[at] === segment) ? path.segments.slice(ROOT_SEGMENTS.length) : [];

const bodyOf =
  (req: IncomingMessage, res: ServerResponse): DavRequest['body'] =>
  async (limit) => {
    const body = await readBody(req, res, { octets: limit });
    if (!isBodyProblem(body)) return body;
    if (body.why === 'too-large' && req.method === 'PUT')
      return { ...refused(refuse('object-too-large', `A calendar object may have ${limit} octets.`)), status: 413 };
    return plain(body.status, `The body cannot be read: ${body.why}.`, { 'Accept-Encoding': 'gzip, deflate, br' });
  };

/** Somebody known, through what, and as part of what. */
type Known = { readonly caller: Account; readonly client: Client; readonly origin: Omit<Metadata, 'actor'> };

/** RFC 7617: who asks, or how to answer somebody who has not said it rightly. */
const authenticate = async (req: IncomingMessage, parts: Parts): Promise<Known | DavResponse> => {
  const client = parts.client(req);
  if (client.insecure !== undefined) return plain(403, client.insecure);
  const credentials = parseBasic(req.headers.authorization);
  if (credentials === undefined) return UNAUTHORIZED;
  const correlationId = parts.services.newId() as CorrelationId;
  const request = { address: client.address, userAgent: (req.headers['user-agent'] ?? '').slice(0, MAX_USER_AGENT) };
  const origin = { protocol: 'caldav', correlationId, request } as const;
  const login = await parts.logins.login(credentials, origin);
  return login.is === 'in' ? { caller: accountOf(login.who), client, origin } : NOT_IN[login.is](login);
};

/** Methods that want a calendar object's text with it. */
const WITH_TEXT = new Set(['GET', 'HEAD', 'COPY', 'MOVE']);

/** Finds what the URL names, and has the method's file handle it. */
const dispatch = async (
  req: IncomingMessage,
  res: ServerResponse,
  path: DavPath,
  href: string,
  known: Known,
  services: Services,
) => {
  const method = req.method ?? '';
  const { caller, client, origin } = known;
  const look = (at: DavPath, as: string): Promise<Located> =>
    locate(services.sql, caller, { segments: below(at), href: as }, WITH_TEXT.has(method));
  const handler = services.registry.methods.get(method);
  if (handler === undefined) return plain(501, 'This method is not known here.');
  // A date is held against that of what is there.
  const byWords = method === 'PUT' && req.headers['if-unmodified-since'] === undefined;
  const place = byWords ? placeOf(caller, { segments: below(path), href }) : undefined;
  const target = place ?? (await look(path, href));
  if (target === undefined) return refused(refuse(missing(method, path, caller), 'There is nothing here.'));
  const request: DavRequest = {
    method,
    target,
    headers: req.headers,
    caller,
    metadata: { ...origin, actor: caller.principal as string as Actor },
    root: ROOT,
    origin: client.origin,
    body: bodyOf(req, res),
    locate: async (reference) => {
      const other = parseReference(reference, [new URL(client.origin).host]);
      return other.is === 'path' ? look(other, pathname(reference)) : undefined;
    },
  };
  const outcome = await handler.handle(request, services);
  const response = isRefusal(outcome) ? refused(outcome) : outcome;
  return response.status === 405 ? withAllow(response, target, services.registry) : response;
};

const answer = async (req: IncomingMessage, res: ServerResponse, parts: Parts, known: (login: string) => void) => {
  const path = parseTarget(req.url ?? '');
  if (path.is !== 'path') return plain(400, `This path cannot be used: ${path.why}.`);
  const href = pathname(req.url ?? '');
  const elsewhere = outsideTree(path, href, req.method ?? '');
  if (elsewhere !== undefined) return elsewhere;
  const who = await authenticate(req, parts);
  if ('status' in who) return who;
  known(who.caller.login);
  return dispatch(req, res, path, href, who, parts.services);
};

/** RFC 9110 §15.5.6: who used a method that is not for this resource is told which are. */
const withAllow = (response: DavResponse, target: DavRequest['target'], registry: Services['registry']) => ({
  ...response,
  headers: { ...response.headers, Allow: methodsOf(target, registry).join(', ') },
});

const missing = (method: string, path: DavPath, caller: Account) =>
  MAKING.has(method) && below(path)[0] === caller.login ? 'no-parent-collection' : 'no-such-resource';

/** The path of a request target or reference as its sender wrote it. */
const pathname = (reference: string): string =>
  reference.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/';

/** One HTTP request: who asks, what is meant, what is answered. Failures are logged once and tell the client nothing. */
export const davHandler =
  (parts: Parts) =>
  (req: IncomingMessage, res: ServerResponse): void => {
    let login: string | undefined;
    logRequest(parts.logger, req, res, () => login);
    const known = (name: string): void => {
      login = name;
    };
    answer(req, res, parts, known)
      .catch((error: unknown) => {
        logFailure(parts.logger, req, error);
        return error instanceof StoreGone || error instanceof OutcomeUnknown
          ? plain(503, `${error.message} Look, and try again.`, { 'Retry-After': '5' })
          : plain(500, 'The server made a mistake; it is in its log.');
      })
      .then((response) => send(req, res, response))
      .catch((error: unknown) => {
        logFailure(parts.logger, req, error);
        res.destroy();
      });
  };
