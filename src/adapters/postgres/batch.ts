import type { Json, Recorded } from '../../domain/kernel/event.ts';
import { ABSENT, kindOf, type Position, type Revision, type StreamId, type When } from '../../domain/kernel/ids.ts';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';
import type { Appended, Verdict } from '../../domain/ports.ts';
import type { Projection, RowChange, Table } from '../../projections/projection.ts';
import { checkChange, TableFold } from './fold.ts';
import type { Prepared, PreparedClaim, PreparedEvent } from './prepare.ts';

/** What the log stands at when a batch begins, and what it touches. */
export type Ground = {
  readonly position: number;
  readonly lastWhen: number;
  readonly now: number;
  /** Streams of the batch that exist: revision and state's text. */
  readonly streams: ReadonlyMap<string, StreamAt>;
  /** Keys of the batch that are taken: claim id → holder. */
  readonly claims: ReadonlyMap<string, string>;
};
export type StreamAt = { readonly revision: number; readonly position: number; readonly state: string | undefined };
export type Placed = {
  readonly prepared: PreparedEvent;
  readonly event: Recorded;
  readonly claims: readonly PreparedClaim[];
};

type Staged = {
  readonly placed: readonly Placed[];
  readonly streams: ReadonlyMap<StreamId, StreamAt>;
  readonly changes: readonly { readonly table: Table; readonly change: RowChange }[];
};

const NOWHERE: StreamAt = { revision: ABSENT, position: 0, state: undefined };

/** What one event does to the rows of the projections, checked against their tables. */
export const changesOf = (projections: readonly Projection[], event: Recorded): Staged['changes'] =>
  projections.flatMap((projection) =>
    (projection.on[event.type]?.(event) ?? []).map((change) => {
      const table = projection.tables.find(({ name }) => name === change.table);
      if (table === undefined) throw new TypeError(`${projection.name} has no table ${change.table}`);
      checkChange(table, change);
      return { table, change };
    }),
  );

/** The state after an event, as the text that is kept. */
export const evolved = (schema: LogSchema, state: string | undefined, event: Recorded): string => {
  const type = schema.streamTypes[kindOf(event.stream)];
  return JSON.stringify(type.evolve(state === undefined ? type.start : (JSON.parse(state) as Json), event));
};

/**
 * Verdicts command by command, each on the ground and on what its accepted neighbours changed; and the writes that
 * follow from them. A command that is refused, or whose handlers throw, leaves nothing behind.
 */
export class Batch {
  readonly schema: LogSchema;
  readonly projections: readonly Projection[];
  readonly ground: Ground;
  readonly when: When;
  readonly placed: Placed[] = [];
  readonly accepted: Prepared[] = [];
  readonly streams = new Map<StreamId, StreamAt>();
  readonly claims = new Map<string, { readonly claim: PreparedClaim; readonly holder: string | undefined }>();
  readonly folds = new Map<string, TableFold>();
  changes = 0;

  constructor(schema: LogSchema, projections: readonly Projection[], ground: Ground) {
    this.schema = schema;
    this.projections = projections;
    this.ground = ground;
    this.when = Math.max(ground.now, ground.lastWhen) as When;
  }

  get position(): number {
    return this.ground.position + this.placed.length;
  }

  /** The command's verdict; throws what a handler or `evolve` throws. */
  decide(prepared: Prepared): Verdict {
    const refused = this.revisions(prepared) ?? this.keys(prepared);
    if (refused !== undefined) return refused;
    const staged = this.stage(prepared);
    this.accept(prepared, staged);
    return { is: 'appended', events: staged.placed.map(({ event }) => appendedOf(event)) };
  }

  private at(stream: StreamId): StreamAt {
    return this.streams.get(stream) ?? this.ground.streams.get(stream) ?? NOWHERE;
  }

  private holder(id: string): string | undefined {
    const changed = this.claims.get(id);
    return changed === undefined ? this.ground.claims.get(id) : changed.holder;
  }

  private revisions({ writes, append: { guards = [] } }: Prepared): Verdict | undefined {
    for (const { stream, expected } of [...guards, ...writes]) {
      const actual = this.at(stream).revision as Revision;
      if (expected !== 'any' && expected !== actual) return { is: 'wrong-revision', stream, actual };
    }
    return undefined;
  }

  private keys({ claims }: Prepared): Verdict | undefined {
    const own = new Map<string, string | undefined>();
    for (const { op, scope, key, holder, id } of claims) {
      const now = own.has(id) ? own.get(id) : this.holder(id);
      if (op === 'take' && now !== undefined && now !== holder)
        return { is: 'already-claimed', scope, key, holder: now };
      if (op === 'release' && now !== holder) return { is: 'not-claimed', scope, key };
      own.set(id, op === 'take' ? holder : undefined);
    }
    return undefined;
  }

  private stage(prepared: Prepared): Staged {
    const placed: Placed[] = [];
    const streams = new Map<StreamId, StreamAt>();
    const changes: { table: Table; change: RowChange }[] = [];
    for (const { stream, events } of prepared.writes)
      for (const one of events) {
        const before = streams.get(stream) ?? this.at(stream);
        const position = this.position + placed.length + 1;
        const event = this.record(prepared, one, stream, before.revision + 1, position);
        streams.set(stream, { revision: event.revision, position, state: evolved(this.schema, before.state, event) });
        changes.push(...changesOf(this.projections, event));
        placed.push({ prepared: one, event, claims: placed.length === 0 ? prepared.claims : [] });
      }
    return { placed, streams, changes };
  }

  private record(p: Prepared, one: PreparedEvent, stream: StreamId, revision: number, position: number): Recorded {
    const { request: _, ...metadata } = p.append.metadata;
    return {
      ...one.event,
      ...metadata,
      id: one.id,
      version: one.version,
      stream,
      revision: revision as Revision,
      position: position as Position,
      when: this.when,
    };
  }

  private accept(prepared: Prepared, { placed, streams, changes }: Staged): void {
    this.accepted.push(prepared);
    this.placed.push(...placed);
    for (const [stream, at] of streams) this.streams.set(stream, at);
    for (const claim of prepared.claims)
      this.claims.set(claim.id, { claim, holder: claim.op === 'take' ? claim.holder : undefined });
    for (const { table, change } of changes) {
      const fold = this.folds.get(table.name) ?? new TableFold(table);
      this.folds.set(table.name, fold);
      fold.apply(change);
    }
    this.changes += changes.length;
  }
}

const appendedOf = ({ id, stream, revision, position, when }: Recorded): Appended => ({
  id,
  stream,
  revision,
  position,
  when,
});
