import type { RateLimits } from '../../domain/ports.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { notedBlocks } from './noted-blocks.ts';

export type RequestRate = {
  /** Counts one more request of somebody: an account once it is known, the network it comes from before. */
  allow(caller: string): Promise<{ readonly is: 'allowed' } | { readonly is: 'refused'; readonly seconds: number }>;
};

export type RequestRateSettings = {
  /** SOGoMaximumRequestCount, more than 0 */
  readonly count: number;
  /** SOGoMaximumRequestInterval, seconds */
  readonly interval: number;
  /** SOGoRequestBlockInterval, seconds */
  readonly block: number;
};

type Parts = { readonly limits: RateLimits; readonly hash: KeyedHash; now(): number };

/**
 * SOGo's settings in their documented meaning: who makes more requests than that within the interval is refused all of
 * them for the time of the block. A block that is known costs no store.
 */
export const requestRate = ({ limits, hash, now }: Parts, settings: RequestRateSettings): RequestRate => {
  const { count, interval, block } = settings;
  const requests = limits.limiter('requests', { points: count, seconds: interval, blockSeconds: block });
  const noted = notedBlocks(now);
  return {
    allow: async (caller) => {
      const known = noted.seconds(caller);
      if (known > 0) return { is: 'refused', seconds: known };
      const taken = await requests.consume(hash(caller));
      if (taken.is === 'allowed') return { is: 'allowed' };
      noted.note(caller, taken.milliseconds);
      return { is: 'refused', seconds: Math.max(1, noted.seconds(caller)) };
    },
  };
};
