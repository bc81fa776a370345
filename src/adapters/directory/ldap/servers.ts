import { performance } from 'node:perf_hooks';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';

/** Milliseconds an LDAP server that did not answer is asked only after all others. */
const LDAP_PASSED_OVER = 30_000;

/** `name` is what the log calls it: the source and the URL. */
export type LdapServer = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly tls: 'none' | 'from-the-start' | 'StartTLS';
};

type Location = Pick<LdapSourceSettings, 'id' | 'hostname' | 'port' | 'encryption'>;

/** RFC 4516 §2: extensions are the fourth list behind the DN; RFC 4511 §4.14.1 has the number. */
const wantsStartTls = (url: URL): boolean =>
  (url.search.split('?')[4] ?? '')
    .split(',')
    .some((name) => /^!?(StartTLS|1\.3\.6\.1\.4\.1\.1466\.20037)$/i.test(name));

const serverOf = (text: string, { id, port, encryption }: Location): LdapServer => {
  const url = URL.parse(text.includes('://') ? text : `ldap://${text}`);
  if (url === null || url.hostname === '' || !['ldap:', 'ldaps:'].includes(url.protocol))
    throw new TypeError(`LDAP source ${id}: hostname: ${text} is neither a host nor an ldap:// or ldaps:// URL.`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (url.protocol === 'ldaps:' || encryption === 'SSL') {
    const number = Number(url.port) || (port ?? 636);
    return { name: `LDAP source ${id}: ldaps://${url.hostname}:${number}`, host, port: number, tls: 'from-the-start' };
  }
  const number = Number(url.port) || (port ?? 389);
  const tls = encryption === 'STARTTLS' || wantsStartTls(url) ? 'StartTLS' : 'none';
  return { name: `LDAP source ${id}: ldap://${url.hostname}:${number}`, host, port: number, tls };
};

/** The servers of a source, in order. Refuses, with a TypeError that says which, what is not an address of one. */
export const serversOf = (location: Location): readonly LdapServer[] => {
  const servers = location.hostname.split(/\s+/).filter((text) => text !== '');
  if (servers.length === 0) throw new TypeError(`LDAP source ${location.id}: hostname names no server.`);
  return servers.map((text) => serverOf(text, location));
};

/** Why a server failed, and the milliseconds for which it was waited for in vain. */
type Failure = { readonly message: string; readonly silence: number };

export type Failover = {
  /** All servers, those that failed lately at the end. */
  inOrder(): readonly LdapServer[];
  failed(server: LdapServer, failure: Failure): void;
  /**
   * Why a server need not be asked now: it was waited for in vain, and as long ago at most. Else all who wait in a queue
   * would wait for it again, one after the other.
   */
  silent(server: LdapServer): string | undefined;
};

/** Which server to ask first; `warn` is told the reason when one begins to be passed over. */
export const failover = (servers: readonly LdapServer[], warn: (sentence: string) => void): Failover => {
  const failures = new Map<LdapServer, Failure & { readonly at: number }>();
  const since = (server: LdapServer): number => performance.now() - (failures.get(server)?.at ?? -Infinity);
  const isPassedOver = (server: LdapServer): boolean => since(server) < LDAP_PASSED_OVER;
  return {
    inOrder: () => [...servers.filter((server) => !isPassedOver(server)), ...servers.filter(isPassedOver)],
    failed: (server, { message, silence }) => {
      if (!isPassedOver(server)) warn(message);
      failures.set(server, { message, silence, at: performance.now() });
    },
    silent: (server) => {
      const { message, silence = 0 } = failures.get(server) ?? {};
      return since(server) < silence ? message : undefined;
    },
  };
};
