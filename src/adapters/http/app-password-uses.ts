import { MAX_REMEMBERED_LOGINS } from '../../domain/limits.ts';
import type { AppPasswordUse } from '../../domain/ports.ts';

export type AppPasswordUses = {
  /** Notes a use, in memory only. */
  note(use: AppPasswordUse): void;
  /** Stores the uses noted since. */
  flush(): Promise<void>;
};

const HOUR = 3_600_000;

/** When app passwords were last of use (UTC ms), to the hour: `store` gets each at most once an hour. */
export const appPasswordUses = (
  store: (uses: readonly AppPasswordUse[], at: number) => Promise<void>,
  now: () => number,
): AppPasswordUses => {
  let hour = 0;
  let stored = new Set<string>();
  const noted = new Map<string, AppPasswordUse>();
  return {
    note: ({ principal, id }) => {
      const key = `${principal} ${id}`;
      if (!stored.has(key) && noted.size < MAX_REMEMBERED_LOGINS) noted.set(key, { principal, id });
    },
    flush: async () => {
      const at = now();
      if (at - hour >= HOUR) [hour, stored] = [at - (at % HOUR), new Set()];
      const uses = [...noted];
      if (uses.length === 0) return;
      await store(
        uses.map(([, use]) => use),
        at,
      );
      for (const [key] of uses) {
        noted.delete(key);
        stored.add(key);
      }
    },
  };
};
