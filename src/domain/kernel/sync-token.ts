import type { Epoch, Position } from './ids.ts';

/**
 * RFC 6578 §3.2: what a client last saw of a collection. `fingerprint` (0 to 9,999) stands for the rights it was seen
 * with, so that another view of the same positions never continues it.
 */
export type SyncState = { readonly epoch: Epoch; readonly position: Position; readonly fingerprint: number };

const FINGERPRINTS = 10_000n;
/** Positions below this: eleven digits, 1,000 events a second for three years of every epoch. */
const POSITIONS = 100_000_000_000n;
const EPOCH = FINGERPRINTS * POSITIONS;

/**
 * The state as one decimal number: epoch · 10^15 + position · 10^4 + fingerprint. Clients of SOGo read a number, and in
 * one epoch it grows with the log.
 */
export const encodeSyncToken = ({ epoch, position, fingerprint }: SyncState): string =>
  String(BigInt(epoch) * EPOCH + BigInt(position) * FINGERPRINTS + BigInt(fingerprint));

/** The state in a token, or undefined for what no server of ours has written. */
export const decodeSyncToken = (token: string): SyncState | undefined => {
  if (!/^[1-9]\d{0,29}$/.test(token)) return undefined;
  const number = BigInt(token);
  const epoch = Number(number / EPOCH);
  if (epoch < 1 || !Number.isSafeInteger(epoch)) return undefined;
  return {
    epoch: epoch as Epoch,
    position: Number((number % EPOCH) / FINGERPRINTS) as Position,
    fingerprint: Number(number % FINGERPRINTS),
  };
};
