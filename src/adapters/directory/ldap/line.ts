import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { ResultCodeError } from 'ldapts';
import { DirectoryUnavailable } from '../../../domain/kernel/directory-errors.ts';
import { LDAP_CONNECT_TIMEOUT } from '../../../domain/limits.ts';
import type { LdapServer } from './servers.ts';

/**
 * The connection ended before the answer. `serverFailed`: it is not the connection alone, another server may do better.
 * `silence`: the milliseconds for which the server was waited for in vain.
 */
export class ConnectionLost extends DirectoryUnavailable {
  readonly serverFailed: boolean;
  readonly silence: number;

  constructor(server: LdapServer, reason: unknown, serverFailed: boolean, silence = 0) {
    super(`${server.name}: ${reason instanceof Error ? reason.message || reason.name : reason}`);
    this.serverFailed = serverFailed;
    this.silence = silence;
  }
}

/** A socket to a server, and how long one waits for what comes from it. */
export type Line = {
  readonly socket: net.Socket;
  /** Waits for an answer. Rejects with ldapts' ResultCodeError, or with `ConnectionLost` and then the line is closed. */
  inTime<Answer>(milliseconds: number, ask: () => Promise<Answer>): Promise<Answer>;
  close(): void;
};

/** The certificate is checked against the host; an IP address is no server name (RFC 6066 §3). */
export const tlsOptions = ({ host }: LdapServer): tls.ConnectionOptions => ({
  host,
  servername: net.isIP(host) === 0 ? host : '',
});

const dial = async (server: LdapServer): Promise<net.Socket> => {
  const { host, port } = server;
  const isSecure = server.tls === 'from-the-start';
  const socket = isSecure ? tls.connect({ ...tlsOptions(server), port }) : net.connect({ host, port });
  let silence = 0;
  const timer = setTimeout(() => {
    silence = LDAP_CONNECT_TIMEOUT;
    socket.destroy(new Error('no connection in time'));
  }, LDAP_CONNECT_TIMEOUT);
  try {
    await once(socket, isSecure ? 'secureConnect' : 'connect');
    return socket;
  } catch (error) {
    throw new ConnectionLost(server, error, true, silence);
  } finally {
    clearTimeout(timer);
  }
};

/** RFC 4511 appendix A.1: busy, unavailable. */
const OUT_OF_SERVICE = new Set([51, 52]);

/** Connects; with `ldaps://` the peer's certificate has been found good. Rejects with `ConnectionLost`. */
export const openLine = async (server: LdapServer): Promise<Line> => {
  const socket = await dial(server);
  let alive = true;
  for (const end of ['end', 'close', 'error']) socket.on(end, () => (alive = false));
  const close = (): void => {
    alive = false;
    socket.destroy();
  };
  return {
    socket,
    close,
    inTime: async (milliseconds, ask) => {
      if (!alive) throw new ConnectionLost(server, 'the connection was closed', false);
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        close();
      }, milliseconds);
      try {
        return await ask();
      } catch (error) {
        const isAnswer = error instanceof ResultCodeError;
        if (isAnswer && !OUT_OF_SERVICE.has(error.code)) throw error;
        close();
        if (late) throw new ConnectionLost(server, `no answer within ${milliseconds} ms`, true, milliseconds);
        throw new ConnectionLost(server, error, isAnswer);
      } finally {
        clearTimeout(timer);
      }
    },
  };
};
