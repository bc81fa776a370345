import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CLASSIFICATIONS, type Classification } from '../../src/domain/ical/component.ts';
import { START } from '../../src/domain/kernel/ids.ts';
import type { Sql } from '../../src/domain/ports.ts';
import type { CollectionView } from '../../src/domain/sharing/view.ts';
import { changedNames, lastChange, lastChanges, removedNames } from '../../src/projections/members/changes.ts';
import { HERE, Model, type Step } from './view-model.ts';
import { inWorld, RUNS } from './world.ts';

/** Every set of classes, and everything. */
const VIEWS: readonly (readonly Classification[] | undefined)[] = [
  undefined,
  ...Array.from({ length: 8 }, (_, bits) => CLASSIFICATIONS.filter((_one, bit) => bits & (1 << bit))),
];

/** A client that keeps a copy of a view by its tokens. */
class Client {
  readonly of: CollectionView;
  private readonly seen = new Set<string>();
  private known: ReadonlySet<string> = new Set();
  private token = START;

  constructor(classes: CollectionView['classes']) {
    this.of = { collection: HERE, classes };
  }

  /** Looks whenever something happens, so as to know what ever was in view. */
  look(names: readonly string[]): void {
    for (const name of names) this.seen.add(name);
  }

  async synchronize(sql: Sql): Promise<readonly string[]> {
    const until = await lastChange(sql, this.of);
    const removed = await removedNames(sql, this.of, this.token, until, 1000);
    const { rows } = await changedNames(sql, this.of, this.token, until, 1000);
    const told = [...removed, ...rows].map(({ name }) => name);
    assert.deepEqual(
      told.filter((name) => !this.seen.has(name)),
      [],
      'told of what was never in view',
    );
    assert.deepEqual(
      removed.filter(({ name }) => rows.some((row) => row.name === name)),
      [],
      'told as gone and as changed',
    );
    assert.equal(told.length > 0, until > this.token, 'the token is another when there is something to tell');
    const gone = new Set(removed.map(({ name }) => name));
    this.known = new Set([...this.known].filter((name) => !gone.has(name)).concat(rows.map(({ name }) => name)));
    this.token = until;
    return [...this.known].sort();
  }
}

const name = fc.constantFrom('a.ics', 'b.ics', 'c.ics', 'd.ics');
const history: fc.Arbitrary<readonly (Step & { readonly synchronizing: number })[]> = fc.array(
  fc.record({
    what: fc.constantFrom('change', 'change', 'change', 'properties', 'move', 'delete', 'delete'),
    name,
    to: name,
    classification: fc.constantFrom(...CLASSIFICATIONS),
    elsewhere: fc.boolean(),
    /** Which of the clients synchronize after it, by bits. */
    synchronizing: fc.nat({ max: 2 ** VIEWS.length - 1 }),
  }),
  { minLength: 10, maxLength: 50 },
);

test('whatever its classes, a view is what its client has after any history, and its token tells nothing of the rest', () =>
  fc.assert(
    fc.asyncProperty(history, (steps) =>
      inWorld(async ({ log }) => {
        const model = new Model(log);
        const clients = VIEWS.map((classes) => new Client(classes));
        for (const [nth, step] of steps.entries()) {
          await model.step(step);
          for (const [bit, client] of clients.entries()) {
            const { of } = client;
            client.look(model.visible(of.classes));
            if (nth < steps.length - 1 && (step.synchronizing & (1 << bit)) === 0) continue;
            assert.deepEqual(await client.synchronize(log.sql), model.visible(of.classes));
            assert.equal(await lastChange(log.sql, of), model.lastSeen(of.classes));
            assert.equal((await lastChanges(log.sql, [of])).get(HERE), model.lastSeen(of.classes));
          }
        }
        assert.equal((await log.verify()).count, 0);
      }),
    ),
    { numRuns: 5 * RUNS, endOnFailure: true },
  ));
