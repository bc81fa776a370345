import { ResultCodeError } from 'ldapts';
import { DirectoryUnavailable } from '../../../domain/kernel/directory-errors.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import { type Connection, connect } from './connection.ts';
import { ConnectionLost } from './line.ts';
import { connectionPool, type Pool } from './pool.ts';
import { failover, serversOf } from './servers.ts';

/** Milliseconds for one LDAP answer, where SOGoLDAPQueryTimeout says no less: clients give up after a minute. */
const LDAP_ANSWER_TIMEOUT = 30_000;

/**
 * A source's servers. What `asService` gives is bound as bindDN, and so is what `asReader` gives: for address books, which
 * are read for long and look members up meanwhile. What `asAnyone` gives is bound as whoever was there before, so the
 * first thing to do with it is to bind.
 */
export type Access = { readonly asService: Pool; readonly asReader: Pool; readonly asAnyone: Pool; close(): void };

const answerTimeout = (seconds: number): number =>
  seconds === 0 ? LDAP_ANSWER_TIMEOUT : Math.min(seconds * 1000, LDAP_ANSWER_TIMEOUT);

/**
 * Connects when there is something to ask. Throws a TypeError when the settings name no server. `warn` is told of each
 * server that is passed over.
 */
export const ldapAccess = (settings: LdapSourceSettings, warn: (sentence: string) => void): Access => {
  const { id, bindDN, bindPassword = '', SOGoLDAPQueryTimeout } = settings;
  const { inOrder, failed, silent } = failover(serversOf(settings), warn);
  const timeout = answerTimeout(SOGoLDAPQueryTimeout);

  const bindAsService = async (connection: Connection): Promise<void> => {
    if (bindDN === undefined) return;
    await connection.bind(bindDN, bindPassword).catch((error: unknown) => {
      connection.close();
      throw error instanceof ResultCodeError
        ? new ConnectionLost(connection.server, `bind as ${bindDN}: ${error.message}`, true)
        : error;
    });
  };
  const poolOf = (prepare: (connection: Connection) => Promise<void>): Pool => {
    const open = async (): Promise<Connection> => {
      const reasons: string[] = [];
      for (const server of inOrder()) {
        const silence = silent(server);
        if (silence !== undefined) {
          reasons.push(silence);
          continue;
        }
        try {
          const connection = await connect(server, timeout);
          await prepare(connection);
          return connection;
        } catch (error) {
          if (!(error instanceof ConnectionLost)) throw error;
          failed(server, error);
          reasons.push(error.message);
        }
      }
      throw new DirectoryUnavailable(reasons.join('; '));
    };
    return connectionPool({ name: `LDAP source ${id}`, open, failed });
  };
  const [asService, asReader] = [poolOf(bindAsService), poolOf(bindAsService)];
  const asAnyone = poolOf(async () => undefined);
  return {
    asService,
    asReader,
    asAnyone,
    close: () => {
      for (const pool of [asService, asReader, asAnyone]) pool.close();
    },
  };
};
