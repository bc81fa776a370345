/** What calendar-query and addressbook-query have in common: members that match. RFC 4791 §7.8, RFC 6352 §8.6 */
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Sql } from '../../domain/ports.ts';
import { listedNamed } from '../../projections/members/listed.ts';
import { isMalformed, parseDepth } from '../http/headers.ts';
import { viewIn } from './access.ts';
import { collectionsIn } from './children.ts';
import { kindOf } from './collection-kind.ts';
import { parentHref } from './href.ts';
import { DAV_LIMIT, type Listing, limitAsked } from './listing.ts';
import type { MemberWriter } from './member-writer.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import { withTexts } from './object-texts.ts';
import {
  type CollectionResource,
  hasMembers,
  isAnyHome,
  isMember,
  type MemberResource,
  type Resource,
} from './resource.ts';
import { collectionResource, memberResources } from './resources.ts';
import { isVirtual } from './virtual.ts';
import { type Multistatus, truncated } from './xml/multistatus.ts';
import type { XmlName } from './xml/name.ts';
import type { XmlElement } from './xml/tree.ts';

/** What a query looks for in each collection. */
export type Query<Of extends CollectionResource = CollectionResource> = {
  readonly kind: CollectionKind;
  /** How many members are wanted at most. */
  readonly limit: number;
  /** The members of a collection that the caller sees and that match, in pieces; with their texts if the writer wants them. */
  find(collection: Of): AsyncIterable<readonly MemberResource[]>;
  /** Whether a text of that collection, as the caller sees it, matches. */
  matches(text: string, collection: Of): boolean;
  readonly writer: MemberWriter;
};

/** RFC 6352 §10.6, RFC 5323 §5.17: a limit is CardDAV's, which other dialects write in their own names, or WebDAV's. */
export const limitOf = (body: XmlElement, named: (local: string) => XmlName): number | Refusal => {
  const own = limitAsked(body, named('limit'), named('nresults'));
  const webdav = limitAsked(body, ...DAV_LIMIT);
  if (isRefusal(own)) return own;
  return isRefusal(webdav) ? webdav : Math.min(own, webdav);
};

type Target = CollectionResource | MemberResource;

/** The collection that a target is or is in. */
const collectionOf = (target: Target): CollectionResource =>
  isMember(target)
    ? collectionResource(parentHref(target.href), target.account, target.collection, target.access)
    : target;

/** The one member that was asked about, if it matches: its index tells no more than its text. */
const single = async (sql: Sql, within: CollectionResource, { object }: MemberResource, query: Query) => {
  const rows = await listedNamed(sql, viewIn(within), [object.name]);
  const found: MemberResource[] = [];
  for await (const piece of withTexts(sql, rows)) found.push(...memberResources(within, piece));
  return found.filter(({ object: { text } }) => text !== null && query.matches(text, within));
};

async function* matching(sql: Sql, target: Target, query: Query): AsyncGenerator<readonly MemberResource[]> {
  const within = collectionOf(target);
  if (isMember(target)) yield single(sql, within, target, query);
  else if (!isVirtual(target.collection)) yield* query.find(within);
}

/** Writes what matches in one target, at most `left`; gives how many are still wanted, -1 when there were more. */
const searchIn = async (out: Multistatus, target: Target, query: Query, left: number, sql: Sql): Promise<number> => {
  let wanted = left;
  for await (const found of matching(sql, target, query)) {
    await query.writer.write(out, found.slice(0, wanted));
    wanted = found.length > wanted ? -1 : wanted - found.length;
    if (wanted < 0 || query.writer.isOver() || out.gone()) break;
  }
  return wanted;
};

/**
 * What a request means. On a collection its members, whatever the Depth says, as for SOGo. RFC 4791 §7.8: the members
 * are two levels below the home, so that only infinity finds them there.
 */
const targetsOf = async (
  target: Resource,
  { headers, caller }: DavRequest,
  kind: CollectionKind,
  services: Services,
): Promise<readonly Target[] | Refusal> => {
  const depth = parseDepth([headers.depth].flat()[0]);
  if (isMalformed(depth)) return refuse('request-malformed', 'The header Depth is 0, 1 or infinity.');
  if (hasMembers(target) || isMember(target)) return [target];
  return isAnyHome(target) && kindOf(target) === kind && depth === 'infinity'
    ? collectionsIn(services, target, caller)
    : [];
};

/**
 * Answers with the members that match. What is beyond the client's limit or the server's work is told by a response of
 * status 507 for the request's own path, after what was found.
 */
export const answerQuery = async (
  query: Query,
  target: Resource,
  request: DavRequest,
  services: Services,
  listing: Listing,
): Promise<DavResponse | Refusal> => {
  const targets = await targetsOf(target, request, query.kind, services);
  if (isRefusal(targets)) return targets;
  return listing.answer(async (out) => {
    let wanted = query.limit;
    for (const each of targets) {
      wanted = await searchIn(out, each, query, wanted, services.sql);
      if (out.gone()) return undefined;
      if (wanted < 0 || query.writer.isOver()) {
        await out.add(truncated(target.href));
        break;
      }
    }
    return undefined;
  });
};
