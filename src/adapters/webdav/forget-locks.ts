import type { Services } from './method.ts';
import type { Conditions } from './preconditions.ts';

/** RFC 4918 §6.1: locks whose roots are unmapped now go with them. Asks nothing where nothing was locked. */
export const forgetLocks = async (
  { locks }: Pick<Services, 'locks'>,
  conditions: Pick<Conditions, 'locks'>,
  roots: readonly string[],
): Promise<void> => {
  const gone = roots.filter((root) =>
    conditions.locks.some(({ path }) => path === root || path.startsWith(`${root}/`)),
  );
  if (gone.length > 0) await locks.removeBelow(gone);
};

/** The locks below a collection that another took the place of, while its own stays (RFC 4918 §7.6). */
export const rootsBelow = ({ locks }: Pick<Conditions, 'locks'>, collection: string): string[] =>
  locks.map(({ path }) => path).filter((path) => path.startsWith(`${collection}/`));
