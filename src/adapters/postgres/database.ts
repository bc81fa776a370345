import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ClientConfig } from 'pg';
import { parseConnectionUrl } from './connection-url.ts';
import { attach, EmbeddedRefused, startEmbedded } from './embedded.ts';

/** A database that answers, and how to let go of it. */
export type Database = {
  readonly connection: ClientConfig;
  /** Fulfilled, with its last words, when an embedded server of ours ends; never for any other. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
};

const NEVER = new Promise<string>(() => {});

/** An external database, and what it was named by. */
export type DatabaseUrl = { readonly name: string; readonly url: string };

/**
 * The database of an installation: an external one, or else the embedded one below a directory. `own`: nobody else may be
 * serving it, and it is made where there is none; `make`: the same, beside whoever serves it; `join`: it must be there. A
 * refusal is a sentence for the operator.
 */
export const openDatabase = async (
  where: DatabaseUrl | { readonly directory: string },
  how: 'own' | 'make' | 'join',
): Promise<Database | { readonly refused: string }> => {
  if ('url' in where) {
    const parsed = parseConnectionUrl(where.url, where.name);
    if (parsed.is === 'problem') return { refused: parsed.problem };
    return { connection: parsed.connection, ended: NEVER, close: async () => {} };
  }
  const { directory } = where;
  if (how === 'join' && !existsSync(path.join(directory, 'cluster')))
    return { refused: `There is no Fasti data in ${directory}; \`serve\` or \`user add\` makes it.` };
  const options = { dataDirectory: directory, log: { info: () => {} } };
  try {
    const embedded = await (how === 'own' ? startEmbedded(options) : attach(options));
    return { connection: embedded.connection, ended: embedded.ended, close: () => embedded.stop() };
  } catch (error) {
    if (!(error instanceof EmbeddedRefused)) throw error;
    const serving = error.reason === 'already-running';
    return {
      refused: serving ? `Fasti already runs on ${directory} (process ${error.pid ?? 'unknown'}).` : error.message,
    };
  }
};
