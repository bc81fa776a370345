import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { type Change, Client, type Control, type Filter, ResultCodeError } from 'ldapts';
import { DirectoryUnavailable } from '../../../domain/kernel/directory-errors.ts';
import { LDAP_CONNECT_TIMEOUT } from '../../../domain/limits.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import { type LdapEntry, toLdapEntry } from './ldap-entry.ts';
import type { LdapServer } from './servers.ts';

/** The connection ended before the answer. `serverFailed`: it is not the connection alone, another server may do better. */
export class ConnectionLost extends DirectoryUnavailable {
  readonly serverFailed: boolean;

  constructor(message: string, serverFailed: boolean) {
    super(message);
    this.serverFailed = serverFailed;
  }
}

export type Search = {
  readonly scope: LdapSourceSettings['scope'];
  readonly filter: Filter;
  readonly attributes: readonly string[];
  readonly sizeLimit: number;
};

/** One connection to a server; every operation rejects with ldapts' ResultCodeError or with `ConnectionLost`. */
export type Connection = {
  readonly server: LdapServer;
  bind(dn: string, password: string, control?: Control): Promise<void>;
  /** What was found, or as much of it as the limits allow; nothing where there is no such base. Referrals are ignored. */
  search(base: string, search: Search): Promise<readonly LdapEntry[]>;
  modify(dn: string, changes: readonly Change[], control?: Control): Promise<void>;
  extended(oid: string, value: Buffer, control?: Control): Promise<void>;
  isAlive(): boolean;
  close(): void;
};

/** RFC 4511 appendix A.1. */
const BUSY = 51;
const UNAVAILABLE = 52;
const NO_SUCH_OBJECT = 32;
const INVALID_DN_SYNTAX = 34;

const SCOPES = { BASE: 'base', ONE: 'one', SUB: 'sub' } as const;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error));

/** The certificate is checked against the host; an IP address is no server name (RFC 6066 §3). */
const tlsOptions = ({ host }: LdapServer): tls.ConnectionOptions => ({
  host,
  servername: net.isIP(host) === 0 ? host : '',
});

const dialled = async (server: LdapServer): Promise<net.Socket> => {
  const { host, port } = server;
  const isSecure = server.tls === 'from-the-start';
  const socket = isSecure ? tls.connect({ ...tlsOptions(server), port }) : net.connect({ host, port });
  const timer = setTimeout(() => socket.destroy(new Error('no connection in time')), LDAP_CONNECT_TIMEOUT);
  try {
    await once(socket, isSecure ? 'secureConnect' : 'connect');
    return socket;
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Connects, with TLS where the server's address says so. Each answer may take `timeout` milliseconds. Rejects with
 * `ConnectionLost`, also when the peer's certificate is not to be trusted.
 */
export const connect = async (server: LdapServer, timeout: number): Promise<Connection> => {
  const lost = (error: unknown, serverFailed: boolean) =>
    new ConnectionLost(`${server.name}: ${messageOf(error)}`, serverFailed);
  const socket = await dialled(server).catch((error: unknown) => {
    throw lost(error, true);
  });
  let alive = true;
  for (const end of ['end', 'close']) socket.once(end, () => (alive = false));
  socket.on('error', () => (alive = false));
  const client = new Client({ url: 'ldap://server', createConnection: () => socket });

  const close = (): void => {
    alive = false;
    socket.destroy();
  };
  const inTime = async <Answer>(milliseconds: number, ask: () => Promise<Answer>): Promise<Answer> => {
    if (!alive) throw lost('the connection was closed', false);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      close();
    }, milliseconds);
    try {
      return await ask();
    } catch (error) {
      const refusesService = error instanceof ResultCodeError && [BUSY, UNAVAILABLE].includes(error.code);
      if (error instanceof ResultCodeError && !refusesService) throw error;
      close();
      throw lost(late ? `no answer within ${milliseconds} ms` : error, late || refusesService);
    } finally {
      clearTimeout(timer);
    }
  };

  if (server.tls === 'StartTLS') {
    await inTime(LDAP_CONNECT_TIMEOUT, () => client.startTLS(tlsOptions(server))).catch((error: unknown) => {
      close();
      throw error instanceof ConnectionLost ? error : lost(error, true);
    });
  }

  const search = async (base: string, { scope, filter, attributes, sizeLimit }: Search) => {
    const { searchEntries } = await client.search(base, {
      scope: SCOPES[scope],
      filter,
      attributes: [...attributes],
      sizeLimit,
      timeLimit: Math.ceil(timeout / 1000),
    });
    return searchEntries.map(toLdapEntry);
  };
  return {
    server,
    bind: (dn, password, control) => inTime(timeout, () => client.bind(dn, password, control)),
    search: (base, asked) =>
      inTime(timeout, () => search(base, asked)).catch((error: unknown) => {
        if (error instanceof ResultCodeError && [NO_SUCH_OBJECT, INVALID_DN_SYNTAX].includes(error.code)) return [];
        throw error;
      }),
    modify: (dn, changes, control) => inTime(timeout, () => client.modify(dn, [...changes], control)),
    extended: async (oid, value, control) => void (await inTime(timeout, () => client.exop(oid, value, control))),
    isAlive: () => alive,
    close,
  };
};
