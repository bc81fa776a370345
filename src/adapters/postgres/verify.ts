import type { Client, ClientConfig } from 'pg';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';
import type { Projection } from '../../projections/projection.ts';
import type { StreamAt } from './batch.ts';
import { Build } from './build.ts';
import type { EventRow, Evidence } from './codec.ts';
import { openBuilder } from './connection.ts';
import { quoted } from './ddl.ts';
import { sameTransaction } from './fence.ts';
import { bodyIs } from './reader.ts';
import { alone } from './rebuild.ts';
import type { LogKey } from './secrets.ts';
import type { Difference, Verification } from './types.ts';

const SCHEMA = 'fasti_verify';
const MOST = 100;

/** Differences as they are found: the first ones are kept, all are counted. */
class Findings {
  readonly differences: Difference[] = [];
  count = 0;

  add(difference: Difference, times = 1): void {
    this.count += times;
    if (this.differences.length < MOST) this.differences.push(difference);
  }
}

/** The log by itself: no gap in positions, no hole in revisions, time that never goes back, bodies as hashed. */
const inspector = (logKey: LogKey, findings: Findings) => {
  let position = 0;
  let when = 0;
  const expect = (key: number, what: string, is: number | string, should: number | string): void => {
    if (is !== should)
      findings.add({ table: 'events', key: String(key), live: `${what} ${is}`, rebuilt: `${what} ${should}` });
  };
  return (row: EventRow & Evidence, before: StreamAt | undefined): void => {
    expect(row.position, 'position', row.position, position + 1);
    expect(row.position, 'revision', row.revision, (before?.revision ?? -1) + 1);
    expect(row.position, 'when', row.recorded_when, Math.max(row.recorded_when, when));
    expect(row.position, 'body', bodyIs(logKey, row) === 'altered' ? 'altered' : 'intact', 'intact');
    position = row.position;
    when = row.recorded_when;
  };
};

type Compared = { readonly name: string; readonly key: readonly string[] };
type Found = { key: string; live: string | null; rebuilt: string | null; total: number };

/** Both sides in one snapshot, row by row as JSON text. */
const compare = async (client: Client, { name, key }: Compared, findings: Findings): Promise<void> => {
  const list = key.map(quoted).join(', ');
  const { rows } = await client.query<Found>(
    `select json_build_array(${list})::text as key, live, rebuilt, count(*) over () as total
     from (select ${list}, row_to_json(l)::text as live from fasti.${quoted(name)} l
       where not exists (select from fasti.sweeps s where s.table_name = '${name}' and s.first = l.${quoted(key[0] ?? '')}::text)) a
       full join (select ${list}, row_to_json(r)::text as rebuilt from ${SCHEMA}.${quoted(name)} r) b using (${list})
     where live is distinct from rebuilt order by ${list} limit ${MOST}`,
  );
  rows.forEach(({ key: at, live, rebuilt, total }, i) => {
    const times = i === rows.length - 1 ? total - i : 1;
    findings.add({ table: name, key: at, live: live ?? undefined, rebuilt: rebuilt ?? undefined }, times);
  });
};

const headOf = async (client: Client): Promise<number> =>
  (await client.query('select position from fasti.log_head')).rows[0].position;

const highestOf = async (client: Client): Promise<number> =>
  (await client.query('select coalesce(max(position), 0) as highest from fasti.events')).rows[0].highest;

/**
 * Builds all that is derived beside the live tables, ends it in the snapshot in which it compares them, and rolls that
 * back: nothing is locked, nothing is changed.
 */
const verifyWith = async (
  client: Client,
  log: LogSchema,
  projections: readonly Projection[],
  logKey: LogKey,
): Promise<Verification> => {
  const findings = new Findings();
  const inspect = inspector(logKey, findings);
  const own = sameTransaction(projections);
  const build = new Build(client, {
    schema: SCHEMA,
    log,
    projections: own,
    streams: true,
    claims: true,
    passing: true,
    inspect,
  });
  await build.begin();
  await build.advance(await headOf(client));
  await client.query('begin isolation level repeatable read');
  const head = await headOf(client);
  await build.advance(head, false);
  const highest = await highestOf(client);
  if (highest !== head || build.position !== head)
    findings.add({ table: 'log_head', key: 'position', live: String(head), rebuilt: String(highest) });
  const tables = own.flatMap(({ tables: some }) => some);
  await client.query('set local enable_seqscan = on');
  for (const table of [...tables, { name: 'streams', key: ['stream'] }, { name: 'claims', key: ['scope', 'key_hash'] }])
    await compare(client, table, findings);
  await client.query('rollback');
  await client.query(`drop schema ${SCHEMA} cascade`);
  const { differences, count } = findings;
  return { position: head, events: build.position, differences, count, patchesWithoutRow: build.patchesWithoutRow };
};

/** Compares every derived row, body, position and revision with the log, at one position. */
export const verify = async (
  connection: ClientConfig,
  code: { readonly schema: LogSchema; readonly projections: readonly Projection[] },
  logKey: LogKey,
): Promise<Verification> => {
  const client = await openBuilder(connection);
  try {
    return await alone(client, () => verifyWith(client, code.schema, code.projections, logKey));
  } finally {
    await client.end();
  }
};
