import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { createHttpServer, type HttpServer, type ServerOptions } from '../../../src/adapters/http/server.ts';

export type Loopback = HttpServer & {
  readonly port: number;
  /** A raw connection, and everything that comes back on it once the server has closed it. */
  readonly connect: () => {
    readonly socket: Socket;
    readonly answer: Promise<string>;
    readonly until: (text: string) => Promise<string>;
  };
  /** Sends the octets and reads until the server closes. */
  readonly say: (octets: string | Buffer) => Promise<string>;
};

const METHODS = new Set(['GET', 'HEAD', 'PUT', 'PROPFIND', 'REPORT']);

const conversation = (port: number) => {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let heard = '';
  const listeners = new Set<() => void>();
  socket.on('data', (piece) => {
    heard += piece;
    for (const each of listeners) each();
  });
  socket.on('error', () => {});
  const answer = once(socket, 'close').then(() => heard);
  const until = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!heard.includes(text)) return;
        listeners.delete(look);
        resolve(heard);
      };
      listeners.add(look);
      answer.then(() => reject(new Error(`closed before ${text}: ${heard}`)), reject);
      look();
    });
  return { socket, answer, until };
};

/** A server of ours on a free port of the loopback, closed when the test ends. */
export const loopback = async (
  t: TestContext,
  handler: (req: IncomingMessage, res: ServerResponse) => void,
  options: Partial<ServerOptions> = {},
): Promise<Loopback> => {
  const server = createHttpServer({ handler, methods: METHODS, ...options });
  const { port } = await server.listen(0, '127.0.0.1');
  t.after(() => server.drain(0));
  const say = (octets: string | Buffer): Promise<string> => {
    const { socket, answer } = conversation(port);
    socket.write(octets);
    return answer;
  };
  return { ...server, port, connect: () => conversation(port), say };
};
