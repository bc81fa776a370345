import type { Pool } from 'pg';
import type { Recorded } from '../../domain/kernel/event.ts';
import type { Position } from '../../domain/kernel/ids.ts';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';
import type { ReadOptions, Subscription } from '../../domain/ports.ts';
import { headOf, pageOf } from './reader.ts';
import type { Signal } from './signal.ts';
import type { Report } from './types.ts';

const SAFETY_NET = 5000;
const FIRST_RETRY = 50;
const LAST_RETRY = 10_000;

type Handle = (events: readonly Recorded[]) => Promise<void>;
export type Source = {
  readonly pool: Pool;
  readonly schema: LogSchema;
  readonly signal: Signal;
  readonly report: Report | undefined;
};

/** Positions are gap-free and in commit order, so "after the last one" misses nothing. */
export class Follower implements Subscription {
  readonly source: Source;
  readonly handle: Handle;
  readonly options: ReadOptions;
  readonly finished: Promise<void>;
  readonly until = new Set<{ readonly position: number; resolve(): void; reject(error: Error): void }>();
  position: number;
  closed = false;
  pause: { cancel(): void } | undefined;

  constructor(source: Source, after: Position, handle: Handle, options: ReadOptions) {
    this.source = source;
    this.position = after;
    this.handle = handle;
    this.options = options;
    this.finished = this.run();
  }

  async caughtUp(): Promise<void> {
    const { position } = await headOf(this.source.pool);
    if (this.position >= position) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (this.closed) throw new Error('The subscription is closed.');
    this.until.add({ position, resolve, reject });
    await promise;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.pause?.cancel();
    await this.finished;
    for (const waiting of this.until) waiting.reject(new Error('The subscription is closed.'));
    this.until.clear();
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.closed) {
      // Asked for before looking, so that what is appended while looking is not slept over.
      const news = this.source.signal.next(failures === 0 ? SAFETY_NET : LAST_RETRY);
      this.pause = news;
      try {
        if (await this.step()) news.cancel();
        else await news.rung;
        failures = 0;
      } catch (error) {
        news.cancel();
        this.source.report?.error({ err: error, position: this.position }, 'a subscription failed, and tries again');
        await this.rest(Math.min(FIRST_RETRY * 2 ** failures++, LAST_RETRY));
      }
    }
  }

  private rest(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    this.pause = {
      cancel: () => {
        clearTimeout(timer);
        resolve();
      },
    };
    if (this.closed) this.pause.cancel();
    return promise;
  }

  /** One page; false when there was none. */
  private async step(): Promise<boolean> {
    const { pool, schema } = this.source;
    const events = await pageOf(pool, schema, this.position, Number.MAX_SAFE_INTEGER, this.options);
    const last = events.at(-1);
    if (last === undefined) return false;
    await this.handle(events);
    this.position = last.position;
    for (const waiting of this.until)
      if (waiting.position <= this.position) {
        waiting.resolve();
        this.until.delete(waiting);
      }
    return true;
  }
}
