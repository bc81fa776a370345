import type { Writable } from 'node:stream';
import { calendarWriter } from '../../../domain/ical/export-calendar.ts';
import { xcalWriter } from '../../../domain/ical/xcal.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import type { Sql } from '../../../domain/ports.ts';
import { membersAfter } from '../../../projections/members/named.ts';
import type { EntityTag } from '../../http/headers.ts';
import { viewIn } from '../access.ts';
import { KINDS } from '../collection-kind.ts';
import { eventETag } from '../etag.ts';
import { freeBusyAnswer } from '../free-busy-file.ts';
import { CALENDAR_TYPE, PLAIN_TYPE, XCAL_TYPE, XML_TYPE } from '../media-types.ts';
import type { DavRequest, DavResponse, Method, Services } from '../method.ts';
import { currentOf, evaluate, gatherConditions, unmodifiedSince } from '../preconditions.ts';
import { alternativeFor } from '../representation.ts';
import type { DirectoryCardResource, MemberResource, ResourceOf } from '../resource.ts';
import { collectionResource, memberResources } from '../resources.ts';
import { isVirtual } from '../virtual.ts';

/** Texts of a page of a calendar that is written as one file. */
const PAGE = 500;

type Readable = MemberResource | DirectoryCardResource;

type Shown = { readonly headers: Readonly<Record<string, string>>; readonly body: string | Uint8Array };

/** RFC 9110 §12.5.1: the text as it was sent, or in the form that the reader asks for. */
const shownTo = ({ headers }: DavRequest, target: Readable): Shown => {
  const { object } = target;
  const view = 'view' in target ? target.view : 'whole';
  const { alternatives, mediaType } = KINDS[target.is === 'directory-card' ? 'address-book' : target.collection.kind];
  const vary = alternatives.length === 0 ? {} : { Vary: 'Accept' };
  const wanted = alternativeFor(headers.accept, alternatives);
  const text = object.text === null ? undefined : wanted?.of(object.text);
  if (wanted === undefined || text === undefined || text === object.text) {
    const type = { ETag: eventETag(object.etag, view), 'Content-Type': mediaType(object.component) };
    return { headers: { ...vary, ...type }, body: object.octets ?? object.text ?? '' };
  }
  const type = `${wanted.type}; version=${wanted.version}; charset=utf-8`;
  return {
    headers: { ...vary, ETag: eventETag(object.etag, view, `v${wanted.version}`), 'Content-Type': type },
    body: text,
  };
};

/** RFC 9110 §13.1.2: whether the reader has this very form of the text; another form of the same has a tag of its own. */
const hasTag = (known: '*' | readonly EntityTag[], shown: string | undefined): boolean =>
  known === '*' || known.some(({ value }) => `"${value}"` === shown);

/** RFC 9110 §9.3.1, §13.2.2 */
const object = async (target: Readable, request: DavRequest, services: Services) => {
  const { object } = target;
  const shown = shownTo(request, target);
  const modified = 'modified_at' in object && { 'Last-Modified': new Date(object.modified_at).toUTCString() };
  const headers = { ...shown.headers, ...modified };
  const conditions = await gatherConditions(request, services, []);
  if (isRefusal(conditions)) return conditions;
  const refused = evaluate({ ...conditions, ifNoneMatch: undefined }, currentOf(target));
  if (refused !== undefined) return refused;
  const isKnown =
    conditions.ifNoneMatch === undefined
      ? unmodifiedSince(request, 'if-modified-since') === true
      : hasTag(conditions.ifNoneMatch, shown.headers.ETag);
  return isKnown ? { status: 304, headers } : { status: 200, headers, body: shown.body };
};

const drained = (out: Writable): Promise<void> =>
  new Promise((resolve) => {
    out.once('drain', resolve);
    out.once('close', resolve);
  });

type Exported = Pick<ResourceOf<'calendar-export'>, 'href' | 'account' | 'collection' | 'access'>;

/** Every text of a calendar that the caller sees, as he sees it, in the order of the names, a page at a time. */
async function* texts(sql: Sql, { href, account, collection, access }: Exported): AsyncGenerator<string> {
  const calendar = collectionResource(href, account, collection, access);
  let after = '';
  for (let more = !isVirtual(collection); more; ) {
    const rows = await membersAfter(sql, viewIn(calendar), after, PAGE, true);
    for (const { object } of memberResources(calendar, rows)) yield object.text ?? '';
    after = rows.at(-1)?.name ?? after;
    more = rows.length === PAGE;
  }
}

/** The whole calendar as one file; SOGoDisableExport closes it. */
const whole = (target: Exported, format: 'ics' | 'xml', { sql, settings }: Services): DavResponse | Refusal => {
  if (settings.unexported.includes('Calendar')) return refuse('not-allowed', 'Calendars are not exported here.');
  const title = target.collection.name;
  return {
    status: 200,
    headers: { 'Content-Type': format === 'ics' ? CALENDAR_TYPE : XCAL_TYPE },
    body: async (out) => {
      const writer = format === 'ics' ? calendarWriter(title) : xcalWriter(title);
      out.write(writer.head);
      for await (const text of texts(sql, target)) {
        if (out.destroyed) return;
        if (!out.write(writer.object(text))) await drained(out);
      }
      out.end(writer.tail);
    },
  };
};

const handle: Method['handle'] = async (request, services) => {
  const { target } = request;
  switch (target.is) {
    case 'calendar-object':
    case 'contact':
    case 'directory-card':
      return object(target, request, services);
    case 'component':
      return { status: 200, headers: { 'Content-Type': PLAIN_TYPE }, body: target.text };
    case 'calendar-export':
      return whole(target, target.format, services);
    case 'calendar':
      return whole(target, 'ics', services);
    case 'free-busy':
      return freeBusyAnswer(target.account, request.caller, services);
    case 'notification': {
      const { text: body, etag: ETag } = target.notification;
      return { status: 200, headers: { 'Content-Type': XML_TYPE, ETag }, body };
    }
    case 'unmapped':
      return refuse('no-such-resource');
    default:
      return {
        status: 200,
        headers: { 'Content-Type': PLAIN_TYPE },
        body: 'This is a CalDAV and CardDAV collection. Point a calendar or contacts program at this address.\n',
      };
  }
};

/** RFC 4918 §9.4, RFC 9110 §9.3.1. HEAD is the same without its body. */
export const get: Method = { name: 'GET', handle };
export const head: Method = { name: 'HEAD', handle };
