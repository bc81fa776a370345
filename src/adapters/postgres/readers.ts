import { Client, type ClientConfig } from 'pg';
import { StoreGone } from '../../domain/kernel/append-errors.ts';
import { withOptions } from './connection.ts';
import type { Step } from './flight.ts';
import { askTogether } from './questions.ts';

type Row = Record<string, unknown>;
type Question = Step & { resolve(rows: Row[]): void; reject(error: unknown): void };

/** Questions in one round trip: more would wait for each other, fewer would cost more wake-ups. */
const TOGETHER = 16;

/** A statement that answered this many rows flies alone next time: others should not wait for its like. */
const MANY_ROWS = 100;

/**
 * Connections for questions. Those of one turn of the event loop go out together, in one write and one wake-up of the
 * database: under load a question costs a third of what it costs alone. A failure is retried one by one, so that it is
 * nobody else's; a lost connection is an error of the questions on it.
 */
export class Readers {
  readonly config: ClientConfig;
  readonly most: number;
  /** Milliseconds after which a connection without an answer is given up: the server's own limit is long over. */
  readonly longest: number;
  readonly idle: Client[] = [];
  readonly heavy = new Set<string>();
  waiting: Question[] = [];
  open = 0;
  scheduled = false;
  closed = false;
  onEmpty: (() => void) | undefined;

  constructor(connection: ClientConfig, most: number, statementTimeout: number) {
    const options = `-c search_path=fasti -c jit=off -c plan_cache_mode=force_generic_plan -c statement_timeout=${statementTimeout}`;
    this.config = { keepAlive: true, connectionTimeoutMillis: 5000, ...withOptions(connection, options) };
    this.most = most;
    this.longest = 2 * statementTimeout;
  }

  /** The rows of one statement. */
  ask(text: string, values: readonly (Buffer | string | null)[]): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(new Error('The log is closed.'));
      this.waiting.push({ text, values, resolve, reject });
      if (this.scheduled) return;
      this.scheduled = true;
      setImmediate(() => {
        this.scheduled = false;
        this.dispatch();
      });
    });
  }

  /** Lets what was asked be answered, and closes. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.open > this.idle.length || this.waiting.length > 0)
      await new Promise<void>((resolve) => {
        this.onEmpty = resolve;
      });
    await Promise.all(this.idle.map((client) => client.end().catch(() => undefined)));
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      const client = this.idle.pop();
      if (client !== undefined) void this.fly(client, this.take());
      else if (this.open < this.most) {
        this.open += 1;
        void this.connect(this.take());
      } else return;
    }
    if (this.open === this.idle.length) this.onEmpty?.();
  }

  /** The next questions that may go together. */
  private take(): Question[] {
    const [first] = this.waiting;
    if (first !== undefined && this.heavy.has(first.text)) return this.waiting.splice(0, 1);
    const alone = this.waiting.findIndex(({ text }) => this.heavy.has(text));
    return this.waiting.splice(0, Math.min(TOGETHER, alone === -1 ? this.waiting.length : alone));
  }

  private async connect(questions: Question[]): Promise<void> {
    const client = new Client(this.config);
    // A connection that breaks while idle is found broken, and replaced, at its next use.
    client.on('error', () => undefined);
    client.once('end', () => this.forget(client));
    try {
      await client.connect();
    } catch (error) {
      this.open -= 1;
      for (const { reject } of questions) reject(new StoreGone('The store cannot be reached.', { cause: error }));
      return this.dispatch();
    }
    return this.fly(client, questions);
  }

  private forget(client: Client): void {
    const at = this.idle.indexOf(client);
    if (at === -1) return;
    this.idle.splice(at, 1);
    this.open -= 1;
  }

  private async fly(client: Client, questions: readonly Question[]): Promise<void> {
    let usable = await this.answer(client, questions);
    for (const question of usable === 'retry' ? questions : []) usable = await this.answer(client, [question]);
    if (usable === 'lost') {
      this.open -= 1;
      void client.end().catch(() => undefined);
    } else this.idle.push(client);
    this.dispatch();
  }

  private async answer(client: Client, questions: readonly Question[]): Promise<'fine' | 'retry' | 'lost'> {
    try {
      const answers = await askTogether(client, questions, this.longest);
      questions.forEach(({ text, resolve }, at) => {
        const rows = answers[at] ?? [];
        if (rows.length > MANY_ROWS) this.heavy.add(text);
        resolve(rows);
      });
      return 'fine';
    } catch (error) {
      const lost = !(error instanceof Error) || !('severity' in error) || error.severity === 'FATAL';
      if (!lost && questions.length > 1) return 'retry';
      const reason = lost ? new StoreGone('The store cannot be reached.', { cause: error }) : error;
      for (const { reject } of questions) reject(reason);
      return lost ? 'lost' : 'fine';
    }
  }
}
