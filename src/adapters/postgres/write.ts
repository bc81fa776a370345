import type { Cell } from '../../projections/projection.ts';
import { stepsOf } from './apply.ts';
import type { ArrayType } from './arrays.ts';
import type { Batch, Placed } from './batch.ts';
import type { Step } from './flight.ts';
import { deleteRows, insertRows, putRows, type Shape } from './statements.ts';

const shape = (name: string, columns: Readonly<Record<string, ArrayType>>, key: readonly string[]): Shape => ({
  name: `"fasti"."${name}"`,
  columns: Object.keys(columns),
  types: Object.values(columns),
  key,
});

const EVENTS = shape(
  'events',
  {
    position: 'int8',
    revision: 'int8',
    recorded_when: 'int8',
    version: 'int4',
    id: 'text',
    type: 'text',
    stream: 'text',
    actor: 'text',
    on_behalf_of: 'text',
    protocol: 'text',
    correlation_id: 'text',
    causation_id: 'text',
    data: 'json',
    claims: 'json',
    body_hash: 'bytea',
    sent_hash: 'bytea',
  },
  ['position'],
);
const BODIES = shape('bodies', { position: 'int8', salt: 'bytea', stored: 'bytea', sent: 'bytea' }, ['position']);
const REQUESTS = shape(
  'requests',
  { correlation_id: 'text', recorded_when: 'int8', address: 'text', user_agent: 'text' },
  ['correlation_id'],
);
export const STREAMS = shape('streams', { stream: 'text', revision: 'int8', position: 'int8', state: 'json' }, [
  'stream',
]);
export const CLAIMS = shape('claims', { scope: 'text', key_hash: 'bytea', holder: 'text' }, ['scope', 'key_hash']);

const SWEEPS = shape('sweeps', { table_name: 'text', first: 'text' }, []);

/** The claims of an append as its first event keeps them: hashes, never keys. */
const claimsText = ({ claims }: Placed): string | null =>
  claims.length === 0
    ? null
    : JSON.stringify(
        claims.map(({ op, scope, hash, holder }) => ({ op, scope, key: hash.toString('base64url'), holder })),
      );

const eventRow = (placed: Placed): readonly Cell[] => {
  const { event: e, prepared: p } = placed;
  return [
    e.position,
    e.revision,
    e.when,
    e.version,
    e.id,
    e.type,
    e.stream,
    e.actor,
    e.onBehalfOf ?? null,
    e.protocol,
    e.correlationId,
    e.causationId ?? null,
    p.text,
    claimsText(placed),
    p.bodyHash,
    p.sentHash,
  ];
};

const bodyRows = (batch: Batch): readonly (readonly Cell[])[] =>
  batch.placed.flatMap(({ event: { position, body }, prepared: { salt } }) =>
    body === undefined ? [] : [[position, salt, body.stored, body.sent ?? null]],
  );

const requestRows = (batch: Batch): readonly (readonly Cell[])[] => {
  const rows = batch.accepted.flatMap(({ count, append: { metadata: m } }): [string, readonly Cell[]][] =>
    m.request === undefined || count === 0
      ? []
      : [[m.correlationId, [m.correlationId, batch.when, m.request.address, m.request.userAgent]]],
  );
  return [...new Map(rows).values()];
};

/** Keys that must be new fail where they are taken; others are known to be free or the holder's own. */
const claimSteps = (batch: Batch, keys: 'seen' | 'new-keys'): readonly Step[] => {
  const changed = [...batch.claims.values()];
  const released = changed.filter(({ holder }) => holder === undefined).map(({ claim }) => [claim.scope, claim.hash]);
  const taken = changed.flatMap(({ claim, holder }) =>
    holder === undefined ? [] : [[claim.scope, claim.hash, holder]],
  );
  return [
    ...(released.length > 0 ? [deleteRows(CLAIMS, 2, released)] : []),
    ...(taken.length > 0 ? [(keys === 'seen' ? putRows : insertRows)(CLAIMS, taken)] : []),
  ];
};

/** Everything that an accepted batch writes, except its end. `new-keys`: nobody has looked whether the keys are taken. */
export const writeSteps = (batch: Batch, keys: 'seen' | 'new-keys' = 'seen'): readonly Step[] => {
  const bodies = bodyRows(batch);
  const requests = requestRows(batch);
  const sweeps = [...batch.folds.values()].flatMap(({ table, sweeps }) =>
    [...sweeps].map((first) => [table.name, first]),
  );
  const streams = [...batch.streams].map(([stream, at]) => [stream, at.revision, at.position, at.state ?? null]);
  return [
    insertRows(EVENTS, batch.placed.map(eventRow)),
    ...(bodies.length > 0 ? [insertRows(BODIES, bodies)] : []),
    ...(requests.length > 0 ? [putRows(REQUESTS, requests)] : []),
    putRows(STREAMS, streams),
    ...claimSteps(batch, keys),
    ...[...batch.folds.values()].flatMap((fold) => stepsOf('fasti', fold)),
    ...(sweeps.length > 0 ? [insertRows(SWEEPS, sweeps)] : []),
    {
      text: 'update fasti.log_head set position = $1, last_when = $2',
      values: [String(batch.position), String(batch.when)],
    },
  ];
};
