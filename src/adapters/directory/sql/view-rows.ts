import { DatabaseError, Pool } from 'pg';
import { DirectoryUnavailable } from '../../../domain/kernel/directory-errors.ts';
import type { SqlSourceSettings } from '../../../domain/settings/user-source.ts';
import type { AskRows, CardRow } from './book.ts';
import type { Rows, UserRow } from './rows.ts';
import { type Statement, statementsFor } from './statements.ts';
import { type View, viewNamed } from './view.ts';
import { userRow, type ViewRow } from './view-entry.ts';
import type { ViewAddress } from './view-url.ts';

/** A login is two look-ups of a millisecond. */
const CONNECTIONS = 4;

/** PostgreSQL, Appendix A: a text that the database's own encoding cannot hold is in no column of it. */
const NOT_IN_ENCODING = new Set(['22021', '22P05']);

/** Likewise: a view that is not updatable, a read-only database, a missing right, a column that is too short, constraints. */
const NOT_WRITABLE = /^(?:55000|25006|42501|22001|428C9|0A000|23...)$/;

const codeOf = (error: unknown): string => (error instanceof DatabaseError ? (error.code ?? '') : '');

/** A driver's errors name the user and the host at most. */
const unavailable = (id: string, error: unknown): DirectoryUnavailable => {
  const { message = '', code = '' } = error as { message?: string; code?: string };
  return new DirectoryUnavailable(`User source ${id} cannot be asked: ${message || code || 'no reason given'}`);
};

/**
 * A view in any PostgreSQL. Connects when first asked, and again after an outage; nothing is asked of it for longer than
 * `timeout` ms. That is the client's own limit, as poolers in front of a database refuse to set the server's.
 */
export const viewRows = (
  settings: SqlSourceSettings,
  address: ViewAddress,
  timeout: number,
): Rows & { readonly ask: AskRows } => {
  const pool = new Pool({
    connectionString: address.connectionString,
    application_name: 'fasti-users',
    max: CONNECTIONS,
    keepAlive: true,
    connectionTimeoutMillis: timeout,
    query_timeout: timeout,
    allowExitOnIdle: true,
  });
  pool.on('error', () => undefined);
  let known: Promise<{ readonly view: View; readonly statements: ReturnType<typeof statementsFor> }> | undefined;
  const query = async <Row extends CardRow>(ask: (at: Awaited<NonNullable<typeof known>>) => Statement) => {
    try {
      known ??= viewNamed(pool, address.names).then((view) => ({ view, statements: statementsFor(view, settings) }));
      const { text, values } = ask(await known);
      return await pool.query<Row>(text, [...values]);
    } catch (error) {
      // The view may be there the next time, or another.
      known = undefined;
      throw error;
    }
  };
  type Ask = (statements: ReturnType<typeof statementsFor>) => Statement;
  const run = (ask: Ask) => query<ViewRow>(({ statements }) => ask(statements));
  const unlessOut = async <Row>(answer: Promise<{ readonly rows: readonly Row[] }>): Promise<readonly Row[]> => {
    try {
      return (await answer).rows;
    } catch (error) {
      if (NOT_IN_ENCODING.has(codeOf(error))) return [];
      throw unavailable(settings.id, error);
    }
  };
  const read = (ask: Ask): Promise<readonly ViewRow[]> => unlessOut(run(ask));
  const users = async (ask: Ask): Promise<readonly UserRow[]> =>
    (await read(ask)).flatMap((row) => userRow(settings, row) ?? []);
  return {
    byLogin: (login, domain, purpose) => users((ask) => ask.byLogin(login, domain, purpose)),
    byMail: (mail, domain) => users((ask) => ask.byMail(mail, domain)),
    containing: (text, limit, domain) => users((ask) => ask.containing(text, limit, domain)),
    anyPassword: async () => (await read((ask) => ask.anyPassword()))[0]?.c_password ?? undefined,
    setPassword: async (uid, stored) => {
      try {
        const { rowCount } = await run((ask) => ask.setPassword(uid, stored));
        return rowCount === 0 ? 'gone' : 'changed';
      } catch (error) {
        if (NOT_WRITABLE.test(codeOf(error))) return { refused: 'The directory does not let passwords be changed.' };
        throw unavailable(settings.id, error);
      }
    },
    ask: (ask) => unlessOut(query<CardRow>(({ view }) => ask(view))),
    close: () => pool.end(),
  };
};
