import { ABSENT } from '../../domain/kernel/ids.ts';
import type { Batch, Ground, StreamAt } from './batch.ts';
import type { Prepared } from './prepare.ts';

/** Streams and unique keys kept in memory: some 300 octets each. */
const MOST = 20_000;

/** Batches in a row before which nobody else had appended: then it is likely that nobody will. */
const TRUST = 4;

const keep = <Value>(map: Map<string, Value>, key: string, value: Value): void => {
  map.delete(key);
  map.set(key, value);
  if (map.size > MOST) map.delete(map.keys().next().value ?? '');
};

/**
 * What a process knows of the end of the log because it wrote it itself. While nobody else appends, a batch can be
 * decided on that and written in one round trip, which asserts the head and that new streams and keys are new; where
 * the assertion fails, the batch is decided again on a look.
 */
export class Remembered {
  readonly streams = new Map<string, StreamAt>();
  readonly claims = new Map<string, string>();
  position = -1;
  lastWhen = 0;
  alone = 0;

  /** The ground for commands that only touch what is known or must be new; undefined when a look is needed. */
  groundFor(commands: readonly Prepared[]): Ground | undefined {
    if (this.alone < TRUST) return undefined;
    const isKnown = ({ writes, claims, append: { guards = [] } }: Prepared): boolean =>
      writes.every(({ stream, expected }) => expected === ABSENT || this.streams.has(stream)) &&
      guards.every(({ stream }) => this.streams.has(stream)) &&
      claims.every(({ op, id }) => op === 'take' || this.claims.has(id));
    if (!commands.every(isKnown)) return undefined;
    const { position, lastWhen, streams, claims } = this;
    return { position, lastWhen, now: Date.now(), streams, claims };
  }

  /** After a commit: where the log ends now. Whoever found another end than his own was not alone. */
  learn(batch: Batch): void {
    const { ground } = batch;
    this.alone = ground.position === this.position ? this.alone + 1 : 0;
    if (this.alone === 0) this.clear();
    if (ground.streams !== this.streams) for (const [stream, at] of ground.streams) keep(this.streams, stream, at);
    for (const [stream, at] of batch.streams) keep(this.streams, stream, at);
    for (const [id, { holder }] of batch.claims) {
      if (holder === undefined) this.claims.delete(id);
      else keep(this.claims, id, holder);
    }
    this.position = batch.position;
    this.lastWhen = batch.when;
  }

  forget(): void {
    this.clear();
    this.position = -1;
    this.alone = 0;
  }

  private clear(): void {
    this.streams.clear();
    this.claims.clear();
  }
}
