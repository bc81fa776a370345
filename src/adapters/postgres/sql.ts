import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { Sql } from '../../domain/ports.ts';

type Prepared = { readonly name: string; readonly text: string };

const prepare = (parts: TemplateStringsArray): Prepared => {
  const text = parts.reduce((before, part, i) => `${before}$${i}${part}`);
  return { name: createHash('sha256').update(text).digest('base64url').slice(0, 22), text };
};

/** The tagged template over a pool: each text is a prepared statement, named by the text's hash; values are parameters. */
export const sqlOver = (pool: Pool): Sql => {
  const known = new WeakMap<TemplateStringsArray, Prepared>();
  return async (parts, ...values) => {
    const prepared = known.get(parts) ?? prepare(parts);
    known.set(parts, prepared);
    return (await pool.query({ ...prepared, values: [...values] })).rows;
  };
};
