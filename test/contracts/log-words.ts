import type { Event, Json, Metadata } from '../../src/domain/kernel/event.ts';
import type { Actor, CorrelationId, Position, Revision, StreamId, StreamKind } from '../../src/domain/kernel/ids.ts';
import type { EventType, LogSchema, StreamType } from '../../src/domain/kernel/log-schema.ts';
import type { Append, Claim, EventLog, Guard, Verdict } from '../../src/domain/ports.ts';

/** The words of the log's tests: a small world of notes, with nothing of the calendar in it. */
export const metadata: Metadata = {
  actor: 'tool:test' as Actor,
  protocol: 'cli',
  correlationId: 'correlation' as CorrelationId,
};

export const at = (revision: number): Revision => revision as Revision;
export const after = (position: number): Position => position as Position;
export const stream = (name: string): StreamId => `calendar/${name}` as StreamId;

/** A note: its text and, where there is one, its body. */
export const noted = (text: string, body?: Event['body']): Event => ({
  type: 'noted',
  data: { text },
  ...(body === undefined ? {} : { body }),
});
export const octets = (text: string): Uint8Array => Buffer.from(text);

type More = { guards?: readonly Guard[]; claims?: readonly Claim[]; metadata?: Metadata };

/** An append of notes to one stream. */
export const note = (name: string, expected: number | 'any', texts: readonly string[], more: More = {}): Append => ({
  writes: [
    { stream: stream(name), expected: expected === 'any' ? 'any' : at(expected), events: texts.map((t) => noted(t)) },
  ],
  metadata,
  ...more,
});

export const take = (key: string, holder: string): Claim => ({ op: 'take', scope: 'words', key, holder });
export const release = (key: string, holder: string): Claim => ({ op: 'release', scope: 'words', key, holder });

const textOf = (data: Json): string =>
  typeof data === 'object' && data !== null && 'text' in data ? String(data.text) : '';

/** The state of every stream is all its texts: what the fold of the events says is seen at once. */
const listing: StreamType = {
  version: 1,
  start: [],
  evolve: (state, event) => [...(Array.isArray(state) ? state : []), textOf(event.data)],
};
const noteType: EventType = { version: 1, upcast: {} };

const KINDS: readonly StreamKind[] = ['account', 'calendar', 'calendar-object'];

/** A schema of one event type, which every kind of stream lists. */
export const schemaOf = (type: EventType = noteType, streams: StreamType = listing): LogSchema => ({
  eventTypes: { noted: type },
  streamTypes: Object.fromEntries(KINDS.map((kind) => [kind, streams])) as LogSchema['streamTypes'],
});

/** The events of an append that must succeed. */
export const appended = async (log: EventLog, append: Append) => {
  const verdict: Verdict = await log.append(append);
  if (verdict.is !== 'appended') throw new Error(`not appended: ${JSON.stringify(verdict)}`);
  return verdict.events;
};

/** Every event of the log. */
export const all = async (log: EventLog, limit = 1000) => {
  const events = [];
  for await (const page of log.read(after(0), { limit })) events.push(...page);
  return events;
};

export const textsOf = (events: readonly { data: Json }[]): readonly string[] => events.map(({ data }) => textOf(data));
