import { OUTAGE_QUIET } from '../limits.ts';

/** Notices when something outside is out and when it is back. */
export type Outage = { failed(error: unknown): void; answered(): void };

/**
 * Calls `began` at the first failure and `ended` at the first answer after a time without any, in turn, however often
 * each is noticed. `now` is in UTC ms.
 */
export const outage = (began: (error: unknown) => void, ended: () => void, now: () => number): Outage => {
  let lastFailure: number | undefined;
  return {
    failed: (error) => {
      if (lastFailure === undefined) began(error);
      lastFailure = now();
    },
    answered: () => {
      if (lastFailure === undefined || now() - lastFailure < OUTAGE_QUIET) return;
      lastFailure = undefined;
      ended();
    },
  };
};
