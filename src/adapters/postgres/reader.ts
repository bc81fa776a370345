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
import { type EventRow, type Evidence, recordedOf } from './codec.ts';
import { bodyHash, type LogKey } from './secrets.ts';
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

/** One page of rows after a position, up to another. */
export const rowsAfter = async (
  on: Pick<Pool, 'query'>,
  after: number,
  until: number,
  { limit = PAGE, bodies = true }: ReadOptions,
): Promise<readonly (EventRow & Evidence)[]> =>
  (await on.query<EventRow & Evidence>({ ...READ, values: [after, until, limit, bodies] })).rows;

/** One page of events after a position, up to another. */
export const pageOf = async (
  on: Pick<Pool, 'query'>,
  schema: LogSchema,
  after: number,
  until: number,
  options: ReadOptions,
): Promise<readonly Recorded[]> => (await rowsAfter(on, after, until, options)).map((row) => recordedOf(schema, row));

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

type Hashes = Omit<Evidence, 'claims'> & Pick<EventRow, 'stored' | 'sent'>;

const isThat = (logKey: LogKey, salt: Buffer, octets: Uint8Array | null, hash: Buffer | null): boolean =>
  octets === null || hash === null ? octets === hash : bodyHash(logKey, salt, octets).equals(hash);

/** What a row's body is to the hash that its event holds. */
export const bodyIs = (logKey: LogKey, row: Hashes): 'intact' | 'altered' | 'erased' | 'none' => {
  if (row.body_hash === null) return row.salt === null ? 'none' : 'altered';
  if (row.salt === null) return 'erased';
  const stored = isThat(logKey, row.salt, row.stored, row.body_hash);
  return stored && isThat(logKey, row.salt, row.sent, row.sent_hash) ? 'intact' : 'altered';
};

/** Whether a body still is the one that its event holds the hash of. */
export const checkBody = async (pool: Pool, logKey: LogKey, position: Position) => {
  const row = (await pool.query<Hashes>({ ...HASHES, values: [position] })).rows[0];
  return row === undefined ? 'none' : bodyIs(logKey, row);
};
