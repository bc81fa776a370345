import { NETWORK_FAILURES } from '../../domain/limits.ts';
import type { RateLimits } from '../../domain/ports.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { notedBlocks } from './noted-blocks.ts';

/** One try whose password may be looked at. It stays counted until one of these is called. */
export type Try = {
  readonly is: 'try';
  failed(): Promise<void>;
  /** Clears the count of this login from there. */
  succeeded(): Promise<void>;
  /** Nobody could say whether the password was right. */
  undecided(): Promise<void>;
};

export type Blocked = { readonly is: 'blocked'; readonly seconds: number };

/** Limits on guessing, for each folded login and each network it is tried from. */
export type FailedLogins = {
  /** Whether this process knows of a block. Asks nobody. */
  blocked(login: string, network: string): Blocked | undefined;
  /** Whether this process knows of a try, within the interval, that is under way or did not succeed. Asks nobody. */
  tried(login: string, network: string): boolean;
  /** Counts a try before its password is looked at: of many at once no more are let through than may fail. */
  begin(login: string, network: string): Promise<Try | Blocked>;
};

export type FailedLoginSettings = {
  /** SOGoMaximumFailedLoginCount; 0 is no limit. */
  readonly count: number;
  /** SOGoMaximumFailedLoginInterval, seconds */
  readonly interval: number;
  /** SOGoFailedLoginBlockInterval, seconds from the first failure on */
  readonly block: number;
};

type Parts = { readonly limits: RateLimits; readonly hash: KeyedHash; now(): number };

const done = async (): Promise<void> => undefined;
const UNLIMITED: FailedLogins = {
  blocked: () => undefined,
  tried: () => false,
  begin: async () => ({ is: 'try', failed: done, succeeded: done, undecided: done }),
};

/**
 * SOGo's settings in their documented meaning: so many failures within the interval block until the block's time after
 * the first. Counted for the login together with the network, so that nobody locks out somebody elsewhere by naming
 * him, and, with a far higher limit, for the network whatever the login.
 */
export const failedLogins = ({ limits, hash, now }: Parts, settings: FailedLoginSettings): FailedLogins => {
  const { count, interval, block } = settings;
  if (count <= 0) return UNLIMITED;
  const longest = Math.max(interval, block);
  const logins = limits.limiter('failed-logins', { points: count, seconds: interval, blockSeconds: 0 });
  const all = { points: count * NETWORK_FAILURES, seconds: longest, blockSeconds: block };
  const networks = limits.limiter('failed-networks', all);
  const noted = notedBlocks(now);
  const tries = notedBlocks(now);
  const blockedBy = (key: string): Blocked | undefined => {
    const seconds = noted.seconds(key);
    return seconds > 0 ? { is: 'blocked', seconds } : undefined;
  };
  const failedFrom = async (network: string): Promise<void> => {
    const taken = await networks.consume(hash(network));
    if (taken.is === 'refused') noted.note(network, taken.milliseconds);
  };
  return {
    blocked: (login, network) => blockedBy(network) ?? blockedBy(`${network} ${login}`),
    tried: (login, network) => tries.seconds(`${network} ${login}`) > 0,
    begin: async (login, network) => {
      const [name, key] = [`${network} ${login}`, hash(network, login)];
      tries.note(name, interval * 1000);
      const taken = await logins.consume(key);
      if (taken.is === 'refused') {
        noted.note(name, taken.milliseconds);
        return { is: 'blocked', seconds: Math.max(1, Math.ceil(taken.milliseconds / 1000)) };
      }
      const end = now() + taken.milliseconds + (longest - interval) * 1000;
      const blockLogin = async (): Promise<void> => {
        noted.note(name, end - now());
        await logins.block(key, (end - now()) / 1000);
      };
      return {
        is: 'try',
        failed: async () => {
          if (taken.consumed >= count) await blockLogin();
          await failedFrom(network);
        },
        succeeded: () => {
          noted.clear(name);
          tries.clear(name);
          return logins.clear(key);
        },
        undecided: () => logins.giveBack(key),
      };
    },
  };
};
