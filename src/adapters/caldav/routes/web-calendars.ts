/** Web calendars by the addresses that SOGo's programs know: `/SOGo/so/LOGIN/Calendar/addWebCalendar`, `…/ID/reload`, `…/ID/delete`. */
import { foldLogin } from '../../../domain/account/login.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { MAX_WEB_CALENDAR_BODY } from '../../../domain/limits/web-calendars.ts';
import { isWebCalendar } from '../../../domain/web-calendar/is-web-calendar.ts';
import type { WebCalendars } from '../../../domain/web-calendar/ports.ts';
import { collectionNamed } from '../../../projections/collections.ts';
import { isMalformed, parseContentType } from '../../http/headers.ts';
import { encodePath } from '../../http/path.ts';
import { answerOf } from '../../webdav/answers.ts';
import { closedModule } from '../../webdav/closed-module.ts';
import { locate } from '../../webdav/locate.ts';
import type { DavResponse, Services } from '../../webdav/method.ts';
import { del } from '../../webdav/methods/delete.ts';
import { ROOT } from '../../webdav/outside-tree.ts';
import type { Route, RouteRequest } from '../../webdav/route.ts';

/** Without a charset: programs compare it with exactly this. */
const JSON_TYPE = 'application/json';

const json = (status: number, value: object, headers: Readonly<Record<string, string>> = {}): DavResponse => ({
  status,
  headers: { 'Content-Type': JSON_TYPE, ...headers },
  body: JSON.stringify(value),
});

const refusedJson = ({ reason, detail }: Refusal): DavResponse => {
  const { status } = answerOf(reason, 'calendar');
  return json(status, { error: detail ?? reason }, status === 503 ? { 'Retry-After': '2' } : {});
};

/** A browser sends a known password with whatever a page of anybody makes it ask: those requests say where they are from. */
const isFromElsewhere = ({ headers, origin: own }: RouteRequest): boolean => {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return true;
  return origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === new URL(own).host);
};

const checked = (login: string, request: RouteRequest, { settings }: Services): Refusal | undefined => {
  if (isFromElsewhere(request)) return refuse('not-allowed', 'This was asked for by a page of another site.');
  if (foldLogin(login) !== request.caller.login) return refuse('no-such-resource', 'There is nothing here for you.');
  return closedModule(settings, request.caller, [request.caller.login, 'Calendar']);
};

type NewWebCalendar = { readonly url: string; readonly name: string | undefined };

/** The body of `addWebCalendar`: `{"url": …}`, with a `name` as wished. */
const readBody = async (request: RouteRequest): Promise<NewWebCalendar | Refusal | DavResponse> => {
  const type = parseContentType(request.headers['content-type']);
  if (type === undefined || isMalformed(type) || type.type !== JSON_TYPE)
    return refuse('body-unsupported', `The body is ${JSON_TYPE}.`);
  const octets = await request.body(MAX_WEB_CALENDAR_BODY);
  if (!(octets instanceof Uint8Array)) return octets;
  const wrong = refuse(
    'request-malformed',
    'The body is an object such as {"url": "https://example.org/calendar.ics"}.',
  );
  try {
    const { url, name } = JSON.parse(Buffer.from(octets).toString()) as { url?: unknown; name?: unknown };
    const isNamed = name === undefined || typeof name === 'string';
    return typeof url === 'string' && isNamed ? { url, name } : wrong;
  } catch {
    return wrong;
  }
};

const addRoute = ({ add }: Pick<WebCalendars, 'add'>): Action => ({
  method: 'POST',
  handle: async (_, request) => {
    const body = await readBody(request);
    if (isRefusal(body) || 'status' in body) return body;
    const { caller, metadata } = request;
    const added = await add(caller.principal, body.url, body.name, metadata);
    return isRefusal(added) ? added : json(200, { id: added.name, name: added.displayName });
  },
});

const reloadRoute = ({ refresh }: Pick<WebCalendars, 'refresh'>): Action => ({
  method: 'GET',
  handle: async (name, { caller }, { sql }) => {
    const calendar = await collectionNamed(sql, { owner: caller.principal, kind: 'calendar', name });
    if (calendar === undefined || !isWebCalendar(calendar))
      return refuse('no-such-resource', 'You have no such web calendar.');
    const refreshed = await refresh(calendar.collection);
    if (isRefusal(refreshed)) return refreshed;
    const { imported, skipped } = refreshed;
    return json(200, { imported, skipped });
  },
});

/** DELETE, as a POST. */
const deleteRoute: Action = {
  method: 'POST',
  handle: async (name, { caller, metadata, origin, body }, services) => {
    const segments = [caller.login, 'Calendar', name];
    const href = ROOT.slice(0, -1) + encodePath(segments, true);
    const target = await locate(services, caller, { segments, href }, false);
    if (target?.is !== 'calendar') return refuse('no-such-resource', 'You have no such calendar.');
    const here = async () => undefined;
    const request = {
      method: 'DELETE',
      target,
      headers: {},
      caller,
      metadata,
      root: ROOT,
      tree: ROOT,
      origin,
      body,
      locate: here,
    };
    return del.handle(request, services);
  },
};

/** What is done at an address; `name` is that of the calendar in it. */
type Action = {
  readonly method: 'GET' | 'POST';
  handle(name: string, request: RouteRequest, services: Services): Promise<DavResponse | Refusal>;
};

/** The routes over the work on web calendars. */
export const webCalendarRoutes = (work: Pick<WebCalendars, 'add' | 'refresh'>): readonly Route[] => {
  const add = addRoute(work);
  const ofCalendar = new Map([
    ['reload', reloadRoute(work)],
    ['delete', deleteRoute],
  ]);
  const actionOf = ([sogo, so, , calendar, name, verb, ...rest]: readonly string[]): Action | undefined => {
    if (sogo !== 'SOGo' || so !== 'so' || calendar !== 'Calendar' || rest.length > 0) return undefined;
    if (verb === undefined) return name === 'addWebCalendar' ? add : undefined;
    return ofCalendar.get(verb);
  };
  return [
    {
      matches: (segments) => actionOf(segments) !== undefined,
      handle: async (segments, request, services) => {
        const action = actionOf(segments);
        if (action?.method !== request.method)
          return json(405, { error: `The method is ${action?.method}.` }, { Allow: action?.method ?? '' });
        const [, , login = '', , name = ''] = segments;
        const done = checked(login, request, services) ?? (await action.handle(name, request, services));
        return isRefusal(done) ? refusedJson(done) : done;
      },
    },
  ];
};
