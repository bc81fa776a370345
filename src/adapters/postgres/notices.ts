import { Client, type ClientConfig } from 'pg';

/** Milliseconds until a lost connection is tried again. */
const RECONNECT = 500;

/** `ready` is fulfilled when no notice is missed any more. */
export type Listening = { readonly ready: Promise<void>; close(): Promise<void> };

/**
 * Listens to a channel and calls `heard` for every notice, and whenever one may have been missed: when the connection is
 * lost and when it is back. Never gives up until closed.
 */
export const listen = (connection: ClientConfig, channel: string, heard: () => void): Listening => {
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const again = (): void => {
    heard();
    if (!closed) timer = setTimeout(connect, RECONNECT);
  };
  const connect = (): void => {
    const next = new Client({ keepAlive: true, ...connection });
    client = next;
    next.on('notification', heard);
    next.on('error', () => undefined);
    next.once('end', again);
    next
      .connect()
      .then(() => next.query(`listen ${next.escapeIdentifier(channel)}`))
      .then(
        () => {
          heard();
          resolve();
        },
        () => void next.end().catch(() => undefined),
      );
  };
  connect();
  return {
    ready,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
};
