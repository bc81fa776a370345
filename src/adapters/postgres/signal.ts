import type { ClientConfig } from 'pg';
import { listen } from './notices.ts';

/** One LISTEN for all who wait; says "look again" after every commit anywhere, and after a lost connection is back. */
export class Signal {
  readonly connection: ClientConfig;
  readonly waiting = new Set<() => void>();
  listening: { close(): Promise<void> } | undefined;

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
    this.listening ??= listen(this.connection, 'fasti_log', () => this.ring());
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => {
      clearTimeout(timer);
      this.waiting.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    this.waiting.add(wake);
    return { rung: promise, cancel: wake };
  }

  async close(): Promise<void> {
    this.ring();
    await this.listening?.close();
  }
}
