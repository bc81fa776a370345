import type { Writable } from 'node:stream';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { membersNamed } from '../../../projections/members/named.ts';
import { isMalformed, parseDepth, parsePrefer } from '../../http/headers.ts';
import { viewIn } from '../access.ts';
import { childrenOf } from '../children.ts';
import { isApple } from '../client-quirks.ts';
import { kindOf } from '../collection-kind.ts';
import { DAV_CLASSES } from '../dav-header.ts';
import { listedBook } from '../directory-books.ts';
import { membersAsked } from '../listing.ts';
import { XML_TYPE } from '../media-types.ts';
import type { DavRequest, DavResponse, Method, Services } from '../method.ts';
import { compilePlan, type PropertyPlan } from '../plan.ts';
import { ALLPROP, type PropertiesAsked, propertiesAsked, tooMuchAsked } from '../properties-asked.ts';
import { isCollection, isMember, type Resource } from '../resource.ts';
import { memberResource } from '../resources.ts';
import { listedSince } from '../start-time-limit.ts';
import { writeResponses } from '../write-responses.ts';
import { startMultistatus, truncated } from '../xml/multistatus.ts';
import { dav, sameName } from '../xml/name.ts';
import { readXmlBody } from '../xml-body.ts';

const INFINITE = refuse('depth-infinity', 'Ask with Depth 0 or 1.');

/** RFC 4918 §9.1: no Depth header means infinity, which is refused for collections. */
const depthOf = ({ headers }: DavRequest, target: Resource): 0 | 1 | Refusal => {
  const value = headers.depth;
  const depth = parseDepth(Array.isArray(value) ? value[0] : value);
  if (isMalformed(depth)) return refuse('request-malformed', 'The header Depth is 0, 1 or infinity.');
  if (depth === undefined || depth === 'infinity') return isCollection(target) ? INFINITE : 0;
  return depth;
};

const askedIn = async (request: DavRequest): Promise<PropertiesAsked | Refusal | DavResponse> => {
  const body = await readXmlBody(request);
  if (!('is' in body) || body.is !== 'xml') return body;
  if (body.root === undefined) return ALLPROP;
  if (!sameName(body.root.name, dav('propfind')))
    return refuse('request-malformed', 'The body of PROPFIND is a DAV:propfind.');
  const tooMuch = tooMuchAsked(body.root);
  if (tooMuch !== undefined) return tooMuch;
  return propertiesAsked(body.root) ?? refuse('request-malformed', 'Ask for prop, allprop or propname.');
};

/** A member of a collection with its text, where the properties or its components want it. */
const withText = async (target: Resource, services: Services): Promise<Resource> => {
  if (!isMember(target) || target.object.text !== null) return target;
  const { href, account, collection, access, object } = target;
  const [row] = await membersNamed(services.sql, viewIn(target), [object.name], true);
  return row === undefined ? target : memberResource(href, { account, collection, access }, row);
};

/** The target with as much of its content as the answer needs. */
const readFor = async (target: Resource, depth: 0 | 1, plan: PropertyPlan, services: Services): Promise<Resource> => {
  if (target.is === 'directory-book') return depth === 1 ? listedBook(target) : target;
  return depth === 1 || plan.needs(target.is).has('text') ? withText(target, services) : target;
};

/** The root answers for every path outside the tree, too, but its members are not below those. */
const hasMembers = ({ is, href }: Resource, { root }: DavRequest): boolean =>
  is !== 'root' || `${href.replace(/\/$/, '')}/` === root;

type Listing = { readonly plan: PropertyPlan; readonly depth: 0 | 1; readonly root: boolean };

const list = async (out: Writable, target: Resource, listing: Listing, request: DavRequest, services: Services) => {
  const { plan, depth } = listing;
  const multistatus = startMultistatus(out);
  if (listing.root) await writeResponses(multistatus, [target], plan, request, services);
  if (depth === 1 && hasMembers(target, request)) {
    const kind = kindOf(target);
    const since = kind && listedSince(services, request.caller, kind);
    const options = { ...membersAsked(plan, target), apple: isApple(request.headers), since };
    for await (const page of childrenOf(services, target, request.caller, options)) {
      await writeResponses(multistatus, page, plan, request, services);
      if (multistatus.gone()) return;
    }
    if (target.is === 'directory-book' && target.listed?.truncated) await multistatus.add(truncated(target.href));
  }
  multistatus.end();
};

/** RFC 4918 §9.1, RFC 8144 §2.1, §3 */
export const propfind: Method = {
  name: 'PROPFIND',
  handle: async (request, services) => {
    const { target, headers } = request;
    if (target.is === 'unmapped') return refuse('no-such-resource', 'There is nothing here.');
    const depth = depthOf(request, target);
    if (isRefusal(depth)) return depth;
    const asked = await askedIn(request);
    if (!('is' in asked) || asked.is === 'refused') return asked;
    const prefer = parsePrefer([headers.prefer ?? []].flat().join(','));
    const minimal = prefer.return === 'minimal';
    const root = !(prefer.depthNoroot && depth === 1);
    const plan = compilePlan(services.registry.properties, asked, minimal);
    const read = await readFor(target, depth, plan, services);
    const applied = [...(minimal ? ['return=minimal'] : []), ...(root ? [] : ['depth-noroot'])].join(', ');
    return {
      status: 207,
      headers: {
        'Content-Type': XML_TYPE,
        Vary: 'Prefer',
        ...(applied !== '' && { 'Preference-Applied': applied }),
        ...(isApple(headers) && { DAV: DAV_CLASSES }),
      },
      body: (out) => list(out, read, { plan, depth, root }, request, services),
    };
  },
};
