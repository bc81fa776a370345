import type { Client } from 'pg';
import { ABSENT } from '../../domain/kernel/ids.ts';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';
import type { Cell, Projection, Table } from '../../projections/projection.ts';
import { firstStepsOf, stepsOf } from './apply.ts';
import { changesOf, evolved, type StreamAt } from './batch.ts';
import { type EventRow, type Evidence, recordedOf } from './codec.ts';
import { createIndexes, createTable, quoted } from './ddl.ts';
import { fly, type Step } from './flight.ts';
import { atOnce, TableFold } from './fold.ts';
import { rowsAfter } from './reader.ts';
import { deleteRows, insertRows, putRows, type Shape } from './statements.ts';
import { CLAIMS, STREAMS } from './write.ts';

/** What is folded in memory before it is written: rows, and octets of the bodies that they may hold. */
const MAX_FOLDED = 200_000;
const MAX_OCTETS = 64 * 1024 * 1024;
const MAX_STATES = 50_000;

export type BuildPlan = {
  readonly schema: string;
  readonly log: LogSchema;
  readonly projections: readonly Projection[];
  readonly streams: boolean;
  readonly claims: boolean;
  /** Sees every row in its order before it is folded. */
  readonly inspect?: (row: EventRow & Evidence, before: StreamAt | undefined) => void;
  readonly progress?: (position: number) => void;
};

const inSchema = (schema: string, shape: Shape): Shape => ({
  ...shape,
  name: shape.name.replace('"fasti"', quoted(schema)),
});

/** Tables derived from the log, built in a schema of their own: folded in memory chunk by chunk, written set by set. */
export class Build {
  readonly client: Client;
  readonly plan: BuildPlan;
  readonly folds = new Map<string, TableFold>();
  readonly states = new Map<string, StreamAt>();
  readonly changedStates = new Set<string>();
  readonly claims = new Map<string, { readonly key: readonly Cell[]; readonly holder: string | undefined }>();
  /** Whether the tables have had their first rows: until then there is nothing to update. */
  written = false;
  folded = 0;
  octets = 0;
  position = 0;

  constructor(client: Client, plan: BuildPlan) {
    this.client = client;
    this.plan = plan;
  }

  get tables(): readonly Table[] {
    return this.plan.projections.flatMap(({ tables }) => tables);
  }

  /** Makes the schema anew, with empty tables; their indexes come at the end of the first `advance`. */
  async begin(): Promise<void> {
    const { schema, streams, claims } = this.plan;
    const own = [...(streams ? ['streams'] : []), ...(claims ? ['claims'] : [])];
    const texts = [
      'set client_min_messages = warning',
      `drop schema if exists ${quoted(schema)} cascade`,
      `create schema ${quoted(schema)}`,
      ...this.tables.map((table) => createTable(schema, table)),
      ...own.map((name) => `create table ${quoted(schema)}.${name} (like fasti.${name} including all)`),
      ...(streams ? [`alter table ${quoted(schema)}.streams set (fillfactor = 80)`] : []),
    ];
    for (const text of texts) await this.client.query(text);
  }

  async createIndexes(): Promise<void> {
    for (const text of this.tables.flatMap((table) => createIndexes(this.plan.schema, table)))
      await this.client.query(text);
  }

  /** Folds the events up to a position. With `commit` false it writes in the transaction that is open. */
  async advance(until: number, commit = true): Promise<void> {
    while (this.position < until) {
      const rows = await rowsAfter(this.client, this.position, until, { limit: 1000 });
      if (rows.length === 0) return this.flush(commit);
      await this.loadStates(rows);
      for (const row of rows) this.fold(row);
      if (this.folded + this.changedStates.size >= MAX_FOLDED || this.octets >= MAX_OCTETS) await this.flush(commit);
      this.plan.progress?.(this.position);
    }
    await this.flush(commit);
  }

  private async loadStates(rows: readonly EventRow[]): Promise<void> {
    if (!this.plan.streams) return;
    const missing = [...new Set(rows.map(({ stream }) => stream))].filter((stream) => !this.states.has(stream));
    if (missing.length === 0 || !this.written) return;
    const text = `select stream, revision, position, state::text from ${quoted(this.plan.schema)}.streams where stream = any ($1)`;
    const found = await this.client.query<StreamAt & { stream: string }>(text, [missing]);
    for (const { stream, ...at } of found.rows) this.states.set(stream, at);
  }

  private fold(row: EventRow & Evidence): void {
    const event = recordedOf(this.plan.log, row);
    const before = this.states.get(row.stream);
    this.plan.inspect?.(row, before);
    try {
      if (this.plan.streams) {
        const state = evolved(this.plan.log, before?.state, event);
        this.states.set(row.stream, { revision: row.revision, position: row.position, state });
        this.changedStates.add(row.stream);
      }
      for (const { table, change } of changesOf(this.plan.projections, event)) {
        const fold = this.folds.get(table.name) ?? new TableFold(table);
        this.folds.set(table.name, fold);
        fold.apply(atOnce(change));
        this.folded++;
      }
    } catch (cause) {
      throw new Error(`event ${row.position} (${row.type}) cannot be folded: ${String(cause)}`, { cause });
    }
    for (const claim of this.plan.claims ? (row.claims ?? []) : []) {
      const key = [claim.scope, Buffer.from(claim.key, 'base64url')];
      this.claims.set(`${claim.scope}\0${claim.key}`, { key, holder: claim.op === 'take' ? claim.holder : undefined });
    }
    this.octets += row.stored?.length ?? 0;
    this.position = row.position;
  }

  private claimSteps(): readonly Step[] {
    const shape = inSchema(this.plan.schema, CLAIMS);
    const all = [...this.claims.values()];
    const released = all.filter(({ holder }) => holder === undefined).map(({ key }) => key);
    const taken = all.flatMap(({ key, holder }) => (holder === undefined ? [] : [[...key, holder]]));
    return [
      ...(released.length > 0 && this.written ? [deleteRows(shape, 2, released)] : []),
      ...(taken.length > 0 ? [putRows(shape, taken)] : []),
    ];
  }

  private stateSteps(): readonly Step[] {
    if (this.changedStates.size === 0) return [];
    const rows = [...this.changedStates].map((stream) => {
      const { revision, position, state } = this.states.get(stream) ?? {
        revision: ABSENT,
        position: 0,
        state: undefined,
      };
      return [stream, revision, position, state ?? null];
    });
    const shape = inSchema(this.plan.schema, STREAMS);
    return [this.written ? putRows(shape, rows) : insertRows(shape, rows)];
  }

  private async flush(commit: boolean): Promise<void> {
    const steps = [
      ...[...this.folds.values()].flatMap((fold) => (this.written ? stepsOf : firstStepsOf)(this.plan.schema, fold)),
      ...this.stateSteps(),
      ...this.claimSteps(),
    ];
    if (steps.length > 0) await fly(this.client, commit ? [{ text: 'begin' }, ...steps, { text: 'commit' }] : steps);
    this.written ||= steps.length > 0;
    this.folds.clear();
    this.claims.clear();
    this.changedStates.clear();
    this.folded = 0;
    this.octets = 0;
    if (this.states.size > MAX_STATES) this.states.clear();
  }
}
