/**
 * Stored events of every version there ever was, as rows of the log, and the state that each left its stream in. What is
 * in the file stays as it is: a new version of an event type adds an event, and its upcaster is held to the old ones.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { recordedOf } from '../../src/adapters/postgres/codec.ts';
import { checkChange } from '../../src/adapters/postgres/fold.ts';
import { logSchema } from '../../src/domain/event-types.ts';
import type { Json, Recorded } from '../../src/domain/kernel/event.ts';
import { kindOf, type StreamId } from '../../src/domain/kernel/ids.ts';
import { projections } from '../../src/projections/index.ts';

type Stored = {
  readonly type: string;
  readonly version: number;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly when: number;
  readonly id: string;
  readonly data: Json;
  readonly body?: string;
};
type Golden = { readonly stored: Stored; readonly state: Json };

const golden = JSON.parse(readFileSync(new URL('golden-events.json', import.meta.url), 'utf8')) as readonly Golden[];

const read = ({ when, body, ...row }: Stored): Recorded =>
  recordedOf(logSchema, {
    ...row,
    recorded_when: when,
    actor: 'tool:test',
    on_behalf_of: null,
    protocol: 'caldav',
    correlation_id: 'golden',
    causation_id: null,
    stored: body === undefined ? null : new TextEncoder().encode(body),
    sent: null,
  });

test('every version of every event type has a golden event', () => {
  const kept = new Set(golden.map(({ stored }) => `${stored.type} ${stored.version}`));
  const registered = Object.entries(logSchema.eventTypes).flatMap(([type, { version }]) =>
    Array.from({ length: version }, (_, at) => `${type} ${at + 1}`),
  );
  assert.deepEqual([...kept].sort(), registered.sort());
});

test('golden events still leave their streams in the same state', () => {
  const states = new Map<string, Json>();
  for (const { stored, state } of golden) {
    const { start, evolve } = logSchema.streamTypes[kindOf(stored.stream as StreamId)];
    const after = evolve(states.get(stored.stream) ?? start, read(stored));
    states.set(stored.stream, after);
    assert.deepEqual(after, state, `${stored.type} ${stored.version}`);
  }
});

for (const projection of projections)
  test(`golden events still make rows of ${projection.name} that fit its tables`, () => {
    let changes = 0;
    for (const { stored } of golden)
      for (const change of projection.on[stored.type]?.(read(stored)) ?? []) {
        const table = projection.tables.find(({ name }) => name === change.table);
        assert.ok(table !== undefined, change.table);
        checkChange(table, change);
        changes += 1;
      }
    assert.ok(changes > 0);
  });
