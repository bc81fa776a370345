import type { Body, Json, Protocol, Recorded } from '../../domain/kernel/event.ts';
import type {
  Actor,
  CorrelationId,
  EventId,
  Position,
  PrincipalId,
  Revision,
  StreamId,
  When,
} from '../../domain/kernel/ids.ts';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';

/** A row of events joined with its body, as pg hands it over (int8 already a number). */
export type EventRow = {
  position: number;
  revision: number;
  recorded_when: number;
  version: number;
  id: string;
  type: string;
  stream: string;
  actor: string;
  on_behalf_of: string | null;
  protocol: string;
  correlation_id: string;
  causation_id: string | null;
  data: Json;
  stored: Uint8Array | null;
  sent: Uint8Array | null;
};

/** What a row holds besides the event: the claims of its append, and what its body is checked with. */
export type Evidence = {
  claims: readonly { op: 'take' | 'release'; scope: string; key: string; holder: string }[] | null;
  body_hash: Buffer | null;
  sent_hash: Buffer | null;
  salt: Buffer | null;
};

/** The data of an event in today's shape. Refuses a type or version that this program does not know. */
export const upcast = (schema: LogSchema, type: string, version: number, data: Json): Json => {
  const known = schema.eventTypes[type];
  if (known === undefined || version > known.version)
    throw new Error(`The log holds ${type} of version ${version}, which this program does not know.`);
  let shaped = data;
  for (let from = version; from < known.version; from++) {
    const up = known.upcast[from];
    if (up === undefined) throw new Error(`${type} has no upcaster from version ${from}.`);
    shaped = up(shaped);
  }
  return shaped;
};

const bodyOf = ({ stored, sent }: EventRow): { body?: Body } =>
  stored === null ? {} : { body: { stored, ...(sent === null ? {} : { sent }) } };

/** A row of the log as an event: data upcast to today's shape, ids branded. */
export const recordedOf = (schema: LogSchema, row: EventRow): Recorded => ({
  type: row.type,
  data: upcast(schema, row.type, row.version, row.data),
  ...bodyOf(row),
  id: row.id as EventId,
  version: schema.eventTypes[row.type]?.version ?? row.version,
  stream: row.stream as StreamId,
  revision: row.revision as Revision,
  position: row.position as Position,
  when: row.recorded_when as When,
  actor: row.actor as Actor,
  ...(row.on_behalf_of === null ? {} : { onBehalfOf: row.on_behalf_of as PrincipalId }),
  protocol: row.protocol as Protocol,
  correlationId: row.correlation_id as CorrelationId,
  ...(row.causation_id === null ? {} : { causationId: row.causation_id as EventId }),
});
