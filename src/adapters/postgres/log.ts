import type { LogOptions, PostgresLog } from './types.ts';

/** Migrates, checks versions and epoch, and opens the log. */
export const openPostgresLog = async (_options: LogOptions): Promise<PostgresLog> => {
  throw new Error('not yet');
};
