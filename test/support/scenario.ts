/** Deciders tested as the specification reads: given events, when a command, and the outcome: events with claims, or a refusal. */
import assert from 'node:assert/strict';
import { type Decider, type Decision, decided } from '../../src/domain/kernel/decider.ts';
import type { Event, Recorded } from '../../src/domain/kernel/event.ts';
import type { Actor, CorrelationId, EventId, Position, Revision, StreamId, When } from '../../src/domain/kernel/ids.ts';
import { isRefusal, type Reason, type Refusal } from '../../src/domain/kernel/refusal.ts';

/** Nothing happens, and nothing is wrong with that. */
export const nothing = decided([]);

/** The command is refused for this reason, whatever the sentence for the reader. */
export const refused = (reason: Reason): { readonly refused: Reason } => ({ refused: reason });

type Outcome<E extends Event> = Decision<E> | { readonly refused: Reason };

/** An event in its place: the n-th of its stream (from 1) is `event-n` at position n, n ms after 1970. */
export const recorded = <E extends Event>(event: E, n: number, stream = 'calendar/stream'): Recorded<E> => ({
  ...event,
  id: `event-${n}` as EventId,
  version: 1,
  stream: stream as StreamId,
  revision: (n - 1) as Revision,
  position: n as Position,
  when: n as When,
  actor: 'tool:test' as Actor,
  protocol: 'cli',
  correlationId: 'correlation' as CorrelationId,
});

/** What a stream's events make of its start. */
export const stateAfter = <State, Command, E extends Event>(
  { start, evolve }: Decider<State, Command, E>,
  given: readonly E[],
): State => given.reduce((state, event, at) => evolve(state, recorded(event, at + 1)), start);

const outcomeOf = <E extends Event>(decision: Decision<E> | Refusal): Outcome<E> =>
  isRefusal(decision) ? refused(decision.reason) : decision;

/** Asserts what a command leads to after these events. */
export const scenario = <State, Command, E extends Event>(
  decider: Decider<State, Command, E>,
  { given, when, outcome }: { readonly given: readonly E[]; readonly when: Command; readonly outcome: Outcome<E> },
): void => assert.deepEqual(outcomeOf(decider.decide(stateAfter(decider, given), when)), outcome);
