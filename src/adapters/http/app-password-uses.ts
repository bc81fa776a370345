import type { AppPasswordId } from '../../domain/account/app-passwords.ts';
import { MAX_REMEMBERED_LOGINS } from '../../domain/limits.ts';

export type AppPasswordUses = {
  /** Notes a use, in memory only. */
  note(id: AppPasswordId): void;
  /** Stores the uses noted since. */
  flush(): Promise<void>;
};

const HOUR = 3_600_000;

/** When app passwords were last of use (UTC ms), to the hour: `store` gets each at most once an hour. */
export const appPasswordUses = (
  store: (ids: readonly AppPasswordId[], at: number) => Promise<void>,
  now: () => number,
): AppPasswordUses => {
  let hour = 0;
  let stored = new Set<AppPasswordId>();
  const noted = new Set<AppPasswordId>();
  return {
    note: (id) => {
      if (!stored.has(id) && noted.size < MAX_REMEMBERED_LOGINS) noted.add(id);
    },
    flush: async () => {
      const at = now();
      if (at - hour >= HOUR) [hour, stored] = [at - (at % HOUR), new Set()];
      const ids = [...noted];
      if (ids.length === 0) return;
      await store(ids, at);
      for (const id of ids) {
        noted.delete(id);
        stored.add(id);
      }
    },
  };
};
