import { type Change, Client, type Control, type Filter, ResultCodeError } from 'ldapts';
import { LDAP_CONNECT_TIMEOUT } from '../../../domain/limits.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import { type LdapEntry, toLdapEntry } from './ldap-entry.ts';
import { ConnectionLost, openLine, tlsOptions } from './line.ts';
import type { LdapServer } from './servers.ts';

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
  close(): void;
};

/** RFC 4511 appendix A.1: noSuchObject, invalidDNSyntax. */
const NOTHING_THERE = new Set([32, 34]);

const SCOPES = { BASE: 'base', ONE: 'one', SUB: 'sub' } as const;

/**
 * Connects, with TLS where the server's address says so. Each answer may take `timeout` milliseconds. Rejects with
 * `ConnectionLost`, also when the peer's certificate is not to be trusted.
 */
export const connect = async (server: LdapServer, timeout: number): Promise<Connection> => {
  const { socket, inTime, close } = await openLine(server);
  // ldapts would connect anew by itself, without TLS and bound as nobody; it only ever gets this socket.
  const client = new Client({ url: 'ldap://server', createConnection: () => socket });
  if (server.tls === 'StartTLS') {
    await inTime(LDAP_CONNECT_TIMEOUT, () => client.startTLS(tlsOptions(server))).catch((error: unknown) => {
      close();
      throw error instanceof ConnectionLost ? error : new ConnectionLost(server, error, true);
    });
  }
  const search = async (base: string, { scope, filter, attributes, sizeLimit }: Search) => {
    const limits = { sizeLimit, timeLimit: Math.ceil(timeout / 1000) };
    const asked = { scope: SCOPES[scope], filter, attributes: [...attributes], ...limits };
    return (await client.search(base, asked)).searchEntries.map(toLdapEntry);
  };
  return {
    server,
    close,
    bind: (dn, password, control) => inTime(timeout, () => client.bind(dn, password, control)),
    search: (base, asked) =>
      inTime(timeout, () => search(base, asked)).catch((error: unknown) => {
        if (error instanceof ResultCodeError && NOTHING_THERE.has(error.code)) return [];
        throw error;
      }),
    modify: (dn, changes, control) => inTime(timeout, () => client.modify(dn, [...changes], control)),
    extended: async (oid, value, control) => void (await inTime(timeout, () => client.exop(oid, value, control))),
  };
};
