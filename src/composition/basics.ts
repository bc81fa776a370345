import { randomBytes } from 'node:crypto';
import type { Metadata } from '../domain/kernel/event.ts';
import type { Actor, CorrelationId } from '../domain/kernel/ids.ts';

/** Random octets are asked for in bulk: a call for each id costs more than the id. */
const POOL = 4096;
let pool = Buffer.alloc(0);

/** 128 random bits as 22 characters of base64url. */
export const newId = (): string => {
  if (pool.length < 16) pool = randomBytes(POOL);
  const id = pool.toString('base64url', 0, 16);
  pool = pool.subarray(16);
  return id;
};

/** Who acts when a person types a command. */
export const commandLine = (): Metadata => ({
  actor: 'tool:fasti' as Actor,
  protocol: 'cli',
  correlationId: newId() as CorrelationId,
});

/** What an error says, without its stack; of several that are one, the first. */
export const sentenceOf = (error: unknown): string => {
  if (error instanceof AggregateError) return sentenceOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
};
