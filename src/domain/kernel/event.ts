import type { Actor, CorrelationId, EventId, Position, PrincipalId, Revision, StreamId, When } from './ids.ts';

/** What JSON can say; the structural data of an event is made of it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * What a client sent, byte for byte (`stored`), and, only where scheduling had to change bytes, what it had sent before
 * (`sent`). Kept beside the event, which holds its keyed hash: it can be erased while the log still verifies.
 */
export type Body = { readonly stored: Uint8Array; readonly sent?: Uint8Array };

/** What happened, before the log gave it a place. `data` is structural: no personal text, that is in the body. */
export type Event<Type extends string = string, Data = Json> = {
  readonly type: Type;
  readonly data: Data;
  readonly body?: Body;
};

/** By which door a change came in. */
export type Protocol = 'caldav' | 'carddav' | 'cli' | 'worker';

/** Who, for whom, through what, and as part of what: no event without it. */
export type Metadata = {
  readonly actor: Actor;
  readonly onBehalfOf?: PrincipalId;
  readonly protocol: Protocol;
  readonly correlationId: CorrelationId;
  readonly causationId?: EventId;
  /** Personal: one erasable record per correlation id, outside the events. */
  readonly request?: { readonly address: string; readonly userAgent: string };
};

/** An event in its place in the log. `body` is absent where there was none, and after an erasure. */
export type Recorded<E extends Event = Event> = E &
  Omit<Metadata, 'request'> & {
    readonly id: EventId;
    readonly version: number;
    readonly stream: StreamId;
    readonly revision: Revision;
    readonly position: Position;
    readonly when: When;
  };
