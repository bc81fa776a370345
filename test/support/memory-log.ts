import { createHmac, randomBytes } from 'node:crypto';
import type { Json, Recorded } from '../../src/domain/kernel/event.ts';
import {
  ABSENT,
  type Epoch,
  type EventId,
  kindOf,
  type Position,
  type Revision,
  type StreamId,
  type When,
} from '../../src/domain/kernel/ids.ts';
import type { LogSchema } from '../../src/domain/kernel/log-schema.ts';
import { refuse } from '../../src/domain/kernel/refusal.ts';
import { MAX_APPEND_EVENTS, MAX_APPEND_OCTETS, MAX_INDEXED_OCTETS } from '../../src/domain/limits.ts';
import type {
  Append,
  EventLog,
  ReadOptions,
  RequestRecord,
  StreamState,
  Subscription,
  Verdict,
} from '../../src/domain/ports.ts';

type Kept = { readonly event: Recorded; readonly hash: string | undefined };

/** What several logs share, as processes share a database. */
export class MemoryStore {
  readonly key = randomBytes(32);
  readonly events: Kept[] = [];
  readonly claims = new Map<string, string>();
  readonly requests = new Map<string, RequestRecord>();
  readonly waiting = new Set<() => void>();
  epoch = 1;
}

const usable = (text: string): boolean =>
  text !== '' && !text.includes('\0') && text.isWellFormed() && Buffer.byteLength(text) <= MAX_INDEXED_OCTETS;

const check = (schema: LogSchema, { writes, guards = [], claims = [], metadata }: Append): void => {
  const streams = writes.map(({ stream }) => stream);
  const texts = [
    ...streams,
    ...guards.map(({ stream }) => stream),
    ...claims.flatMap(({ scope, holder }) => [scope, holder]),
  ];
  if (![...texts, metadata.actor, metadata.protocol, metadata.correlationId].every(usable))
    throw new TypeError('unusable text');
  if (new Set(streams).size < streams.length) throw new TypeError('a stream is written twice');
  const events = writes.flatMap((write) => write.events);
  if (events.some(({ type }) => !Object.hasOwn(schema.eventTypes, type))) throw new TypeError('unknown event type');
  if (claims.length > 0 && events.length === 0) throw new TypeError('claims without an event');
};

const octetsOf = ({ writes }: Append): number =>
  writes
    .flatMap(({ events }) => events)
    .reduce(
      (sum, { data, body }) =>
        sum + JSON.stringify(data).length + (body?.stored.length ?? 0) + (body?.sent?.length ?? 0),
      0,
    );

/** An event log in memory: for tests of what uses one. */
class MemoryLog implements EventLog {
  readonly store: MemoryStore;
  readonly schema: LogSchema;
  readonly subscriptions = new Set<Subscription>();

  constructor(store: MemoryStore, schema: LogSchema) {
    this.store = store;
    this.schema = schema;
  }

  async append(append: Append): Promise<Verdict> {
    check(this.schema, append);
    const count = append.writes.reduce((sum, { events }) => sum + events.length, 0);
    if (count > MAX_APPEND_EVENTS || octetsOf(append) > MAX_APPEND_OCTETS) return refuse('append-too-large');
    const refused = this.verdict(append);
    if (refused !== undefined) return refused;
    for (const { op, scope, key, holder } of append.claims ?? [])
      if (op === 'take') this.store.claims.set(`${scope}\0${key}`, holder);
      else this.store.claims.delete(`${scope}\0${key}`);
    const { request, ...metadata } = append.metadata;
    if (request !== undefined) this.store.requests.set(metadata.correlationId, request);
    const before = this.store.events.length;
    for (const { stream, events } of append.writes)
      for (const { type, data, body } of events) {
        const event = {
          type,
          data: JSON.parse(JSON.stringify(data)) as Json,
          ...(body === undefined ? {} : { body }),
          ...metadata,
          ...this.next(stream),
          version: this.schema.eventTypes[type]?.version ?? 1,
        };
        this.store.events.push({ event, hash: body && this.hash(body.stored) });
      }
    for (const wake of this.store.waiting) wake();
    const events = this.store.events
      .slice(before)
      .map(({ event: { id, stream, revision, position, when } }) => ({ id, stream, revision, position, when }));
    return { is: 'appended', events };
  }

  private hash(octets: Uint8Array): string {
    return createHmac('sha256', this.store.key).update(octets).digest('hex');
  }

  private next(stream: StreamId) {
    const last = this.store.events.at(-1)?.event.when ?? 0;
    return {
      id: randomBytes(16).toString('base64url') as EventId,
      stream,
      revision: (this.revision(stream) + 1) as Revision,
      position: (this.store.events.length + 1) as Position,
      when: Math.max(Date.now(), last) as When,
    };
  }

  private revision(stream: StreamId): Revision {
    return this.store.events.findLast(({ event }) => event.stream === stream)?.event.revision ?? ABSENT;
  }

  private verdict({ writes, guards = [], claims = [] }: Append): Verdict | undefined {
    for (const { stream, expected } of [...guards, ...writes]) {
      const actual = this.revision(stream);
      if (expected !== 'any' && expected !== actual) return { is: 'wrong-revision', stream, actual };
    }
    const now = new Map(this.store.claims);
    for (const { op, scope, key, holder } of claims) {
      const id = `${scope}\0${key}`;
      const held = now.get(id);
      if (op === 'take' && held !== undefined && held !== holder)
        return { is: 'already-claimed', scope, key, holder: held };
      if (op === 'release' && held !== holder) return { is: 'not-claimed', scope, key };
      if (op === 'take') now.set(id, holder);
      else now.delete(id);
    }
    return undefined;
  }

  /** In today's shape. */
  private shaped({ event }: Kept, bodies = true): Recorded {
    const type = this.schema.eventTypes[event.type];
    if (type === undefined) throw new Error(`unknown event type ${event.type}`);
    let { data } = event;
    for (let version = event.version; version < type.version; version++) data = type.upcast[version]?.(data) ?? data;
    const { body, ...rest } = event;
    return { ...rest, data, version: type.version, ...(body === undefined || !bodies ? {} : { body }) };
  }

  async states(streams: readonly StreamId[]): Promise<readonly StreamState[]> {
    return Promise.all(
      streams.map(async (stream) => {
        const { start, evolve } = this.schema.streamTypes[kindOf(stream)];
        const events = await this.readStream(stream);
        const state = events.length === 0 ? undefined : events.reduce(evolve, start);
        return { revision: this.revision(stream), state };
      }),
    );
  }

  async head() {
    return { epoch: this.store.epoch as Epoch, position: this.store.events.length as Position };
  }

  async *read(after: Position, { limit = 500, bodies = true }: ReadOptions = {}): AsyncGenerator<readonly Recorded[]> {
    const head = this.store.events.length;
    for (let from: number = after; from < head; from += limit)
      yield this.store.events.slice(from, Math.min(from + limit, head)).map((kept) => this.shaped(kept, bodies));
  }

  async readStream(stream: StreamId, from: Revision = 0 as Revision): Promise<readonly Recorded[]> {
    return this.store.events
      .filter(({ event }) => event.stream === stream && event.revision >= from)
      .map((kept) => this.shaped(kept));
  }

  subscribe(
    after: Position,
    handle: (events: readonly Recorded[]) => Promise<void>,
    options?: ReadOptions,
  ): Subscription {
    let position = after;
    let closed = false;
    let wake = (): void => undefined;
    const run = async (): Promise<void> => {
      while (!closed) {
        const news = new Promise<void>((resolve) => (wake = resolve));
        this.store.waiting.add(wake);
        for await (const events of this.read(position, options)) {
          if (closed) break;
          await retried(() => handle(events));
          position = events.at(-1)?.position ?? position;
        }
        if (position >= this.store.events.length && !closed) await news;
        this.store.waiting.delete(wake);
      }
    };
    const running = run();
    const subscription = {
      caughtUp: async () => {
        for (const until = this.store.events.length; position < until; ) await new Promise(setImmediate);
      },
      close: async () => {
        closed = true;
        wake();
        await running;
      },
    };
    this.subscriptions.add(subscription);
    return subscription;
  }

  async request(correlation: string): Promise<RequestRecord | undefined> {
    return this.store.requests.get(correlation);
  }

  async eraseBody(position: Position): Promise<void> {
    const kept = this.store.events[position - 1];
    if (kept === undefined) return;
    const { body: _, ...event } = kept.event;
    this.store.events[position - 1] = { ...kept, event };
  }

  async checkBody(position: Position): Promise<'intact' | 'altered' | 'erased' | 'none'> {
    const kept = this.store.events[position - 1];
    if (kept?.hash === undefined) return 'none';
    if (kept.event.body === undefined) return 'erased';
    return this.hash(kept.event.body.stored) === kept.hash ? 'intact' : 'altered';
  }

  async raiseEpoch(): Promise<Epoch> {
    return ++this.store.epoch as Epoch;
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close()));
  }
}

const retried = async (work: () => Promise<void>): Promise<void> => {
  for (;;)
    try {
      return await work();
    } catch {
      await new Promise(setImmediate);
    }
};

/** Opens a log on a store; several see the same events. */
export const openMemoryLog = (store: MemoryStore, schema: LogSchema): EventLog => new MemoryLog(store, schema);
