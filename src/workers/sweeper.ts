/** Somebody who can delete unreachable rows a step at a time; false when nothing is left to do. */
export type Sweeper = { sweep(): Promise<boolean> };

export type Worker = { stop(): Promise<void> };

/** Milliseconds between two looks: what waits costs room, nothing else. */
const PAUSE = 5000;

/**
 * Deletes the rows of deleted collections, step by step, beside everybody else's work. Safe to run in many processes and
 * to end at any moment. A failure is told and tried again.
 */
export const startSweeper = (sweeper: Sweeper, failed: (error: unknown) => void): Worker => {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const round = async (): Promise<void> => {
    try {
      while (!stopped && (await sweeper.sweep()));
    } catch (error) {
      if (!stopped) failed(error);
    }
    if (!stopped) timer = setTimeout(begin, PAUSE);
  };
  let running = Promise.resolve();
  const begin = (): void => {
    running = round();
  };
  begin();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
};
