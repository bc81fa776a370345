import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { APPEND_LOCK } from './locks.ts';
import { type LogKey, logKeyOf } from './secrets.ts';
import { statement } from './statement.ts';

/** What a log is and where it stands, as its connections see it. */
export type Site = { readonly logKey: LogKey; readonly epoch: number; readonly position: number };

const RESIDENCE = statement('residence.sql');

/** Runs `work` in a transaction that holds the lock of the log. */
export const underLock = async <Result>(client: Client, work: () => Promise<Result>): Promise<Result> => {
  await client.query('begin isolation level read committed read write');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [APPEND_LOCK]);
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
};

const found = async (
  client: Client,
): Promise<{ log_key: Buffer; residence: string; epoch: number; position: number }> =>
  (await client.query('select log_key, residence, epoch, position from fasti.log_site, fasti.log_head')).rows[0];

const residenceOf = async (client: Client): Promise<string> => (await client.query(RESIDENCE)).rows[0].residence;

/** Gives a new database its site key and the first head. Safe when several processes start at once. */
export const settleSite = async (client: Client): Promise<void> => {
  await client.query('insert into fasti.log_site (log_key, residence) values ($1, $2) on conflict do nothing', [
    randomBytes(32),
    await residenceOf(client),
  ]);
  await client.query(
    `insert into fasti.log_head (position, last_when, epoch, fence) values (0, 0, 1, '') on conflict do nothing`,
  );
};

const beginEpoch = async (client: Client, residence: string): Promise<void> => {
  await client.query('update fasti.log_site set residence = $1', [residence]);
  await client.query('update fasti.log_head set epoch = epoch + 1');
};

/**
 * Reads what the log is. When it lives elsewhere than it did (restored, copied, failed over), or stands before the
 * position that this process has seen in this epoch (rolled back), a new epoch begins first. A volume put back to an
 * older snapshot while no process ran shows nothing of this: that is what `raiseEpoch` is for.
 */
export const checkSite = async (client: Client, seen?: Site): Promise<Site> => {
  const isMoved = async (): Promise<boolean> => {
    const [site, residence] = [await found(client), await residenceOf(client)];
    return site.residence !== residence || (seen?.epoch === site.epoch && site.position < seen.position);
  };
  if (await isMoved())
    await underLock(client, async () => {
      if (await isMoved()) await beginEpoch(client, await residenceOf(client));
    });
  const { log_key, epoch, position } = await found(client);
  return { logKey: logKeyOf(log_key), epoch, position };
};

/** Begins a new epoch by command. */
export const raiseEpoch = (client: Client): Promise<number> =>
  underLock(client, async () => {
    await beginEpoch(client, await residenceOf(client));
    return (await found(client)).epoch;
  });
