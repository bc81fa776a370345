import { createHmac } from 'node:crypto';
import type { Sql } from '../../domain/ports.ts';

/** A secret of this site for one purpose (32 octets): the same in every process, and nothing that others could guess. */
export const siteSecret = async (sql: Sql, purpose: string): Promise<Uint8Array> => {
  const [site] = await sql<{ log_key: Buffer }>`select log_key from log_site`;
  if (site === undefined) throw new Error('the site has no key');
  return createHmac('sha256', site.log_key).update(purpose).digest();
};
