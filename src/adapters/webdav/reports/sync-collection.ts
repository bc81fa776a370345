import type { Position } from '../../../domain/kernel/ids.ts';
import { START } from '../../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { decodeSyncToken } from '../../../domain/kernel/sync-token.ts';
import { LISTING_PAGE, MAX_SYNC_LIMIT } from '../../../domain/limits.ts';
import type { Head } from '../../../domain/ports.ts';
import {
  changedMembers,
  changedNames,
  lastChange,
  type Page,
  removedNames,
} from '../../../projections/members/changes.ts';
import { changedAndEnded } from '../../../projections/members/ended.ts';
import type { ListedMember } from '../../../projections/members/listed.ts';
import { isMalformed, parseDepth } from '../../http/headers.ts';
import { viewIn } from '../access.ts';
import { memberHref } from '../href.ts';
import { DAV_LIMIT, type Listing, limitAsked, listingOf, writeMembers } from '../listing.ts';
import type { DavRequest, Services } from '../method.ts';
import type { Report } from '../report.ts';
import { type CollectionResource, hasMembers } from '../resource.ts';
import { WITH_MEMBERS } from '../resource-kinds.ts';
import { listedSince, pagesSince } from '../start-time-limit.ts';
import { fingerprintIn, syncToken } from '../sync-token.ts';
import { isVirtual } from '../virtual.ts';
import { type Multistatus, truncated } from '../xml/multistatus.ts';
import { dav } from '../xml/name.ts';
import { childOf, type XmlElement } from '../xml/tree.ts';

/** The changes to tell: those in (after, until]; the first sync, which tells of no removals, begins at START. */
type Span = { readonly after: Position; readonly until: Position };

type Sync = {
  readonly target: CollectionResource;
  readonly listing: Listing;
  readonly request: DavRequest;
  readonly services: Services;
  /** SOGoDAVCalendarStartTimeLimit: what ended before is out of view; undefined: everything is in it. */
  readonly since: number | undefined;
};

const INVALID = refuse('sync-token-invalid', 'This token is not known here; synchronize from the beginning.');

/**
 * Where a token lets its client go on. A position below the collection's creation is of another one of that name, but
 * at START there was none. Where there never was a member, tokens of other servers are as good as none, as SOGo's
 * clients expect.
 */
const afterOf = (target: CollectionResource, token: string, changed: Position, { epoch }: Head) => {
  const { collection } = target;
  if (token === '') return START;
  const known = decodeSyncToken(token);
  if (known === undefined && changed === START) return START;
  if (known === undefined || known.epoch !== epoch || known.fingerprint !== fingerprintIn(target)) return INVALID;
  const isCurrent = known.position >= collection.created && known.position <= Math.max(changed, collection.created);
  return known.position === START || isCurrent ? known.position : INVALID;
};

const gone = (out: Multistatus, target: CollectionResource, names: readonly string[]) => {
  let slow: Promise<void> | undefined;
  for (const name of names) slow = out.add({ href: memberHref(target.href, name, false), status: 404 }) ?? slow;
  return slow;
};

type Removal = { readonly name: string; readonly position: Position };

/** Finds names to be told as gone, in (after, until], at most `limit`. */
type FindRemovals = (sync: Sync, span: Span, limit: number) => Promise<readonly Removal[]>;

const left: FindRemovals = ({ target, services }, { after, until }, limit) =>
  removedNames(services.sql, viewIn(target), after, until, limit);

/** What was changed and is out of view: a client that had it in view would go on to show it where it was. */
const outOfView: FindRemovals = async ({ target, services, since }, { after, until }, limit) =>
  since === undefined ? [] : changedAndEnded(services.sql, viewIn(target), after, until, since, limit);

/**
 * Removals first: a name that is not there when they are read and comes back later has a change beyond `until`, so no
 * name is told twice.
 */
const writeRemovals = async (out: Multistatus, sync: Sync, { after, until }: Span, find: FindRemovals) => {
  const { target } = sync;
  const told = new Set<string>();
  for (let from = after; ; ) {
    const page = await find(sync, { after: from, until }, LISTING_PAGE);
    const names = new Set(page.map(({ name }) => name).filter((name) => !told.has(name)));
    for (const name of names) told.add(name);
    await gone(out, target, [...names]);
    from = page.at(-1)?.position ?? until;
    if (page.length < LISTING_PAGE || out.gone()) return;
  }
};

/** What changes again while it is read leaves the span; the next sync tells it. */
const writeChanges = async (out: Multistatus, sync: Sync, { after, until }: Span) => {
  const { target, services, listing, request, since } = sync;
  const find = listing.names ? changedNames : changedMembers;
  const pageAfter = (from: Position) => find(services.sql, viewIn(target), from, until, LISTING_PAGE, since);
  let page: Page | undefined = await pageAfter(after);
  while (page !== undefined) {
    const { rows, last }: Page = page;
    const next: Promise<Page> | undefined = rows.length < LISTING_PAGE || last >= until ? undefined : pageAfter(last);
    // the client may go away before this page is asked for; its failure is then nobody's
    next?.catch(() => {});
    await writeMembers(out, target, rows, listing, request, services);
    if (out.gone()) return;
    page = await next;
  }
};

const writeSpan = async (out: Multistatus, sync: Sync, span: Span) => {
  if (span.after !== START) for (const find of [left, outOfView]) await writeRemovals(out, sync, span, find);
  await writeChanges(out, sync, span);
};

/** The first sync of a view is a listing of it. */
const writeView = async (out: Multistatus, sync: Sync, since: number) => {
  const { target, services, listing, request } = sync;
  for await (const page of pagesSince(services.sql, viewIn(target), listing.names, since)) {
    await writeMembers(out, target, page, listing, request, services);
    if (out.gone()) return;
  }
};

type Change = { readonly position: Position } & ({ readonly name: string } | { readonly row: ListedMember });

/** RFC 6578 §3.6: the first changes of a span, at most `limit`; `until` is how far they go. A rename is one position. */
const firstChanges = async (sync: Sync, span: Span, limit: number) => {
  const { target, services, since } = sync;
  const { after, until } = span;
  const finds = after === START ? [] : [left, outOfView];
  const removed = await Promise.all(finds.map((find) => find(sync, span, limit + 1)));
  const { rows: changed } = await changedMembers(services.sql, viewIn(target), after, until, limit + 1, since);
  const all: Change[] = [...removed.flat(), ...changed.map((row) => ({ row, position: row.position }))];
  all.sort((a, b) => a.position - b.position);
  if (all.length <= limit) return { changes: all, until, isCut: false };
  const beyond = all[limit]!.position;
  const changes = all.slice(0, limit).filter(({ position }) => position < beyond);
  return { changes, until: changes.at(-1)?.position, isCut: true };
};

const limited = async (sync: Sync, span: Span, limit: number, tokenAt: (position: Position) => string) => {
  const { changes, until, isCut } = await firstChanges(sync, span, limit);
  if (until === undefined) return refuse('too-many-matches', 'A member that was renamed is two changes.');
  const { target, services, listing, request } = sync;
  return listing.answer(async (out) => {
    await gone(out, target, [...new Set(changes.flatMap((change) => ('name' in change ? [change.name] : [])))]);
    const rows = changes.flatMap((change) => ('row' in change ? [change.row] : []));
    await writeMembers(out, target, rows, listing, request, services);
    if (isCut) await out.add(truncated(target.href));
    return tokenAt(until);
  });
};

/** RFC 6578 §3.2, §6.3: the Depth is 0, though old clients send 1; there are no collections in it for `infinite` to enter. */
const complaint = (body: XmlElement, { headers }: DavRequest): Refusal | undefined => {
  const depth = parseDepth([headers.depth].flat()[0]);
  if (isMalformed(depth) || depth === 'infinity') return refuse('request-malformed', 'A sync has Depth 0.');
  const level = childOf(body, dav('sync-level'))?.text.trim() ?? '1';
  return level === '1' || level === 'infinite' || level === ''
    ? undefined
    : refuse('request-malformed', 'A sync-level is 1 or infinite.');
};

/**
 * RFC 6578 §3. The new token is read before the changes and bounds them, so that what happens meanwhile is told by the
 * next sync; an unchanged collection gives the same token again.
 */
const handle: Report['handle'] = async (body, target, request, services) => {
  if (!hasMembers(target)) return refuse('report-unsupported', 'Only calendars and address books are synchronized.');
  const limit = limitAsked(body, ...DAV_LIMIT);
  const wrong = complaint(body, request) ?? (isRefusal(limit) ? limit : undefined);
  if (wrong !== undefined) return wrong;
  const { collection } = target;
  const [head, changed] = await Promise.all([
    services.log.head(),
    isVirtual(collection) ? START : lastChange(services.sql, viewIn(target)),
  ]);
  const after = afterOf(target, childOf(body, dav('sync-token'))?.text.trim() ?? '', changed, head);
  if (isRefusal(after)) return after;
  const tokenAt = (position: Position) => syncToken(head.epoch, target, position);
  const listing = listingOf(body, request, services);
  const since = listedSince(services, request.caller, collection.kind);
  const sync = { target, listing, request, services, since };
  const span = { after, until: changed };
  if (after >= changed) return listing.answer(async () => tokenAt(changed));
  if (Number.isFinite(limit)) return limited(sync, span, Math.min(limit as number, MAX_SYNC_LIMIT), tokenAt);
  return listing.answer(async (out) => {
    if (after === START && since !== undefined) await writeView(out, sync, since);
    else await writeSpan(out, sync, span);
    return tokenAt(changed);
  });
};

/** RFC 6578 §3.2 */
export const syncCollection: Report = {
  name: dav('sync-collection'),
  on: WITH_MEMBERS,
  withoutLogin: true,
  handle,
};
