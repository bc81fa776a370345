import type { PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse, refuseFor } from '../../domain/kernel/refusal.ts';
import { decodeSyncToken } from '../../domain/kernel/sync-token.ts';
import { MAX_IF_RESOURCES } from '../../domain/limits.ts';
import type { Lock } from '../../domain/ports.ts';
import { type EntityTag, isMalformed, type Malformed, parseEntityTags, parseHttpDate } from '../http/headers.ts';
import { type Condition, evaluateIf, type IfHeader, parseIf, submittedTokens } from '../http/if-header.ts';
import { covers, lockPath, parentPath } from './lock-path.ts';
import type { DavRequest, Services } from './method.ts';
import { hasMembers, isMember, type Resource, type Unmapped } from './resource.ts';
import { presentToken } from './sync-token.ts';

/** What a URL names, as conditions see it: nothing, something without an entity tag (null), or what its tag says. */
export type Current = string | null | undefined;

/**
 * RFC 4918 §7: what the request will do. `change`: bytes or properties of what is there. `put`: the same, or it becomes a
 * new member of its parent. `member`: it comes, goes or becomes another resource, with everything below.
 */
export type Touch = { readonly resource: Resource | Unmapped; readonly how: 'change' | 'put' | 'member' };

type TouchedPath = { readonly path: string; readonly how: Touch['how'] };

type Headers = {
  readonly ifMatch: '*' | readonly EntityTag[] | undefined;
  readonly ifNoneMatch: '*' | readonly EntityTag[] | undefined;
  readonly if: IfHeader | undefined;
};

/**
 * What a Resource-Tag names: its lock path (undefined where nothing can be), its state when it was looked up, and, of a
 * collection, its sync-token where the header has one to compare.
 */
type Named = { readonly path: string | undefined; readonly current: Current; readonly syncToken?: string | undefined };

/** All that `evaluate` needs, gathered once; the state of what is changed comes with each attempt. */
export type Conditions = Headers & {
  readonly target: string;
  readonly named: ReadonlyMap<string, Named>;
  /** Of the target, where the If header has one to compare. */
  readonly syncToken: string | undefined;
  readonly touched: readonly TouchedPath[];
  readonly locks: readonly Lock[];
  readonly principal: PrincipalId;
  readonly submitted: ReadonlySet<string>;
};

/** What conditions see of a resource as the router found it. */
export const currentOf = (resource: Resource | Unmapped): Current => {
  if (resource.is === 'unmapped') return undefined;
  return 'object' in resource && resource.is !== 'component' ? resource.object.etag : null;
};

/**
 * RFC 9110 §13.1.3, §13.1.4: whether an object is as it was at that date, in whole seconds as Last-Modified tells them.
 * Undefined without such a header, and for what has no date.
 */
export const unmodifiedSince = (
  { target, headers }: DavRequest,
  header: 'if-modified-since' | 'if-unmodified-since',
): boolean | undefined => {
  const date = parseHttpDate(headers[header]);
  if (date === undefined || !isMember(target)) return undefined;
  return Math.floor(target.object.modified_at / 1000) * 1000 <= date;
};

const unreadable = ({ header }: Malformed): Refusal =>
  refuse('request-malformed', `The header ${header} cannot be read.`);

/** RFC 9110 §13.2.2: a date that holds stands for the entity tag of what the router found, so that no race is lost. */
const byDate = (request: DavRequest): readonly EntityTag[] | undefined | Refusal => {
  const unmodified = unmodifiedSince(request, 'if-unmodified-since');
  const current = currentOf(request.target);
  if (unmodified === false) return refuse('precondition-failed', 'It was modified after If-Unmodified-Since.');
  return unmodified && typeof current === 'string' ? [{ weak: false, value: current }] : undefined;
};

const readHeaders = (request: DavRequest): Headers | Refusal => {
  const { headers } = request;
  const tags = parseEntityTags('If-Match', headers['if-match']);
  if (isMalformed(tags)) return unreadable(tags);
  const ifMatch = tags ?? byDate(request);
  if (isRefusal(ifMatch)) return ifMatch;
  const ifNoneMatch = parseEntityTags('If-None-Match', headers['if-none-match']);
  if (isMalformed(ifNoneMatch)) return unreadable(ifNoneMatch);
  const value = headers.if;
  const conditions = parseIf(Array.isArray(value) ? value.join(' ') : value);
  if (isMalformed(conditions)) return unreadable(conditions);
  return { ifMatch, ifNoneMatch, if: conditions };
};

/** What a look at the state needs. */
type Looking = Pick<Services, 'locks' | 'now' | 'sql' | 'log'>;

/** RFC 6578 §5: the state token of a collection, for lists that submit a sync-token. */
const syncTokenOf = async (resource: Resource | Unmapped, lists: IfHeader, looking: Looking) => {
  const asked = submittedTokens(lists).some((token) => decodeSyncToken(token) !== undefined);
  return asked && hasMembers(resource) ? presentToken(looking, resource) : undefined;
};

/** RFC 4918 §10.4.4: a Resource-Tag of another server, or of a place where nothing can be, has no state at all. */
const nameOf = async (request: DavRequest, reference: string, lists: IfHeader, looking: Looking): Promise<Named> => {
  const found = await request.locate(reference);
  if (found === undefined) return { path: undefined, current: undefined };
  const syncToken = await syncTokenOf(found, lists, looking);
  return { path: lockPath(found), current: currentOf(found), syncToken };
};

const namedBy = async (
  request: DavRequest,
  header: IfHeader,
  looking: Looking,
): Promise<ReadonlyMap<string, Named> | Refusal> => {
  const references = [...new Set(header.flatMap(({ resource }) => (resource === undefined ? [] : [resource])))];
  if (references.length > MAX_IF_RESOURCES)
    return refuse('request-malformed', `The If header names more than ${MAX_IF_RESOURCES} resources.`);
  const listsOf = (tag: string): IfHeader => header.filter(({ resource }) => resource === tag);
  return new Map(
    await Promise.all(references.map(async (tag) => [tag, await nameOf(request, tag, listsOf(tag), looking)] as const)),
  );
};

/** The paths whose locks count: of what is touched, of the collections it is a member of, of what the If header names. */
const lockedPaths = (touched: readonly TouchedPath[], named: ReadonlyMap<string, Named>, target: string): string[] => [
  ...new Set([
    target,
    ...touched.flatMap(({ path, how }) => (how === 'change' ? [path] : [path, parentPath(path)])),
    ...[...named.values()].flatMap(({ path }) => (path === undefined ? [] : [path])),
  ]),
];

/**
 * The half of the preconditions that waits: reads the headers, looks up what the If header names, and the locks that may
 * bind. Without an If header it is one query, which may run beside the look-up of the state. A refusal is a header that
 * cannot be read.
 */
export const gatherConditions = async (
  request: DavRequest,
  looking: Looking,
  touches: readonly Touch[],
): Promise<Conditions | Refusal> => {
  const { locks, now } = looking;
  const headers = readHeaders(request);
  if (isRefusal(headers)) return headers;
  const named = headers.if === undefined ? new Map<string, Named>() : await namedBy(request, headers.if, looking);
  if (isRefusal(named)) return named;
  const untagged = headers.if?.filter(({ resource }) => resource === undefined) ?? [];
  const target = lockPath(request.target);
  const touched = touches.map(({ resource, how }) => ({ path: lockPath(resource), how }));
  const trees = touched.flatMap(({ path, how }) => (how === 'member' ? [path] : []));
  const wanted = touched.length > 0 || headers.if !== undefined;
  return {
    ...headers,
    target,
    named,
    syncToken: await syncTokenOf(request.target, untagged, looking),
    touched,
    locks: wanted ? await locks.binding(lockedPaths(touched, named, target), now(), trees) : [],
    principal: request.caller.principal,
    submitted: new Set(headers.if === undefined ? [] : submittedTokens(headers.if)),
  };
};

/** An entity tag may have a suffix for the view, behind a full stop; conditions mean what is viewed. */
const isTagOf = ({ value }: EntityTag, current: Current): boolean =>
  typeof current === 'string' && (value === current || value.startsWith(`${current}.`));

/** RFC 7232 §3.1: a strong comparison, so a weak tag never matches. */
const ifMatchHolds = ({ ifMatch }: Headers, current: Current): boolean =>
  ifMatch === undefined ||
  (ifMatch === '*' ? current !== undefined : ifMatch.some((tag) => !tag.weak && isTagOf(tag, current)));

/** RFC 7232 §3.2: false means 304 to a GET and 412 to everything else. */
const ifNoneMatchHolds = ({ ifNoneMatch }: Pick<Headers, 'ifNoneMatch'>, current: Current): boolean =>
  ifNoneMatch === undefined ||
  (ifNoneMatch === '*' ? current === undefined : !ifNoneMatch.some((tag) => isTagOf(tag, current)));

/** RFC 4918 §10.4.4, RFC 6578 §5 */
const matches = (conditions: Conditions, named: Named, condition: Condition): boolean => {
  if (condition.is === 'entity-tag') return !condition.tag.weak && isTagOf(condition.tag, named.current);
  const { path } = named;
  if (named.syncToken !== undefined && named.syncToken === condition.token) return true;
  return path !== undefined && conditions.locks.some((lock) => lock.token === condition.token && covers(lock, path));
};

const ifHolds = (conditions: Conditions, states: ReadonlyMap<string, Current>): boolean => {
  if (conditions.if === undefined) return true;
  const nowOf = (named: Named): Named =>
    named.path !== undefined && states.has(named.path) ? { ...named, current: states.get(named.path) } : named;
  const target: Named = { path: conditions.target, current: undefined, syncToken: conditions.syncToken };
  return evaluateIf(conditions.if, (resource, condition) => {
    const named = resource === undefined ? target : conditions.named.get(resource);
    return matches(conditions, nowOf(named ?? { path: undefined, current: undefined }), condition);
  });
};

/** RFC 4918 §7.4: everything that must not be locked by another, or else its token be here. */
const placesOf = (
  { path, how }: TouchedPath,
  locks: readonly Lock[],
  states: ReadonlyMap<string, Current>,
): string[] => {
  if (how === 'change' || (how === 'put' && states.get(path) !== undefined)) return [path];
  if (how === 'put') return [path, parentPath(path)];
  return [path, parentPath(path), ...locks.map((lock) => lock.path).filter((below) => below.startsWith(`${path}/`))];
};

/** RFC 4918 §7.5: one token that the caller holds is enough for each place, as shared locks trust each other. */
const lockRefusal = (conditions: Conditions, states: ReadonlyMap<string, Current>): Refusal | undefined => {
  const { locks, touched, principal, submitted } = conditions;
  if (locks.length === 0) return undefined;
  const blocking = touched
    .flatMap((touch) => placesOf(touch, locks, states))
    .map((place) => locks.filter((lock) => covers(lock, place)))
    .filter((on) => !on.some((lock) => lock.principal === principal && submitted.has(lock.token)))
    .flatMap((on) => on.map(({ href }) => href));
  if (blocking.length === 0) return undefined;
  return refuseFor('locked', [...new Set(blocking)], 'It is locked, and the lock’s token did not come along.');
};

/**
 * The half of the preconditions that is pure, for each attempt at a decision: `current` is the target as the decision sees
 * it, `others` further resources by their lock path, such as the destination of a MOVE.
 */
export const evaluate = (
  conditions: Conditions,
  current: Current,
  others: ReadonlyMap<string, Current> = new Map(),
): Refusal | undefined => {
  const states = new Map(others).set(conditions.target, current);
  if (!ifMatchHolds(conditions, current)) return refuse('precondition-failed', 'It is no longer what If-Match names.');
  if (!ifNoneMatchHolds(conditions, current))
    return refuse('precondition-failed', 'There already is what If-None-Match wants absent.');
  if (!ifHolds(conditions, states)) return refuse('precondition-failed', 'No list of the If header holds.');
  return lockRefusal(conditions, states);
};

/** Both halves, for what is decided on the state that the router found. */
export const checkPreconditions = async (
  request: DavRequest,
  services: Looking,
  touches: readonly Touch[],
): Promise<Refusal | undefined> => {
  const conditions = await gatherConditions(request, services, touches);
  return isRefusal(conditions) ? conditions : evaluate(conditions, currentOf(request.target));
};
