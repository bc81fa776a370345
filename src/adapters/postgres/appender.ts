import type { Client } from 'pg';
import { NotAppended, OutcomeUnknown, StoreGone } from '../../domain/kernel/append-errors.ts';
import { isRefusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_WAITING_APPENDS, MAX_WAITING_OCTETS } from '../../domain/limits.ts';
import type { Append, Verdict } from '../../domain/ports.ts';
import { encodeArray } from './arrays.ts';
import { failureOf, Unreachable } from './failures.ts';
import { fly } from './flight.ts';
import { type Prepared, prepare } from './prepare.ts';
import { Remembered } from './remembered.ts';
import type { LogKey } from './secrets.ts';
import { statement } from './statement.ts';
import { type Attempt, appendTogether, type Context, type Fate, lockSteps } from './transaction.ts';
import type { Patience } from './types.ts';

/** What is taken from the queue for one transaction. */
const MAX_BATCH_EVENTS = 512;
const MAX_BATCH_OCTETS = 4 * 1024 * 1024;
const BETWEEN_CONNECTS = 100;

const APPENDED = statement('appended.sql');

type Waiting = { readonly prepared: Prepared; readonly since: number; settle(fate: Fate | OutcomeUnknown): void };

export type AppenderOptions = Omit<Context, 'sending' | 'remembered'> & {
  readonly logKey: LogKey;
  readonly patience: Patience;
  /** Opens a connection and checks that the database still is the same one. */
  readonly connect: () => Promise<Client>;
  /** Called after each commit with the head that it made. */
  readonly committed: (position: number) => void;
};

/** One queue, one connection, one batch at a time: while it is under way the next one collects. */
export class Appender {
  readonly options: AppenderOptions;
  queue: Waiting[] = [];
  octets = 0;
  client: Client | undefined;
  readonly remembered = new Remembered();
  running: Promise<void> | undefined;
  closed = false;

  constructor(options: AppenderOptions) {
    this.options = options;
  }

  async append(append: Append): Promise<Verdict> {
    if (this.closed) throw new NotAppended('The log is closed.');
    const prepared = prepare(this.options.schema, this.options.logKey, append);
    if (isRefusal(prepared)) return prepared;
    if (this.queue.length >= MAX_WAITING_APPENDS || this.octets + prepared.octets > MAX_WAITING_OCTETS)
      return refuse('too-busy');
    const fate = await new Promise<Fate | OutcomeUnknown>((settle) => {
      this.queue.push({ prepared, since: Date.now(), settle });
      this.octets += prepared.octets;
      this.running ??= this.run();
    });
    if (fate instanceof Error) throw fate;
    return fate;
  }

  /** Waits for what is under way, then ends the connection. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
    await this.client?.end().catch(() => undefined);
  }

  private async run(): Promise<void> {
    // What is appended in the same turn of the event loop travels together.
    await new Promise(setImmediate);
    while (this.queue.length > 0) await this.settleAll(this.take());
    this.running = undefined;
  }

  private take(): Waiting[] {
    let events = 0;
    let octets = 0;
    const fits = ({ prepared }: Waiting, i: number): boolean => {
      events += prepared.count;
      octets += prepared.octets;
      return i === 0 || (events <= MAX_BATCH_EVENTS && octets <= MAX_BATCH_OCTETS);
    };
    const end = this.queue.findIndex((waiting, i) => !fits(waiting, i));
    const taken = this.queue.splice(0, end === -1 ? this.queue.length : end);
    for (const { prepared } of taken) this.octets -= prepared.octets;
    return taken;
  }

  /** Brings a batch to its end, however often the store must be asked. */
  private async settleAll(batch: readonly Waiting[]): Promise<void> {
    let rest = batch;
    while (rest.length > 0) {
      let attempt: Attempt | undefined;
      try {
        const client = await this.connected();
        const sending = (sent: Attempt | undefined) => (attempt = sent);
        const context = { ...this.options, remembered: this.remembered, sending };
        const fates = await appendTogether(
          client,
          context,
          rest.map(({ prepared }) => prepared),
        );
        this.tell(attempt);
        rest = settle(rest, fates);
      } catch (error) {
        rest = await this.afterFailure(rest, error, attempt);
      }
    }
  }

  /** What of the batch must be tried again. */
  private async afterFailure(
    batch: readonly Waiting[],
    error: unknown,
    attempt?: Attempt,
  ): Promise<readonly Waiting[]> {
    this.remembered.forget();
    const failure = error instanceof NotAppended ? 'outdated' : failureOf(error);
    if (failure === 'lost') return this.afterLoss(batch, error, attempt);
    await this.rollback();
    const cause = { cause: error };
    switch (failure) {
      case 'outdated':
        return settle(
          batch,
          batch.map(() => error as NotAppended),
        );
      case 'full':
        return settle(
          batch,
          batch.map(() => refuse('store-full')),
        );
      case 'busy':
        return this.giveUpOnOld(batch);
      case 'data':
        if (batch.length === 1)
          return settle(batch, [new NotAppended(`The store refused the data: ${String(error)}`, cause)]);
        // Halves, in their order: what is wrong in one value harms only its own command.
        await this.settleAll(batch.slice(0, batch.length >> 1));
        return batch.slice(batch.length >> 1);
    }
  }

  private giveUpOnOld(batch: readonly Waiting[]): readonly Waiting[] {
    const limit = Date.now() - this.options.patience.giveUp;
    const [late, rest] = [batch.filter((w) => w.since <= limit), batch.filter((w) => w.since > limit)];
    settle(
      late,
      late.map(() => refuse('too-busy')),
    );
    return rest;
  }

  private async rollback(): Promise<void> {
    if (this.client === undefined) return;
    await fly(this.client, [{ text: 'rollback' }], this.options.longest).catch(() => this.drop());
  }

  private tell(attempt: Attempt | undefined): void {
    if (attempt !== undefined) this.options.committed(attempt.base + attempt.ids.length);
  }

  private drop(): void {
    const client = this.client;
    this.client = undefined;
    void client?.end().catch(() => undefined);
  }

  private async connected(): Promise<Client> {
    try {
      this.client ??= await this.options.connect();
      return this.client;
    } catch (cause) {
      throw new Unreachable(`The database cannot be reached: ${String(cause)}`, { cause });
    }
  }

  /** The connection is gone: finds out whether the batch is in the log, or says that nobody knows. */
  private async afterLoss(batch: readonly Waiting[], error: unknown, attempt?: Attempt): Promise<readonly Waiting[]> {
    const deadline = Date.now() + this.options.patience.resolve;
    for (;;) {
      this.drop();
      try {
        const client = await this.connected();
        const there = attempt !== undefined && (await isAppended(client, attempt, this.options.longest));
        if (there) this.tell(attempt);
        return there ? settle(batch, attempt?.fates ?? []) : this.giveUpOnOld(batch);
      } catch (again) {
        if (Date.now() > deadline) {
          // What failed on it left its transaction open.
          this.drop();
          return settle(
            batch,
            batch.map(() => gone(attempt, again ?? error)),
          );
        }
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_CONNECTS));
      }
    }
  }
}

const gone = (attempt: Attempt | undefined, cause: unknown): NotAppended | OutcomeUnknown =>
  attempt === undefined
    ? new StoreGone('The store cannot be reached.', { cause })
    : new OutcomeUnknown('The connection was lost while storing, and the store cannot be reached.', { cause });

/** Under the lock, as the session that was lost may still be committing. */
const isAppended = async (client: Client, { base, ids }: Attempt, longest: number): Promise<boolean> => {
  const look = { text: APPENDED, values: [String(base), encodeArray('text', ids)] };
  const results = await fly(client, [...lockSteps, look, { text: 'rollback' }], longest);
  return (results[2]?.rows.length ?? 0) > 0;
};

/** Gives the first ones their fates; answers with the others. */
const settle = (batch: readonly Waiting[], fates: readonly (Fate | OutcomeUnknown)[]): readonly Waiting[] => {
  for (const [i, fate] of fates.entries()) batch[i]?.settle(fate);
  return batch.slice(fates.length);
};
