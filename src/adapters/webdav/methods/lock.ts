import { isRefusal, type Refusal, refuse, refuseFor } from '../../../domain/kernel/refusal.ts';
import { DEFAULT_LOCK_SECONDS, MAX_LOCK_BODY, MAX_LOCK_SECONDS } from '../../../domain/limits.ts';
import type { Lock } from '../../../domain/ports.ts';
import { isMalformed, parseDepth, parseTimeout } from '../../http/headers.ts';
import { lockDiscovery } from '../lock-discovery.ts';
import { covers, lockPath } from '../lock-path.ts';
import { XML_TYPE } from '../media-types.ts';
import type { DavRequest, DavResponse, Method, Services } from '../method.ts';
import { currentOf, evaluate, gatherConditions, type Touch } from '../preconditions.ts';
import { isLockable } from '../supported-lock.ts';
import { responseElement } from '../xml/multistatus.ts';
import { dav } from '../xml/name.ts';
import { isXmlProblem, parseXml } from '../xml/parse.ts';
import { serializeElement } from '../xml/serialize.ts';
import { childOf } from '../xml/tree.ts';
import { document, el, raw } from '../xml/write.ts';

type LockInfo = Pick<Lock, 'scope' | 'owner'>;

/** RFC 4918 §14.11 */
const readLockInfo = (body: Uint8Array): LockInfo | Refusal => {
  const root = parseXml(body, { limits: { octets: MAX_LOCK_BODY } });
  if (isXmlProblem(root)) return refuse('request-malformed', root.message, root.line || undefined);
  const scopes = childOf(root, dav('lockscope'));
  const scope = (['exclusive', 'shared'] as const).find((name) => scopes && childOf(scopes, dav(name)) !== undefined);
  const type = childOf(root, dav('locktype'));
  if (scope === undefined || type === undefined || childOf(type, dav('write')) === undefined)
    return refuse('request-malformed', 'The body must be a lockinfo with a lockscope and the locktype write.');
  const owner = childOf(root, dav('owner'));
  return { scope, owner: owner === undefined ? '' : serializeElement(owner) };
};

/** RFC 4918 §6.6: the server chooses the lifetime; UTC milliseconds. */
const expiryOf = ({ headers }: DavRequest, now: number): number => {
  const wish = parseTimeout([headers.timeout].flat()[0]) ?? DEFAULT_LOCK_SECONDS;
  return now + 1000 * Math.min(MAX_LOCK_SECONDS, wish === 'infinite' ? MAX_LOCK_SECONDS : Math.max(1, wish));
};

/** RFC 4918 §6.5: an id of 128 random bits as a UUID of version 4. */
const tokenOf = (id: string): string => {
  const octets = Buffer.alloc(16);
  octets.set(Buffer.from(id, 'base64url').subarray(0, 16));
  octets.writeUInt8((octets.readUInt8(6) & 0x0f) | 0x40, 6);
  octets.writeUInt8((octets.readUInt8(8) & 0x3f) | 0x80, 8);
  return `urn:uuid:${octets.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
};

/** RFC 4918 §9.10.1: the answer shows the one lock that it is about. */
const granted = (status: number, lock: Lock, now: number, headers: Readonly<Record<string, string>>): DavResponse => ({
  status,
  headers: { 'Content-Type': XML_TYPE, ...headers },
  body: document(dav('prop'), el(dav('lockdiscovery'), lockDiscovery([lock], now))),
});

/** RFC 4918 §9.10.3: what lies below and is locked already goes into a multistatus, and the whole of it fails. */
const conflict = (lock: Lock, conflicts: readonly Lock[]): DavResponse | Refusal => {
  const hrefs = [...new Set(conflicts.map(({ href }) => href))];
  if (conflicts.some((other) => covers(other, lock.path)))
    return refuseFor('lock-conflict', hrefs, 'It is locked already.');
  const locked = hrefs.map((href) => responseElement({ href, status: 423, condition: dav('no-conflicting-lock') }));
  return {
    status: 207,
    headers: { 'Content-Type': XML_TYPE },
    body: document(dav('multistatus'), ...[...locked, responseElement({ href: lock.href, status: 424 })].map(raw)),
  };
};

/**
 * RFC 4918 §7.3: a name that stands for nothing may be locked, but nothing is made: a collection holds no empty member
 * (RFC 4791 §4.1, RFC 6352 §5.1). It is a lock-null resource as the section still allows: the name is kept for its PUT, and a reader
 * does not find it. 201, as the section wants for a name that was free. A collection’s name cannot be kept like that.
 */
const touchesOf = ({ target }: DavRequest): readonly Touch[] =>
  target.is === 'unmapped' ? [{ resource: target.parent, how: 'change' }] : [];

const create = async (request: DavRequest, services: Services, info: LockInfo): Promise<DavResponse | Refusal> => {
  const { target, caller, headers } = request;
  const depth = parseDepth([headers.depth].flat()[0]) ?? 'infinity';
  if (isMalformed(depth) || depth === 1) return refuse('request-malformed', 'The depth of a lock is 0 or infinity.');
  const conditions = await gatherConditions(request, services, touchesOf(request));
  if (isRefusal(conditions)) return conditions;
  const refused = evaluate(conditions, currentOf(target));
  if (refused !== undefined) return refused;
  const now = services.now();
  const lock: Lock = {
    ...info,
    token: tokenOf(services.newId()),
    path: lockPath(target),
    href: target.href,
    depth: depth === 0 ? '0' : 'infinity',
    principal: caller.principal,
    expires: expiryOf(request, now),
  };
  const conflicts = await services.locks.add(lock, now);
  if (isRefusal(conflicts)) return conflicts;
  if (conflicts.length > 0) return conflict(lock, conflicts);
  return granted(target.is === 'unmapped' ? 201 : 200, lock, now, { 'Lock-Token': `<${lock.token}>` });
};

/** RFC 4918 §9.10.2 */
const refresh = async (request: DavRequest, services: Services): Promise<DavResponse | Refusal> => {
  const conditions = await gatherConditions(request, services, []);
  if (isRefusal(conditions)) return conditions;
  const { submitted, locks, target, principal } = conditions;
  if (submitted.size !== 1)
    return refuse('request-malformed', 'A LOCK without a body refreshes the one lock that its If header names.');
  const lock = locks.find(({ token }) => submitted.has(token));
  if (lock === undefined || !covers(lock, target)) return refuse('lock-not-held', 'That lock does not hold here.');
  if (lock.principal !== principal) return refuse('lock-of-another', 'That lock belongs to somebody else.');
  const refused = evaluate(conditions, currentOf(request.target));
  if (refused !== undefined) return refused;
  const now = services.now();
  const expires = expiryOf(request, now);
  if (!(await services.locks.refresh(lock.token, principal, expires, now)))
    return refuse('lock-not-held', 'That lock has just ended.');
  return granted(200, { ...lock, expires }, now, {});
};

/** RFC 4918 §9.10 */
export const lock: Method = {
  name: 'LOCK',
  handle: async (request, services) => {
    if (!isLockable(request.target)) return refuse('method-not-allowed', 'This cannot be locked.');
    const body = await request.body(MAX_LOCK_BODY);
    if (!(body instanceof Uint8Array)) return body;
    if (body.byteLength === 0) return refresh(request, services);
    const info = readLockInfo(body);
    return isRefusal(info) ? info : create(request, services, info);
  },
};
