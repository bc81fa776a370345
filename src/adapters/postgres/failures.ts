/** What a failure of the store means for an append: it is the data's, the moment's, or the connection's. */
export type Failure = 'lost' | 'busy' | 'full' | 'data';

/** Only what the server said has a severity; EPIPE alone would pass for an SQLSTATE. */
const saidByServer = (error: unknown): { readonly code: string; readonly severity: unknown } | undefined => {
  if (typeof error !== 'object' || error === null || !('severity' in error) || !('code' in error)) return undefined;
  return { code: String(error.code), severity: error.severity };
};

/** A connection that cannot be had, whatever the server says about it. */
export class Unreachable extends Error {}

/** Sorts an error by its SQLSTATE; without one, or when the server ended the session, the connection is lost. */
export const failureOf = (error: unknown): Failure => {
  // An error of our own, from making the parameters: as good as one of the server about them.
  if (error instanceof TypeError || error instanceof RangeError) return 'data';
  const said = saidByServer(error);
  if (said === undefined || said.severity === 'FATAL' || said.severity === 'PANIC') return 'lost';
  const { code } = said;
  if (code.startsWith('08') || code.startsWith('57P') || code === '25006') return 'lost';
  if (code === '53100') return 'full';
  if (['55P03', '40001', '40P01', '53200', '53300'].includes(code)) return 'busy';
  return 'data';
};

const SOMEBODY_ELSE = 'FA001';
const UNIQUE_VIOLATION = '23505';

/** What a batch meets that was decided without a look, on memory that turned out to be old. */
export const isMistaken = (error: unknown): boolean => {
  const code = saidByServer(error)?.code;
  return code === SOMEBODY_ELSE || code === UNIQUE_VIOLATION;
};
