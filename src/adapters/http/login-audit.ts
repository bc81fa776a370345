import { MAX_AUDITED_LOGINS, MAX_AUDITED_STRANGERS } from '../../domain/limits.ts';
import type { LoginCount } from '../../domain/ports.ts';

/** One login, as it is counted: see `LoginCount`. */
export type NotedLogin = Pick<LoginCount, 'principal' | 'login' | 'network' | 'protocol' | 'outcome'>;

export type LoginAudit = {
  /** Counts a login, in memory only. */
  note(login: NotedLogin): void;
  /** Stores what was counted since; counts that could not be stored are kept for the next time. */
  flush(): Promise<void>;
};

type Counted = { -readonly [Key in keyof LoginCount]: LoginCount[Key] };

const HOUR = 3_600_000;

/** Of too many, what may be told still: everything, the network, that there were some. */
const lumps = (login: NotedLogin): readonly NotedLogin[] => {
  const nameless = { ...login, principal: '' as const, login: '' };
  return [login, nameless, { ...nameless, network: '' }];
};

/** Counts by the hour, in so many rows. */
const counts = (most: number, now: () => number) => {
  const rows = new Map<string, Counted>();
  const add = (key: string, login: NotedLogin, hour: number, at: number): void => {
    rows.set(key, { ...login, hour, count: 1, first: at, last: at });
  };
  const note = (login: NotedLogin): void => {
    const at = now();
    const hour = at - (at % HOUR);
    for (const [level, as] of lumps(login).entries()) {
      const key = `${hour} ${as.principal} ${as.login} ${as.network} ${as.protocol} ${as.outcome}`;
      const row = rows.get(key);
      if (row !== undefined) {
        if (row.count === 0) row.first = at;
        row.count += 1;
        row.last = at;
        return;
      }
      if (level < 2 && rows.size >= most * (level + 1)) continue;
      add(key, as, hour, at);
      return;
    }
  };
  /** What was counted; the rows of this hour stay, at nothing, so that no more are made. */
  const take = (): readonly LoginCount[] => {
    const hour = now() - (now() % HOUR);
    const taken = [...rows.values()].filter(({ count }) => count > 0).map((row) => ({ ...row }));
    for (const [key, row] of rows) {
      row.count = 0;
      if (row.hour < hour) rows.delete(key);
    }
    return taken;
  };
  return { note, take };
};

/**
 * Who came in and who did not, counted in bounded memory until `store` has it. Failures and strangers have a bound of
 * their own, so that they crowd out nobody who came in. `now` is in UTC ms.
 */
export const loginAudit = (store: (rows: readonly LoginCount[]) => Promise<void>, now: () => number): LoginAudit => {
  const [logins, strangers] = [counts(MAX_AUDITED_LOGINS, now), counts(MAX_AUDITED_STRANGERS, now)];
  let kept: readonly LoginCount[] = [];
  const send = async (): Promise<void> => {
    if (kept.length > 0) await store(kept);
    kept = [];
  };
  const write = async (): Promise<void> => {
    await send();
    kept = [...logins.take(), ...strangers.take()];
    await send();
  };
  let writing = Promise.resolve();
  return {
    note: (login) => (login.outcome === 'in' ? logins : strangers).note(login),
    flush: () => {
      writing = writing.catch(() => undefined).then(write);
      return writing;
    },
  };
};
