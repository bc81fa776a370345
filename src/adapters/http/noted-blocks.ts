import { MAX_NOTED_BLOCKS } from '../../domain/limits.ts';

/** Blocks that this process knows of: asking for them costs no store. */
export type NotedBlocks = {
  /** Whole seconds until a block ends; 0 where there is none. */
  seconds(key: string): number;
  note(key: string, milliseconds: number): void;
  clear(key: string): void;
};

/** No blocks yet; of too many the oldest is let go. `now` is in UTC ms. */
export const notedBlocks = (now: () => number): NotedBlocks => {
  const ends = new Map<string, number>();
  return {
    seconds: (key) => {
      const left = (ends.get(key) ?? 0) - now();
      if (left <= 0) ends.delete(key);
      return Math.max(0, Math.ceil(left / 1000));
    },
    note: (key, milliseconds) => {
      const [oldest] = ends.keys();
      if (ends.size >= MAX_NOTED_BLOCKS && oldest !== undefined) ends.delete(oldest);
      ends.set(key, now() + milliseconds);
    },
    clear: (key) => {
      ends.delete(key);
    },
  };
};
