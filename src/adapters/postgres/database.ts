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

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The database of an installation: the external one that DATABASE_URL or SOGoProfileURL names, or else the embedded one
 * below the data directory. `own`: nobody else may be serving it, and it is made where there is none; `make`: the same, beside
 * whoever serves it; `join`: it must be there. A refusal is a sentence for the operator.
 */
export const openDatabase = async (
  data: string,
  environment: Environment,
  how: 'own' | 'make' | 'join',
): Promise<Database | { readonly refused: string }> => {
  for (const name of ['DATABASE_URL', 'SOGoProfileURL']) {
    const url = environment[name];
    if (url === undefined || url === '') continue;
    const parsed = parseConnectionUrl(url, name);
    if (parsed.is === 'problem') return { refused: parsed.problem };
    return { connection: parsed.connection, ended: NEVER, close: async () => {} };
  }
  if (how === 'join' && !existsSync(path.join(data, 'cluster')))
    return { refused: `There is no Fasti data in ${path.resolve(data)}; \`serve\` or \`user add\` makes it.` };
  const options = { dataDirectory: path.resolve(data), log: { info: () => {} } };
  try {
    const embedded = await (how === 'own' ? startEmbedded(options) : attach(options));
    return { connection: embedded.connection, ended: embedded.ended, close: () => embedded.stop() };
  } catch (error) {
    if (!(error instanceof EmbeddedRefused)) throw error;
    const serving = error.reason === 'already-running';
    return {
      refused: serving
        ? `Fasti already runs on ${path.resolve(data)} (process ${error.pid ?? 'unknown'}).`
        : error.message,
    };
  }
};
