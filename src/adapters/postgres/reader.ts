import type { Pool } from 'pg';
import type { Recorded } from '../../domain/kernel/event.ts';
import {
  ABSENT,
  type CorrelationId,
  type Epoch,
  type Position,
  type Revision,
  type StreamId,
} from '../../domain/kernel/ids.ts';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';
import type { Head, ReadOptions, RequestRecord, StreamState } from '../../domain/ports.ts';
import { type EventRow, recordedOf } from './codec.ts';
import { bodyHash } from './secrets.ts';
import { statement } from './statement.ts';

const named = (file: `${string}.sql`) => ({ name: file, text: statement(file) });
const READ = named('read.sql');
const READ_STREAM = named('read-stream.sql');
const STATES = named('stream-states.sql');
const HASHES = named('body-hashes.sql');
const HEAD = { name: 'head', text: 'select epoch, position from fasti.log_head' };
const REQUEST = {
  name: 'request',
  text: 'select address, user_agent as "userAgent" from fasti.requests where correlation_id = $1',
};

/** Events in one page when the caller names no limit. */
const PAGE = 500;

export const headOf = async (pool: Pool): Promise<Head> => {
  const { epoch, position } = (await pool.query<{ epoch: Epoch; position: Position }>(HEAD)).rows[0] ?? {};
  if (epoch === undefined || position === undefined) throw new Error('The log has no head.');
  return { epoch, position };
};

export const statesOf = async (pool: Pool, streams: readonly StreamId[]): Promise<readonly StreamState[]> => {
  const { rows } = await pool.query({ ...STATES, values: [streams] });
  const found = new Map<string, StreamState>(rows.map(({ stream, revision, state }) => [stream, { revision, state }]));
  return streams.map((stream) => found.get(stream) ?? { revision: ABSENT, state: undefined });
};

/** One page of events after a position, up to another. */
export const pageOf = async (
  pool: Pick<Pool, 'query'>,
  schema: LogSchema,
  after: number,
  until: number,
  { limit = PAGE, bodies = true }: ReadOptions,
): Promise<readonly Recorded[]> => {
  const { rows } = await pool.query<EventRow>({ ...READ, values: [after, until, limit, bodies] });
  return rows.map((row) => recordedOf(schema, row));
};

export async function* read(
  pool: Pool,
  schema: LogSchema,
  after: Position,
  options: ReadOptions,
): AsyncGenerator<readonly Recorded[]> {
  const { position: until } = await headOf(pool);
  for (let from: number = after; from < until; ) {
    const events = await pageOf(pool, schema, from, until, options);
    const last = events.at(-1);
    if (last === undefined) return;
    yield events;
    from = last.position;
  }
}

export const readStream = async (
  pool: Pool,
  schema: LogSchema,
  stream: StreamId,
  from: Revision,
): Promise<readonly Recorded[]> =>
  (await pool.query<EventRow>({ ...READ_STREAM, values: [stream, from] })).rows.map((row) => recordedOf(schema, row));

export const requestOf = async (pool: Pool, correlation: CorrelationId): Promise<RequestRecord | undefined> =>
  (await pool.query<RequestRecord>({ ...REQUEST, values: [correlation] })).rows[0];

type Hashes = {
  body_hash: Buffer | null;
  sent_hash: Buffer | null;
  salt: Buffer | null;
  stored: Buffer;
  sent: Buffer | null;
};

const isIntact = (logKey: Uint8Array, { body_hash, sent_hash, salt, stored, sent }: Hashes): boolean => {
  if (salt === null || body_hash === null || !bodyHash(logKey, salt, stored).equals(body_hash)) return false;
  if (sent === null || sent_hash === null) return sent === sent_hash;
  return bodyHash(logKey, salt, sent).equals(sent_hash);
};

/** Whether a body still is the one that its event holds the hash of. */
export const checkBody = async (pool: Pool, logKey: Uint8Array, position: Position) => {
  const row = (await pool.query<Hashes>({ ...HASHES, values: [position] })).rows[0];
  if (row === undefined || row.body_hash === null) return 'none';
  if (row.salt === null) return 'erased';
  return isIntact(logKey, row) ? 'intact' : 'altered';
};
