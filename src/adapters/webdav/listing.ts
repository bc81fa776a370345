import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { ListedMember } from '../../projections/members/listed.ts';
import { parsePrefer } from '../http/headers.ts';
import { KINDS, kindOf } from './collection-kind.ts';
import { XML_TYPE } from './media-types.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import { withTexts } from './object-texts.ts';
import { compilePlan, type PropertyPlan } from './plan.ts';
import { propertiesAsked } from './properties-asked.ts';
import type { CollectionResource, Resource, Unmapped } from './resource.ts';
import { memberResources } from './resources.ts';
import { writeResponses } from './write-responses.ts';
import { type Multistatus, startMultistatus } from './xml/multistatus.ts';
import { dav, type XmlName } from './xml/name.ts';
import { childOf, type XmlElement } from './xml/tree.ts';

/** RFC 3253 §3.6: what a report's body asks to be told of each member it finds, and how the answer is begun. */
export type Listing = {
  readonly plan: PropertyPlan;
  /** Whether members must come with their texts. */
  readonly texts: boolean;
  /** Whether their names and entity tags are enough. */
  readonly names: boolean;
  /** A multistatus that `write` fills while it finds something; what it returns is the sync-token at the end. */
  answer(write: (out: Multistatus) => Promise<string | undefined>): DavResponse;
};

/** What the properties asked for want of the members of a resource, directly in it or below. */
export const membersAsked = (plan: PropertyPlan, resource: Resource | Unmapped): Pick<Listing, 'texts' | 'names'> => {
  const kind = kindOf(resource);
  const needs = kind && plan.needs(KINDS[kind].member);
  return {
    texts: needs?.has('text') ?? false,
    names: needs?.isDisjointFrom(new Set(['facts', 'text', 'stored'])) ?? true,
  };
};

/** Prepares the answer to a report. A body that asks for no property gets the hrefs alone. RFC 8144 §2.1 */
export const listingOf = (body: XmlElement, request: DavRequest, { registry }: Services): Listing => {
  const prefer = parsePrefer([request.headers.prefer ?? []].flat().join(','));
  const minimal = prefer.return === 'minimal';
  const plan = compilePlan(registry.properties, propertiesAsked(body) ?? { is: 'prop', names: [] }, minimal);
  return {
    plan,
    ...membersAsked(plan, request.target),
    answer: (write) => ({
      status: 207,
      headers: { 'Content-Type': XML_TYPE, Vary: 'Prefer', ...(minimal && { 'Preference-Applied': 'return=minimal' }) },
      body: async (stream) => {
        const out = startMultistatus(stream);
        const token = await write(out);
        if (!out.gone()) out.end(token);
      },
    }),
  };
};

/** Writes the responses of a collection's members, with their texts where the properties want them. */
export const writeMembers = async (
  out: Multistatus,
  collection: CollectionResource,
  rows: readonly ListedMember[],
  listing: Listing,
  request: DavRequest,
  services: Services,
): Promise<void> => {
  const pieces = listing.texts ? withTexts(services.sql, rows) : [rows];
  for await (const piece of pieces) {
    await writeResponses(out, memberResources(collection, piece), listing.plan, request, services);
    if (out.gone()) return;
  }
};

/** More than there can be: whoever says more sets no limit. */
const MOST_LIMITED = 999_999_999;

/**
 * RFC 5323 §5.17, RFC 6578 §3.7: how many members the client wants at most, Infinity without a word on it; `limit` is the
 * element's name. Refuses what is no number, and a limit that nothing can keep.
 */
export const limitAsked = (body: XmlElement, limit: XmlName, nresults: XmlName): number | Refusal => {
  const element = childOf(body, limit);
  const count = element && childOf(element, nresults);
  if (count === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\s*\d+\s*$/.test(count.text)) return refuse('request-malformed', 'A limit is a whole number.');
  const number = Number(count.text);
  if (number > MOST_LIMITED) return Number.POSITIVE_INFINITY;
  return number > 0 ? number : refuse('too-many-matches', 'Nothing can be answered within a limit of 0.');
};

export const DAV_LIMIT = [dav('limit'), dav('nresults')] as const;
