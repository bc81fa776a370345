import type { Client } from 'pg';
import { NotAppended } from '../../domain/kernel/append-errors.ts';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';
import type { Verdict } from '../../domain/ports.ts';
import type { Projection } from '../../projections/projection.ts';
import { encodeArray } from './arrays.ts';
import { Batch, type Ground, type StreamAt } from './batch.ts';
import { isMistaken } from './failures.ts';
import { fly, type Step, type StepResult } from './flight.ts';
import { APPEND_LOCK } from './locks.ts';
import type { Prepared } from './prepare.ts';
import type { Remembered } from './remembered.ts';
import { statement } from './statement.ts';
import { writeSteps } from './write.ts';

/** A batch is cut after the command that brings it here; the rest is put back. */
const MAX_ROW_CHANGES = 5000;

export type Fate = Verdict | NotAppended;
export type Context = {
  readonly schema: LogSchema;
  readonly projections: readonly Projection[];
  /** How long a flight may take before its connection is given up (ms): longer than the server's own limits. */
  readonly longest: number;
  /** What `fasti.log_head` must say for this program to append. */
  readonly fence: string;
  /** What this process wrote last. */
  readonly remembered: Remembered;
  /** Called when everything has been sent: from here on the outcome of a lost connection is unknown. */
  readonly sending: (attempt: Attempt | undefined) => void;
};
/** What was sent to be committed: enough to look up what became of it. */
export type Attempt = { readonly fates: readonly Fate[]; readonly base: number; readonly ids: readonly string[] };

const HEAD = statement('head.sql');
const STREAMS = statement('stream-states.sql');
const CLAIMS = statement('claims.sql');
const BEGIN = 'begin isolation level read committed read write';

/** The steps that take the lock of the log; the next statement has a snapshot from after it. */
export const lockSteps: readonly Step[] = [
  { text: BEGIN },
  { text: 'select pg_advisory_xact_lock($1)', values: [String(APPEND_LOCK)] },
];

const groundSteps = (batch: readonly Prepared[]): readonly Step[] => {
  const streams = new Set(
    batch.flatMap(({ writes, append: { guards = [] } }) => [...writes, ...guards].map((w) => w.stream)),
  );
  const claims = [...new Map(batch.flatMap((p) => p.claims.map((c) => [c.id, c] as const))).values()];
  const keys = [
    encodeArray(
      'text',
      claims.map((c) => c.scope),
    ),
    encodeArray(
      'bytea',
      claims.map((c) => c.hash),
    ),
  ];
  return [
    { text: HEAD },
    { text: STREAMS, values: [encodeArray('text', [...streams])] },
    ...(claims.length > 0 ? [{ text: CLAIMS, values: keys }] : []),
  ];
};

const rowsOf = (result: StepResult | undefined): readonly (string | null)[][] => result?.rows ?? [];

const groundOf = (results: readonly StepResult[], fence: string): Ground => {
  const [, , head, streams, claims] = results;
  const [position, lastWhen, , found] = rowsOf(head)[0] ?? [];
  if (found !== fence)
    throw new NotAppended('This program is outdated: the tables of the database are kept by another version of it.');
  return {
    position: Number(position),
    lastWhen: Number(lastWhen),
    now: Date.now(),
    streams: new Map(
      rowsOf(streams).map(([stream, revision, state]): [string, StreamAt] => [
        stream ?? '',
        { revision: Number(revision), position: 0, state: state ?? undefined },
      ]),
    ),
    claims: new Map(rowsOf(claims).map(([scope, hash, holder]) => [`${scope}\0${hash}`, holder ?? ''])),
  };
};

const decideAll = (batch: Batch, commands: readonly Prepared[]): readonly Fate[] => {
  const fates: Fate[] = [];
  for (const command of commands) {
    if (batch.changes >= MAX_ROW_CHANGES) break;
    try {
      fates.push(batch.decide(command));
    } catch (cause) {
      fates.push(new NotAppended(`The change could not be projected: ${String(cause)}`, { cause }));
    }
  }
  return fates;
};

const attemptOf = (batch: Batch, fates: readonly Fate[]): Attempt => ({
  fates,
  base: batch.ground.position,
  ids: batch.placed.map(({ event }) => event.id),
});

/** Sends a flight that ends with a commit, and sees that it was one. */
const commitFlight = async (client: Client, steps: readonly Step[], longest: number): Promise<void> => {
  const tag = (await fly(client, [...steps, { text: 'commit' }], longest)).at(-1)?.tag;
  if (tag !== 'COMMIT') throw new Error(`commit was answered with ${tag}`);
};

/**
 * The same on what is remembered: lock, assertion and everything written in one flight. Undefined when nothing was
 * appended because a look is needed: something is unknown, refused, or somebody else has appended.
 */
const appendAlone = async (
  client: Client,
  context: Context,
  commands: readonly Prepared[],
): Promise<readonly Fate[] | undefined> => {
  const ground = context.remembered.groundFor(commands);
  if (ground === undefined) return undefined;
  const batch = new Batch(context.schema, context.projections, ground);
  const fates = decideAll(batch, commands);
  if (batch.placed.length === 0 || !fates.every((fate) => 'is' in fate && fate.is === 'appended')) return undefined;
  const assertion = { text: 'select fasti.assert_head($1, $2)', values: [String(ground.position), context.fence] };
  context.sending(attemptOf(batch, fates));
  try {
    await commitFlight(client, [...lockSteps, assertion, ...writeSteps(batch, 'new-keys')], context.longest);
  } catch (error) {
    if (!isMistaken(error)) throw error;
    await fly(client, [{ text: 'rollback' }], context.longest);
    context.remembered.forget();
    context.sending(undefined);
    return undefined;
  }
  context.remembered.learn(batch);
  return fates;
};

/**
 * One transaction for many commands: lock and ground in the first flight, everything written in the second; in one
 * flight altogether while nobody else appends. Answers with the fates of as many commands as fitted, from the first on.
 * Rejects with the store's error; nothing was appended then, unless `sending` was called and the connection was lost.
 */
export const appendTogether = async (
  client: Client,
  context: Context,
  commands: readonly Prepared[],
): Promise<readonly Fate[]> => {
  const alone = await appendAlone(client, context, commands);
  if (alone !== undefined) return alone;
  const results = await fly(client, [...lockSteps, ...groundSteps(commands)], context.longest);
  const ground = groundOf(results, context.fence);
  const batch = new Batch(context.schema, context.projections, ground);
  const fates = decideAll(batch, commands);
  if (batch.placed.length === 0) {
    await fly(client, [{ text: 'rollback' }], context.longest);
    return fates;
  }
  context.sending(attemptOf(batch, fates));
  await commitFlight(client, writeSteps(batch), context.longest);
  context.remembered.learn(batch);
  return fates;
};
