import { type Attribute, type Change, Client, type Control, type Filter, ResultCodeError } from 'ldapts';
import { DIRECTORY_PAGE, LDAP_CONNECT_TIMEOUT, MAX_DIRECTORY_ENTRIES } from '../../../domain/limits.ts';
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

/** False when no more is wanted. */
type Take = (entries: readonly LdapEntry[]) => Promise<boolean>;

/** One connection to a server; every operation rejects with ldapts' ResultCodeError or with `ConnectionLost`. */
export type Connection = {
  readonly server: LdapServer;
  bind(dn: string, password: string, control?: Control): Promise<void>;
  /** What was found, or as much of it as the limits allow; nothing where there is no such base. Referrals are ignored. */
  search(base: string, search: Search): Promise<readonly LdapEntry[]>;
  /**
   * RFC 2696: what is found, in pages that are given to `take` until it wants no more. True where the directory had more
   * than it was willing to tell.
   */
  pages(base: string, search: Omit<Search, 'sizeLimit'>, take: Take): Promise<boolean>;
  add(dn: string, attributes: readonly Attribute[]): Promise<void>;
  modify(dn: string, changes: readonly Change[], control?: Control): Promise<void>;
  remove(dn: string): Promise<void>;
  extended(oid: string, value: Buffer, control?: Control): Promise<void>;
  close(): void;
};

/** RFC 4511 appendix A.1: noSuchObject, invalidDNSyntax. */
const NOTHING_THERE = new Set([32, 34]);

/** Likewise: sizeLimitExceeded, adminLimitExceeded, timeLimitExceeded. */
const CUT_SHORT = new Set([4, 11, 3]);

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
  const unlessAbsent =
    <Nothing>(nothing: Nothing) =>
    (error: unknown): Nothing => {
      if (error instanceof ResultCodeError && NOTHING_THERE.has(error.code)) return nothing;
      throw error;
    };
  const allPages = async (base: string, { scope, filter, attributes }: Omit<Search, 'sizeLimit'>, take: Take) => {
    const limits = { paged: { pageSize: DIRECTORY_PAGE }, timeLimit: Math.ceil(timeout / 1000) };
    const found = client.searchPaginated(base, {
      scope: SCOPES[scope],
      filter,
      attributes: [...attributes],
      ...limits,
    });
    for (;;) {
      const page = await inTime(timeout, () => found.next());
      if (page.done === true || !(await take(page.value.searchEntries.map(toLdapEntry)))) return;
    }
  };
  const unlessCutShort = (error: unknown): true => {
    if (error instanceof ResultCodeError && CUT_SHORT.has(error.code)) return true;
    throw error;
  };
  const pages: Connection['pages'] = async (base, asked, take) => {
    const isCut = await allPages(base, asked, take).then(() => false, unlessCutShort);
    // The page in which the server reached its limit was lost; without pages it tells all that it is willing to.
    if (isCut)
      await inTime(timeout, () => search(base, { ...asked, sizeLimit: MAX_DIRECTORY_ENTRIES })).then(
        take,
        unlessCutShort,
      );
    return isCut;
  };
  return {
    server,
    close,
    bind: (dn, password, control) => inTime(timeout, () => client.bind(dn, password, control)),
    search: (base, asked) => inTime(timeout, () => search(base, asked)).catch(unlessAbsent([])),
    pages: (base, asked, take) => pages(base, asked, take).catch(unlessAbsent(false)),
    add: (dn, attributes) => inTime(timeout, () => client.add(dn, [...attributes])),
    remove: (dn) => inTime(timeout, () => client.del(dn)),
    modify: (dn, changes, control) => inTime(timeout, () => client.modify(dn, [...changes], control)),
    extended: async (oid, value, control) => void (await inTime(timeout, () => client.exop(oid, value, control))),
  };
};
