import type { Client, Connection, Submittable } from 'pg';

/** A statement and its parameters: texts, or octets in the binary form of the type that the text casts them to. */
export type Step = {
  readonly text: string;
  readonly values?: readonly (Buffer | string | null)[];
  /** How many rows it looks for, all of which should be there. */
  readonly sought?: number;
};

/** What one statement answered: its rows as texts, and its command tag, such as `INSERT 0 3` or `COMMIT`. */
export type StepResult = { rows: (string | null)[][]; tag: string };

/** Statements that a connection may have parsed: text → name. Those of a failed flight are in doubt. */
class Prepared {
  readonly names = new Map<string, string>();
  readonly doubtful = new Set<string>();
}

const known = new WeakMap<Client, Prepared>();
export const preparedOf = (client: Client): Prepared => {
  const found = known.get(client) ?? new Prepared();
  known.set(client, found);
  return found;
};

/**
 * Several statements in one round trip and under one Sync: the first error skips the rest. Each text is parsed once
 * per connection. The class speaks pg's interface for custom queries (as pg-cursor does).
 */
export class Flight implements Submittable {
  readonly steps: readonly Step[];
  readonly prepared: Prepared;
  readonly done: Promise<readonly StepResult[]>;
  readonly results: StepResult[] = [];
  rows: (string | null)[][] = [];
  connection: Connection | undefined;
  settle: { resolve(results: readonly StepResult[]): void; reject(error: Error): void };

  constructor(steps: readonly Step[], prepared: Prepared) {
    this.steps = steps;
    this.prepared = prepared;
    const { promise, resolve, reject } = Promise.withResolvers<readonly StepResult[]>();
    this.done = promise;
    this.settle = { resolve, reject };
  }

  submit(connection: Connection): void {
    this.connection = connection;
    connection.stream.cork();
    try {
      for (const step of this.steps) this.send(connection, step);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  }

  send(connection: Connection, { text, values = [] }: Step): void {
    connection.bind({ statement: this.parse(connection, text), values: [...values] }, true);
    connection.execute(null, true);
  }

  /** Has the statement parsed if this connection does not know it yet; its name. */
  parse(connection: Connection, text: string): string {
    const { names, doubtful } = this.prepared;
    const name = names.get(text) ?? `f${names.size}`;
    if (doubtful.delete(text)) {
      connection.close({ type: 'S', name }, true);
      names.delete(text);
    }
    if (!names.has(text)) connection.parse({ name, text, types: [] }, true);
    names.set(text, name);
    return name;
  }

  /** A connection that says nothing any more is given up. */
  abort(): void {
    this.connection?.stream.destroy(new Error('The database does not answer.'));
  }

  /** Its results, or the loss of its connection after so many milliseconds. */
  within(longest: number): Promise<readonly StepResult[]> {
    const timer = setTimeout(() => this.abort(), longest);
    return this.done.finally(() => clearTimeout(timer));
  }

  handleRowDescription(): void {}
  handleDataRow(message: { fields: (string | null)[] }): void {
    this.rows.push(message.fields);
  }
  handleCommandComplete(message: { text: string }): void {
    this.results.push({ rows: this.rows, tag: message.text });
    this.rows = [];
  }
  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }
  handleReadyForQuery(): void {
    this.settle.resolve(this.results);
  }
  handleError(error: Error): void {
    // How far the server came is unknown: what this flight named is closed before it is parsed again.
    for (const { text } of this.steps) this.prepared.doubtful.add(text);
    this.settle.reject(error);
  }
}

/**
 * Sends the statements together and answers with their results; rejects with the first error of any. Gives the
 * connection up when nothing has come back after so many milliseconds.
 */
export const fly = async (client: Client, steps: readonly Step[], longest?: number): Promise<readonly StepResult[]> => {
  const flight = client.query(new Flight(steps, preparedOf(client)));
  return longest === undefined ? flight.done : flight.within(longest);
};
