import type { Client } from 'pg';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';
import type { Subscription } from '../../domain/ports.ts';
import type { Projection } from '../../projections/projection.ts';
import { stepsOf } from './apply.ts';
import { changesOf } from './batch.ts';
import { recordedOf } from './codec.ts';
import { failureOf } from './failures.ts';
import { fly, type Step } from './flight.ts';
import { atOnce, TableFold } from './fold.ts';
import { rowsAfter } from './reader.ts';
import type { Signal } from './signal.ts';
import type { Following, Report } from './types.ts';

const SAFETY_NET = 5000;
const RETRY = 1000;
const PAGE = 500;

const FOR_UPDATE = `select position from fasti.projections
  where kind = 'following' and name = $1 and version = $2 and state = 'live' for update`;
const PARK = `update fasti.projections set state = 'parked', error = $2 where kind = 'following' and name = $1`;
const UNPARK = `update fasti.projections set state = 'live', error = null where kind = 'following' and name = any ($1)`;
const LIST = `select name, position, case state when 'parked' then error end as parked
  from fasti.projections where kind = 'following' order by name`;

/** Where the following projections are. */
export const listFollowing = async (on: Pick<Client, 'query'>): Promise<readonly Following[]> =>
  (await on.query(LIST)).rows.map((row) => ({ ...row, parked: row.parked ?? undefined }));

type Folded = { readonly steps: readonly Step[]; readonly position: number; readonly error: unknown };

export type RunnerOptions = {
  readonly schema: LogSchema;
  readonly projections: readonly Projection[];
  readonly signal: Signal;
  readonly connect: () => Promise<Client>;
  readonly report: Report | undefined;
};

/**
 * Brings the following projections after the log: rows and checkpoint in one transaction, so each event counts once,
 * however many processes run this. An event that cannot be projected parks its projection and no other; the next
 * process that starts, or a rebuild, tries again.
 */
export class FollowingRunner implements Subscription {
  readonly options: RunnerOptions;
  readonly finished: Promise<void>;
  client: Client | undefined;
  pause: { cancel(): void } | undefined;
  closed = false;

  constructor(options: RunnerOptions) {
    this.options = options;
    this.finished = this.run();
  }

  /** Resolves when all that are not parked have come to the head at the time of the call. */
  async caughtUp(): Promise<void> {
    const client = await this.options.connect();
    try {
      const head: number = (await client.query('select position from fasti.log_head')).rows[0].position;
      const names = this.options.projections.map(({ name }) => name);
      for (;;) {
        const news = this.options.signal.next(20);
        const behind = (await listFollowing(client)).filter(
          ({ name, position, parked }) => names.includes(name) && parked === undefined && position < head,
        );
        if (behind.length === 0) return news.cancel();
        await news.rung;
      }
    } finally {
      await client.end();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.pause?.cancel();
    await this.finished;
    await this.client?.end().catch(() => undefined);
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      let wait = SAFETY_NET;
      const news = this.options.signal.next(wait);
      this.pause = news;
      try {
        const client = await this.connected();
        let moved = false;
        for (const projection of this.options.projections) moved = (await this.step(client, projection)) || moved;
        if (moved) wait = 0;
      } catch (error) {
        this.options.report?.error({ err: error }, 'the following projections cannot go on, and try again');
        void this.client?.end().catch(() => undefined);
        this.client = undefined;
        wait = RETRY;
      }
      if (wait === SAFETY_NET) await news.rung;
      else news.cancel();
      if (wait === RETRY && !this.closed) await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }

  private async connected(): Promise<Client> {
    if (this.client !== undefined) return this.client;
    const client = await this.options.connect();
    await client.query(UNPARK, [this.options.projections.map(({ name }) => name)]);
    this.client = client;
    return client;
  }

  /** One page for one projection; true when it got on. */
  private async step(client: Client, projection: Projection, limit = PAGE): Promise<boolean> {
    await client.query('begin');
    const row = (await client.query<{ position: number }>(FOR_UPDATE, [projection.name, projection.version])).rows[0];
    const folded = row === undefined ? undefined : await this.fold(client, projection, row.position, limit);
    if (row === undefined || folded === undefined || (folded.position === row.position && folded.error === undefined)) {
      await client.query('rollback');
      return false;
    }
    try {
      await this.write(client, projection, folded);
      return true;
    } catch (error) {
      if (failureOf(error) !== 'data') throw error;
      await client.query('rollback');
      // One by one, so that the event that the tables do not take is alone.
      if (limit > 1) return this.step(client, projection, 1);
      await this.park(client, projection, row.position + 1, error);
      return true;
    }
  }

  private async fold(client: Client, projection: Projection, after: number, limit: number): Promise<Folded> {
    const folds = new Map<string, TableFold>();
    let position = after;
    let error: unknown;
    for (const row of await rowsAfter(client, after, Number.MAX_SAFE_INTEGER, { limit })) {
      try {
        for (const { table, change } of changesOf([projection], recordedOf(this.options.schema, row))) {
          const fold = folds.get(table.name) ?? new TableFold(table);
          folds.set(table.name, fold);
          fold.apply(atOnce(change));
        }
      } catch (thrown) {
        error = thrown;
        break;
      }
      position = row.position;
    }
    return { steps: [...folds.values()].flatMap((fold) => stepsOf('fasti', fold)), position, error };
  }

  private async write(client: Client, projection: Projection, { steps, position, error }: Folded): Promise<void> {
    const moved = {
      text: `update fasti.projections set position = $1 where kind = 'following' and name = $2`,
      values: [String(position), projection.name],
    };
    await fly(client, [...steps, moved, { text: 'commit' }]);
    if (error !== undefined) await this.park(client, projection, position + 1, error);
  }

  private async park(client: Client, { name }: Projection, position: number, error: unknown): Promise<void> {
    this.options.report?.error({ err: error, projection: name, position }, 'a following projection is parked');
    await client.query(PARK, [name, `event ${position}: ${String(error)}`]);
  }
}
