import { type Epoch, type Position, START } from '../../domain/kernel/ids.ts';
import { encodeSyncToken } from '../../domain/kernel/sync-token.ts';
import { fingerprintOf } from '../../domain/sharing/view.ts';
import { lastChange } from '../../projections/members/changes.ts';
import { viewIn } from './access.ts';
import type { Services } from './method.ts';
import type { CollectionResource, ResourceOf } from './resource.ts';
import { isVirtual } from './virtual.ts';

/** What has a token: a collection, and the file of a calendar. */
type Seen = Pick<CollectionResource | ResourceOf<'calendar-export'>, 'collection' | 'access'>;

/** What tells the caller's view of a collection from other views. */
export const fingerprintIn = ({ access }: Seen): number => fingerprintOf(access.rights, access.showsAlarms);

/**
 * RFC 6578 §4, getctag: the token of a collection of which the part that the caller sees last changed at `changed`. A
 * collection is never older than its creation; one that was never written is at 0.
 */
export const syncToken = (epoch: Epoch, of: Seen, changed: Position): string => {
  const position = Math.max(changed, of.collection.created) as Position;
  return encodeSyncToken({ epoch, position, fingerprint: fingerprintIn(of) });
};

/** The token that a collection has at this moment. */
export const presentToken = async ({ sql, log }: Pick<Services, 'sql' | 'log'>, of: Seen) => {
  const [{ epoch }, changed] = await Promise.all([
    log.head(),
    isVirtual(of.collection) ? START : lastChange(sql, viewIn(of)),
  ]);
  return syncToken(epoch, of, changed);
};
