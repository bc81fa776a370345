import type { Claim } from '../ports.ts';
import type { Event, Recorded } from './event.ts';
import type { Refusal } from './refusal.ts';

/** What a command leads to: nothing (no events), or events with the unique keys that they take and release. */
export type Decision<E extends Event> = {
  readonly is: 'decided';
  readonly events: readonly E[];
  readonly claims: readonly Claim[];
};

export const decided = <E extends Event>(events: readonly E[], claims: readonly Claim[] = []): Decision<E> => ({
  is: 'decided',
  events,
  claims,
});

/** A kind of stream: its state before the first event, what a command does to it, what an event makes of it. All pure. */
export type Decider<State, Command, E extends Event> = {
  readonly start: State;
  readonly decide: (state: State, command: Command) => Decision<E> | Refusal;
  readonly evolve: (state: State, event: Recorded<E>) => State;
};
