/** What calendar-multiget and addressbook-multiget have in common: members by their hrefs. RFC 4791 §7.9, RFC 6352 §8.7 */
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { LISTING_PAGE, MAX_MULTIGET } from '../../domain/limits.ts';
import type { Sql } from '../../domain/ports.ts';
import { type ListedMember, listedNamed } from '../../projections/members/listed.ts';
import { viewIn } from './access.ts';
import { collectionsIn } from './children.ts';
import { kindOf } from './collection-kind.ts';
import { parentHref } from './href.ts';
import type { Listing } from './listing.ts';
import { memberPlace, type NamedPlace, placeKey } from './member-place.ts';
import type { MemberWriter } from './member-writer.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import { withTexts } from './object-texts.ts';
import { type CollectionResource, hasMembers, isAnyHome, isMember, type Resource } from './resource.ts';
import { collectionResource, memberResource } from './resources.ts';
import { isVirtual } from './virtual.ts';
import { type Multistatus, truncated } from './xml/multistatus.ts';
import { dav } from './xml/name.ts';
import { childrenOf, type XmlElement } from './xml/tree.ts';

/** An href that was asked for, and where it leads. */
type Wanted = { readonly href: string; readonly place: NamedPlace | undefined };

/** Each place once, in the order of the request; of what leads nowhere, each text once. */
const wantedOf = (hrefs: readonly string[], request: DavRequest): Wanted[] => {
  const wanted = new Map<string, Wanted>();
  for (const href of hrefs) {
    const place = memberPlace(href, request);
    const key = place === undefined ? href : `${place.collection}/${place.name}`;
    if (!wanted.has(key)) wanted.set(key, { href: place?.href ?? href, place });
  }
  return [...wanted.values()];
};

/** What the body's hrefs name, in their order; refused where they are more than `most`. */
export const placesAsked = (body: XmlElement, request: DavRequest, most: number): readonly Wanted[] | Refusal => {
  const hrefs = childrenOf(body, dav('href')).map(({ text }) => text.trim());
  return hrefs.length > most
    ? refuse('too-many-matches', `One request may name ${most} objects.`)
    : wantedOf(hrefs, request);
};

/** Whether a place that is in one of the collections within the target is in the target. */
const isWithin = (target: Resource, { name }: NamedPlace): boolean => !isMember(target) || target.object.name === name;

const collectionsWithin = async (
  target: Resource,
  kind: CollectionKind,
  { caller }: DavRequest,
  services: Services,
): Promise<readonly CollectionResource[]> => {
  if (kindOf(target) !== kind) return [];
  if (isAnyHome(target)) return collectionsIn(services, target, caller);
  if (hasMembers(target)) return [target];
  if (!isMember(target)) return [];
  return [collectionResource(parentHref(target.href), target.account, target.collection, target.access)];
};

/** The collections that the places may be in, by their places. */
const collectionsFor = async (target: Resource, kind: CollectionKind, request: DavRequest, services: Services) => {
  const collections = await collectionsWithin(target, kind, request, services);
  const made = collections.filter(({ collection }) => !isVirtual(collection));
  return new Map(made.map((collection) => [placeKey(collection.href, request.tree), collection]));
};

type Found = { readonly row: ListedMember; readonly href: string; readonly collection: CollectionResource };

/** The rows of a page of hrefs, one query for each collection among them. */
const find = async (page: readonly Wanted[], collections: ReadonlyMap<string, CollectionResource>, sql: Sql) => {
  const places = page.flatMap(({ place }) => (place === undefined ? [] : [place]));
  const found = new Map<NamedPlace, Found>();
  for (const [name, among] of Map.groupBy(places, ({ collection }) => collection)) {
    const collection = collections.get(name);
    if (collection === undefined) continue;
    const names = among.map((place) => place.name);
    const byName = new Map((await listedNamed(sql, viewIn(collection), names)).map((row) => [row.name, row]));
    for (const place of among) {
      const row = byName.get(place.name);
      if (row !== undefined) found.set(place, { row, href: place.href, collection });
    }
  }
  return found;
};

type Answering = {
  readonly out: Multistatus;
  readonly writer: MemberWriter;
  readonly request: DavRequest;
  readonly services: Services;
};

/** The members of a collection that stand side by side in the request are written together. */
const writeFound = async (found: readonly Found[], { out, writer, services }: Answering) => {
  const rows = found.map((each) => ({ ...each.row, found: each }));
  for await (const piece of writer.texts ? withTexts(services.sql, rows) : [rows])
    for (const [collection, some] of Map.groupBy(piece, (row) => row.found.collection)) {
      const members = some.map(({ found: { href }, ...row }) => memberResource(href, collection, row));
      await writer.write(out, members);
      if (writer.isOver() || out.gone()) return;
    }
};

/**
 * Answers with the members of a kind that the body's hrefs name, 404 for each that is not there or not within the
 * target. The Depth is passed over; elements of a query (SOGo's clients leave them in) too.
 */
export const multiget = async (
  kind: CollectionKind,
  body: XmlElement,
  target: Resource,
  request: DavRequest,
  services: Services,
  listing: Listing,
  writer: MemberWriter,
): Promise<DavResponse | Refusal> => {
  const asked = placesAsked(body, request, MAX_MULTIGET);
  if (isRefusal(asked)) return asked;
  const wanted = asked.map(({ href, place }) => ({
    href,
    place: place !== undefined && isWithin(target, place) ? place : undefined,
  }));
  const collections = await collectionsFor(target, kind, request, services);
  return listing.answer(async (out) => {
    for (let from = 0; from < wanted.length; from += LISTING_PAGE) {
      const page = wanted.slice(from, from + LISTING_PAGE);
      const found = await find(page, collections, services.sql);
      for (const { href, place } of page)
        if (place === undefined || !found.has(place)) await out.add({ href, status: 404 });
      await writeFound([...found.values()], { out, writer, request, services });
      if (out.gone()) return undefined;
      if (writer.isOver()) {
        await out.add(truncated(target.href));
        return undefined;
      }
    }
    return undefined;
  });
};
