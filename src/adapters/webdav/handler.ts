import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { OutcomeUnknown, StoreGone } from '../../domain/kernel/append-errors.ts';
import { DirectoryUnavailable } from '../../domain/kernel/directory-errors.ts';
import type { Actor } from '../../domain/kernel/ids.ts';
import { isRefusal, refuse } from '../../domain/kernel/refusal.ts';
import { isBodyProblem, readBody } from '../http/body.ts';
import { startBody } from '../http/compress.ts';
import { type Logger, logFailure, logRequest } from '../http/log.ts';
import { type DavPath, parseReference, parseTarget } from '../http/path.ts';
import { isAnonymous } from './access.ts';
import { methodsOf } from './allow.ts';
import { type AuthenticationParts, authenticate, type Known } from './authenticate.ts';
import { isBirthdaysName, writeRefusal } from './birthdays.ts';
import { closedModule } from './closed-module.ts';
import { KINDS, kindAt } from './collection-kind.ts';
import { mayBeOfDirectory } from './directory-books.ts';
import { type Located, locate, placeOf } from './locate.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import { othersRefusal } from './others.ts';
import { outsideTree, ROOT } from './outside-tree.ts';
import { comeAgain, plain } from './plain.ts';
import { profileAnswer, profilePlace } from './profiles.ts';
import { inTree, nameless } from './public-tree.ts';
import { refused } from './refused.ts';
import type { Account } from './resource.ts';
import { rightsRefusal } from './rights-refusal.ts';
import type { Route, RouteRequest } from './route.ts';
import { isSubscribedName } from './shared-collections.ts';
import { webCalendarWriteRefusal } from './web-calendars.ts';

/** Methods that make something: where even the parent is missing the answer is 409 (RFC 4918 §9.7.1, §9.3.1). */
const MAKING = new Set(['PUT', 'MKCOL', 'MKCALENDAR', 'LOCK']);

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

/** SOGoDebugRequests: seconds until the answer begins. */
const tellDuration = (res: ServerResponse, since: number): void => {
  res.setHeader('SOGo-Request-Duration', ((performance.now() - since) / 1000).toFixed(6));
};

type Parts = AuthenticationParts & { readonly logger: Logger; readonly routes?: readonly Route[] };

/** Methods whose bodies are uploads, of members of collections. */
const UPLOADING = new Set(['PUT', 'POST']);

const bodyOf =
  (
    req: IncomingMessage,
    res: ServerResponse,
    kind: CollectionKind | undefined,
    { maxUpload }: Services['settings'],
  ): DavRequest['body'] =>
  async (most) => {
    const isUpload = UPLOADING.has(req.method ?? '');
    const limit = isUpload ? Math.min(most, maxUpload) : most;
    const body = await readBody(req, res, { octets: limit });
    if (!isBodyProblem(body)) return body;
    if (body.why === 'too-large' && isUpload)
      return {
        ...refused(
          refuse('object-too-large', `A ${KINDS[kind ?? 'calendar'].called.member} may have ${limit} octets.`),
          kind,
        ),
        status: 413,
      };
    return plain(body.status, `The body cannot be read: ${body.why}.`, { 'Accept-Encoding': 'gzip, deflate, br' });
  };

/** Methods that want a member's text with it. */
const WITH_TEXT = new Set(['GET', 'HEAD', 'COPY', 'MOVE']);

/** Whose a resource or a place is. */
const ownerOf = (target: DavRequest['target']): Account | undefined => {
  const of = target.is === 'unmapped' ? target.parent : target;
  return 'account' in of && 'principal' in of.account ? of.account : undefined;
};

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
  const { tree, segments } = inTree(path, services.settings);
  const kind = kindAt(segments[1]);
  const look = (within: readonly string[], as: string): Promise<Located> =>
    locate(services, caller, { segments: within, href: as }, WITH_TEXT.has(method));
  const handler = services.registry.methods.get(method);
  if (handler === undefined) return plain(501, 'This method is not known here.');
  const closed = closedModule(services.settings, caller, segments);
  if (closed !== undefined) return refused(closed, kind);
  // A date is held against that of what is there; in a directory nobody looks twice; birthdays are not written to; what
  // is subscribed to is another's.
  const name = segments[2] ?? '';
  const isOfDirectory = kind === 'address-book' && mayBeOfDirectory(services, caller, name);
  const isElsewhere = isOfDirectory || isBirthdaysName(name) || isSubscribedName(name);
  const mustLook = req.headers['if-unmodified-since'] !== undefined || isElsewhere;
  const byWords = method === 'PUT' && !mustLook;
  const place = byWords ? placeOf(caller, { segments, href }) : undefined;
  const target = place ?? (await look(segments, href));
  if (target === undefined) return refused(refuse(missing(method, segments, caller), 'There is nothing here.'), kind);
  const closedHere =
    rightsRefusal(method, caller, target) ??
    othersRefusal(method, target) ??
    writeRefusal(method, target) ??
    webCalendarWriteRefusal(method, target);
  if (closedHere !== undefined) return refused(closedHere, kind);
  const owner = ownerOf(target);
  const request: DavRequest = {
    method,
    target,
    headers: req.headers,
    caller,
    metadata: {
      ...origin,
      ...(kind && { protocol: KINDS[kind].protocol }),
      actor: caller.principal as string as Actor,
      ...(owner !== undefined && owner.principal !== caller.principal && { onBehalfOf: owner.principal }),
    },
    root: ROOT,
    tree,
    origin: client.origin,
    body: bodyOf(req, res, kind, services.settings),
    locate: async (reference) => {
      const other = parseReference(reference, [new URL(client.origin).host]);
      if (other.is !== 'path') return undefined;
      const within = inTree(other, services.settings);
      const isOpen = within.tree === tree || !isAnonymous(caller);
      return isOpen ? look(within.segments, pathname(reference)) : undefined;
    },
  };
  const outcome = await handler.handle(request, services);
  const response = isRefusal(outcome) ? refused(outcome, kind) : outcome;
  return response.status === 405 ? withAllow(response, target, services.registry) : response;
};

const routeRequest = (
  req: IncomingMessage,
  res: ServerResponse,
  { caller, client, origin }: Known,
  { services }: Parts,
): RouteRequest => ({
  method: req.method ?? '',
  headers: req.headers,
  caller,
  metadata: { ...origin, actor: caller.principal as string as Actor },
  origin: client.origin,
  body: bodyOf(req, res, undefined, services.settings),
});

const answer = async (req: IncomingMessage, res: ServerResponse, parts: Parts, known: (login: string) => void) => {
  const path = parseTarget(req.url ?? '');
  if (path.is !== 'path') return plain(400, `This path cannot be used: ${path.why}.`);
  const href = pathname(req.url ?? '');
  const place = profilePlace(path, req.method ?? '');
  const route = parts.routes?.find(({ matches }) => matches(path.segments));
  const isElsewhere = place === undefined && route === undefined;
  const elsewhere = isElsewhere ? outsideTree(path, href, req.method ?? '') : undefined;
  if (elsewhere !== undefined) return elsewhere;
  const who = await authenticate(req, parts, nameless(path, parts.services));
  if ('status' in who) return who;
  known(who.caller.login);
  if (route !== undefined) return route.handle(path.segments, routeRequest(req, res, who, parts), parts.services);
  return place === undefined
    ? dispatch(req, res, path, href, who, parts.services)
    : profileAnswer(place, who, parts.services);
};

/** RFC 9110 §15.5.6: who used a method that is not for this resource is told which are. */
const withAllow = (response: DavResponse, target: DavRequest['target'], registry: Services['registry']) => ({
  ...response,
  headers: { ...response.headers, Allow: methodsOf(target, registry).join(', ') },
});

const missing = (method: string, [login]: readonly string[], caller: Account) =>
  MAKING.has(method) && login === caller.login ? 'no-parent-collection' : 'no-such-resource';

/** The path of a request target or reference as its sender wrote it. */
const pathname = (reference: string): string =>
  reference.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/';

/** What the client is told of a failure: whether it may come back, and nothing else. */
const troubleOf = (error: unknown): DavResponse => {
  if (error instanceof DirectoryUnavailable)
    return comeAgain(503, 'The directory of users cannot be reached at this moment.', 30);
  return error instanceof StoreGone || error instanceof OutcomeUnknown
    ? comeAgain(503, `${error.message} Look, and try again.`, 5)
    : plain(500, 'The server made a mistake; it is in its log.');
};

/** One HTTP request: who asks, what is meant, what is answered. Failures are logged once and tell the client nothing. */
export const davHandler =
  (parts: Parts) =>
  (req: IncomingMessage, res: ServerResponse): void => {
    let login: string | undefined;
    const since = parts.services.settings.showDuration ? performance.now() : undefined;
    logRequest(parts.logger, req, res, () => login);
    const known = (name: string): void => {
      login = name;
    };
    answer(req, res, parts, known)
      .catch((error: unknown) => {
        logFailure(parts.logger, req, error);
        return troubleOf(error);
      })
      .then((response) => {
        if (since !== undefined) tellDuration(res, since);
        return send(req, res, response);
      })
      .catch((error: unknown) => {
        logFailure(parts.logger, req, error);
        res.destroy();
      });
  };
