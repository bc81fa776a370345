import { createConnection, createServer, type Server, type Socket } from 'node:net';
import type { ClientConfig } from 'pg';

/** When the first commit (or another statement) comes by: cut before the server has it, after the server has answered, left without an answer, or not at all. */
export type Cut = 'before' | 'after' | 'silence' | 'none';

/** A way to the server that can be cut at the worst moment; loopback only. */
export class CutConnection {
  readonly server: Server;
  readonly sockets = new Set<Socket>();
  cut: Cut = 'none';
  /** The statement that is cut. */
  at = 'commit';
  /** Whether nobody gets through after the cut. */
  stayAway = false;
  refusing = false;
  cuts = 0;

  constructor(target: ClientConfig) {
    this.server = createServer((client) => this.join(client, target));
  }

  /** How to connect through it. */
  async listen(target: ClientConfig): Promise<ClientConfig> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.server.listen(0, '127.0.0.1', resolve);
    await promise;
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return { ...target, host: '127.0.0.1', port: address.port, ssl: false };
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private join(client: Socket, target: ClientConfig): void {
    const server = createConnection(`${target.host}/.s.PGSQL.${target.port ?? 5432}`);
    let swallow = false;
    let silent = false;
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    if (this.refusing) end();
    client.on('data', (chunk) => {
      const cut = chunk.includes(`${this.at}\0`) ? this.cut : 'none';
      if (cut !== 'none') {
        this.cut = 'none';
        this.cuts++;
        this.refusing = this.stayAway;
      }
      if (cut === 'before') return end();
      swallow ||= cut === 'after';
      silent ||= cut === 'silence';
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (silent) return;
      if (swallow) end();
      else client.write(chunk);
    });
  }
}
