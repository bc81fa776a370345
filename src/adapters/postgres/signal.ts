import { Client, type ClientConfig } from 'pg';

const RECONNECT = 500;

/** One LISTEN for all who wait; says "look again" after every commit anywhere, and after a lost connection is back. */
export class Signal {
  readonly connection: ClientConfig;
  readonly waiting = new Set<() => void>();
  client: Client | undefined;
  retry: NodeJS.Timeout | undefined;
  started = false;
  closed = false;

  constructor(connection: ClientConfig) {
    this.connection = connection;
  }

  /** Wakes everybody who waits. */
  ring(): void {
    const woken = [...this.waiting];
    this.waiting.clear();
    for (const wake of woken) wake();
  }

  /** Resolves at the next ring, or after so many milliseconds: a safety net, not the way that news comes. */
  next(milliseconds: number): { readonly rung: Promise<void>; cancel(): void } {
    this.start();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => wake(), milliseconds);
    const wake = (): void => {
      clearTimeout(timer);
      this.waiting.delete(wake);
      resolve();
    };
    this.waiting.add(wake);
    return { rung: promise, cancel: wake };
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    this.ring();
    await this.client?.end().catch(() => undefined);
  }

  private start(): void {
    if (this.started) return;
    this.started = true;
    void this.listen();
  }

  private async listen(): Promise<void> {
    const client = new Client({ keepAlive: true, connectionTimeoutMillis: 5000, ...this.connection });
    this.client = client;
    client.on('notification', () => this.ring());
    client.on('error', () => undefined);
    client.once('end', () => this.again());
    try {
      await client.connect();
      await client.query('listen fasti_log');
      this.ring();
    } catch {
      void client.end().catch(() => undefined);
    }
  }

  private again(): void {
    if (this.closed) return;
    this.retry = setTimeout(() => void this.listen(), RECONNECT);
  }
}
