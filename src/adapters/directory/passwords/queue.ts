import { MAX_PASSWORD_CHECKS, MAX_WAITING_LOGINS } from '../../../domain/limits.ts';

let running = 0;
const waiting: (() => void)[] = [];

/** Runs what costs a core, few of its kind at a time; 'too-busy' when the queue is full. */
export const fewAtATime = async <Result>(work: () => Promise<Result>): Promise<Result | 'too-busy'> => {
  if (running >= MAX_PASSWORD_CHECKS) {
    if (waiting.length >= MAX_WAITING_LOGINS) return 'too-busy';
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
};
