import { randomBytes } from 'node:crypto';
import type { Event, Json } from '../../domain/kernel/event.ts';
import { type EventId, kindOf, type StreamId } from '../../domain/kernel/ids.ts';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_APPEND_EVENTS, MAX_APPEND_OCTETS, MAX_INDEXED_OCTETS } from '../../domain/limits.ts';
import type { Append, Claim, Write } from '../../domain/ports.ts';
import { bodyHash, keyHash, type LogKey, newEventId } from './secrets.ts';

/** An event with everything that needs no place in the log yet: made before the lock is asked for. */
export type PreparedEvent = {
  readonly id: EventId;
  readonly version: number;
  /** As it will be read back: what JSON does not say is gone. */
  readonly event: Event;
  readonly text: string;
  readonly salt: Buffer | null;
  readonly bodyHash: Buffer | null;
  readonly sentHash: Buffer | null;
};
export type PreparedWrite = Pick<Write, 'stream' | 'expected'> & { readonly events: readonly PreparedEvent[] };
export type PreparedClaim = Claim & { readonly hash: Buffer; readonly id: string };
export type Prepared = {
  readonly append: Append;
  readonly writes: readonly PreparedWrite[];
  readonly claims: readonly PreparedClaim[];
  readonly count: number;
  readonly octets: number;
};

const indexed = (what: string, text: string): string => {
  if (text === '' || text.includes('\0') || !text.isWellFormed() || Buffer.byteLength(text) > MAX_INDEXED_OCTETS)
    throw new TypeError(`${what} must be 1 to ${MAX_INDEXED_OCTETS} octets of text without NUL`);
  return text;
};

const prepareEvent = (schema: LogSchema, logKey: LogKey, event: Event): PreparedEvent => {
  const known = schema.eventTypes[event.type];
  if (known === undefined) throw new TypeError(`unknown event type ${event.type}`);
  const text = JSON.stringify(event.data);
  const { body } = event;
  const salt = body === undefined ? null : randomBytes(16);
  return {
    id: newEventId(),
    version: known.version,
    event: { type: event.type, data: JSON.parse(text) as Json, ...(body === undefined ? {} : { body }) },
    text,
    salt,
    bodyHash: body === undefined || salt === null ? null : bodyHash(logKey, salt, body.stored),
    sentHash: body?.sent === undefined || salt === null ? null : bodyHash(logKey, salt, body.sent),
  };
};

const octetsOf = ({ text, event: { body } }: PreparedEvent): number =>
  Buffer.byteLength(text) + (body?.stored.length ?? 0) + (body?.sent?.length ?? 0);

const checkStreams = (schema: LogSchema, { writes, guards = [] }: Append): void => {
  const written = new Set<StreamId>();
  for (const { stream } of [...writes, ...guards]) {
    indexed('a stream id', stream);
    if (!Object.hasOwn(schema.streamTypes, kindOf(stream))) throw new TypeError(`unknown kind of stream: ${stream}`);
  }
  for (const { stream } of writes) {
    if (written.has(stream)) throw new TypeError(`${stream} is written twice in one append`);
    written.add(stream);
  }
};

const checkMetadata = ({ metadata: m }: Append): void => {
  for (const name of ['actor', 'protocol', 'correlationId'] as const) indexed(name, m?.[name] ?? '');
  if (m.onBehalfOf !== undefined) indexed('onBehalfOf', m.onBehalfOf);
  if (m.causationId !== undefined && m.causationId.length !== 22) throw new TypeError('causationId is no event id');
  for (const text of [m.request?.address ?? '', m.request?.userAgent ?? ''])
    if (text.includes('\0') || !text.isWellFormed()) throw new TypeError('the request holds NUL or half a character');
};

const prepareClaim = (logKey: LogKey, claim: Claim): PreparedClaim => {
  indexed('a claim’s scope', claim.scope);
  indexed('a claim’s holder', claim.holder);
  // Half a character would be hashed as U+FFFD, and so equal another key.
  if (!claim.key.isWellFormed()) throw new TypeError('a claim’s key holds half a character');
  const hash = keyHash(logKey, claim.scope, claim.key);
  return { ...claim, hash, id: `${claim.scope}\0${hash.toString('hex')}` };
};

/**
 * Checks an append at the border and does all work that needs no lock: ids, JSON, hashes. Refuses what is above the
 * limits; throws a TypeError for what no caller may send (no actor, unknown types, a stream written twice).
 */
export const prepare = (schema: LogSchema, logKey: LogKey, append: Append): Prepared | Refusal => {
  checkMetadata(append);
  checkStreams(schema, append);
  const count = append.writes.reduce((sum, write) => sum + write.events.length, 0);
  if (count > MAX_APPEND_EVENTS) return refuse('append-too-large', `More than ${MAX_APPEND_EVENTS} changes at once.`);
  const writes = append.writes.map((write) => ({
    stream: write.stream,
    expected: write.expected,
    events: write.events.map((event) => prepareEvent(schema, logKey, event)),
  }));
  const octets = writes.flatMap((write) => write.events).reduce((sum, event) => sum + octetsOf(event), 0);
  if (octets > MAX_APPEND_OCTETS) return refuse('append-too-large', `More than ${MAX_APPEND_OCTETS} octets at once.`);
  const claims = (append.claims ?? []).map((claim) => prepareClaim(logKey, claim));
  if (claims.length > 0 && count === 0) throw new TypeError('claims without an event that records them');
  return { append, writes, claims, count, octets };
};
