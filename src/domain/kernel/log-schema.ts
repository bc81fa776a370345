import type { Event, Json, Recorded } from './event.ts';
import type { StreamKind } from './ids.ts';

/**
 * What the log must know of the events it keeps. `version` is what is written today; `upcast[n]` turns the data of
 * version n into that of n + 1, so that handlers and `evolve` see today's shape only.
 */
export type EventType = { readonly version: number; readonly upcast: Readonly<Record<number, (data: Json) => Json>> };

/** How the state of one kind of stream follows from its events; raise `version` when `evolve` says something new. */
export type StreamType = { readonly version: number; readonly start: Json; readonly evolve: EvolveJson };
type EvolveJson = { evolve(state: Json, event: Recorded<Event>): Json }['evolve'];

export type LogSchema = {
  readonly eventTypes: Readonly<Record<string, EventType>>;
  readonly streamTypes: Readonly<Record<StreamKind, StreamType>>;
};
