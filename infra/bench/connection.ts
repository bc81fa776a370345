/** A client that costs little: one connection that is kept, one request at a time, no agent and no streams. */
import { connect, type Socket } from 'node:net';
import { httpReader, type Read } from './http-reader.ts';

/** `ms` is the time from the first octet written, connecting included, to the last octet read. */
export type Answer = Pick<Read, 'status' | 'headers' | 'body' | 'bytes'> & { readonly ms: number };

export type Connection = {
  /** Sends one request and waits for all of its answer. Rejects when there is none within the time limit. */
  ask(method: string, path: string, headers?: Readonly<Record<string, string>>, body?: string): Promise<Answer>;
  close(): void;
};

/** Longer than any server may take for one answer. */
const ANSWER_MS = 60_000;

const isGone = (socket: Socket | undefined): boolean => socket === undefined || socket.destroyed || !socket.writable;

/** Opens a connection when the first request is sent, and again after the server closed it. */
export const openConnection = (origin: URL, authorization: string): Connection => {
  let socket: Socket | undefined;
  const host = origin.hostname.replace(/^\[(.*)\]$/, '$1');
  const common = `Host: ${origin.host}\r\nAuthorization: ${authorization}\r\nAccept: */*\r\n`;
  const open = (): Socket => {
    const fresh = connect({ host, port: Number(origin.port || 80), noDelay: true });
    fresh.on('error', () => fresh.destroy());
    return fresh;
  };

  const exchange = (request: string, method: string): Promise<Read> => {
    if (isGone(socket)) socket = open();
    const wire = socket as Socket;
    const reader = httpReader(method);
    const { promise, resolve, reject } = Promise.withResolvers<Read>();
    const timer = setTimeout(() => fail(new Error('no answer in time')), ANSWER_MS);
    const settle = (): void => {
      clearTimeout(timer);
      wire.removeAllListeners('data').removeAllListeners('close');
    };
    const fail = (error: Error): void => {
      settle();
      wire.destroy();
      reject(error);
    };
    const done = (read: Read): void => {
      settle();
      if (!read.keepAlive) wire.destroy();
      resolve(read);
    };
    wire.on('data', (data: Buffer) => {
      try {
        const read = reader.take(data);
        if (read !== undefined) done(read);
      } catch (error) {
        fail(error as Error);
      }
    });
    wire.on('close', () => {
      const read = reader.end();
      if (read === undefined) fail(new Error('the connection ended before the answer'));
      else done(read);
    });
    wire.write(request);
    return promise;
  };

  return {
    ask: async (method, path, headers = {}, body = '') => {
      const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      const length = body === '' && method !== 'PUT' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
      const begin = performance.now();
      const { keepAlive: _, ...read } = await exchange(
        `${method} ${path} HTTP/1.1\r\n${common}${own.join('')}${length}\r\n${body}`,
        method,
      );
      return { ...read, ms: performance.now() - begin };
    },
    close: () => socket?.destroy(),
  };
};
