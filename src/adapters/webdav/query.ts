/** What calendar-query and addressbook-query have in common: members that match. RFC 4791 §7.8, RFC 6352 §8.6 */
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Sql } from '../../domain/ports.ts';
import { wholeView } from '../../domain/sharing/view.ts';
import { type ListedMember, listedNamed } from '../../projections/members/listed.ts';
import { isMalformed, parseDepth } from '../http/headers.ts';
import { collectionsAndBirthdays } from './birthdays.ts';
import { memberHref, parentHref } from './href.ts';
import { DAV_LIMIT, type Listing, limitAsked } from './listing.ts';
import type { MemberWriter } from './member-writer.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import { withTexts } from './object-texts.ts';
import {
  type CollectionResource,
  hasMembers,
  isHome,
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
export type Query<Row> = {
  readonly kind: CollectionKind;
  /** How many members are wanted at most. */
  readonly limit: number;
  /** The members of a collection that match, in pieces, in no order; with their texts if the writer wants them. */
  find(collection: Row): AsyncIterable<readonly ListedMember[]>;
  /** Whether a text of that collection matches. */
  matches(text: string, collection: Row): boolean;
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

/** The one member that was asked about, if it matches: its index tells no more than its text. */
const single = async (sql: Sql, { collection, object }: MemberResource, query: Query<Target['collection']>) => {
  const rows = await listedNamed(sql, wholeView(collection.collection), [object.name]);
  const found: ListedMember[] = [];
  for await (const piece of withTexts(sql, rows))
    found.push(...piece.filter(({ text }) => text !== null && query.matches(text, collection)));
  return found;
};

async function* matching(sql: Sql, target: Target, query: Query<Target['collection']>) {
  if (isMember(target)) yield single(sql, target, query);
  else if (!isVirtual(target.collection)) yield* query.find(target.collection);
}

/** Writes what matches in one target, at most `left`; gives how many are still wanted, -1 when there were more. */
const searchIn = async (
  out: Multistatus,
  target: Target,
  query: Query<Target['collection']>,
  left: number,
  sql: Sql,
): Promise<number> => {
  const { account, collection } = target;
  const within = collectionResource(isMember(target) ? parentHref(target.href) : target.href, account, collection);
  let wanted = left;
  for await (const rows of matching(sql, target, query)) {
    await query.writer.write(out, memberResources(within, rows.slice(0, wanted)));
    wanted = rows.length > wanted ? -1 : wanted - rows.length;
    if (wanted < 0 || query.writer.isOver() || out.gone()) break;
  }
  return wanted;
};

/**
 * What a request means. On a collection its members, whatever the Depth says, as for SOGo. RFC 4791 §7.8: the members
 * are two levels below the home, so that only infinity finds them there.
 */
const targetsOf = async (target: Resource, { headers }: DavRequest, kind: CollectionKind, services: Services) => {
  const depth = parseDepth([headers.depth].flat()[0]);
  if (isMalformed(depth)) return refuse('request-malformed', 'The header Depth is 0, 1 or infinity.');
  if (hasMembers(target) || isMember(target)) return [target];
  if (!isHome(target) || depth !== 'infinity') return [];
  const { account } = target;
  const rows = await collectionsAndBirthdays(services, account, kind);
  return rows.map((row): Target => collectionResource(memberHref(target.href, row.name, true), account, row));
};

/**
 * Answers with the members that match. What is beyond the client's limit or the server's work is told by a response of
 * status 507 for the request's own path, after what was found.
 */
export const answerQuery = async (
  query: Query<Target['collection']>,
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
