import { type Epoch, type Position, START } from '../../domain/kernel/ids.ts';
import { encodeSyncToken, rightsFingerprint } from '../../domain/kernel/sync-token.ts';
import { wholeView } from '../../domain/sharing/view.ts';
import type { CollectionRow } from '../../projections/collections.ts';
import { lastChange } from '../../projections/members/changes.ts';
import type { Services } from './method.ts';
import { isVirtual } from './virtual.ts';

/** What an owner sees of his own collections: everything. */
export const OWNER_FINGERPRINT = rightsFingerprint('owner');

/**
 * RFC 6578 §4, getctag: the token of a collection whose members last changed at `changed`. A collection is never older
 * than its creation; one that was never written is at 0.
 */
export const syncToken = (epoch: Epoch, { created }: CollectionRow, changed: Position, fingerprint: number): string =>
  encodeSyncToken({ epoch, position: Math.max(changed, created) as Position, fingerprint });

/** The token that a collection has at this moment. */
export const presentToken = async ({ sql, log }: Pick<Services, 'sql' | 'log'>, collection: CollectionRow) => {
  const [{ epoch }, changed] = await Promise.all([
    log.head(),
    isVirtual(collection) ? START : lastChange(sql, wholeView(collection.collection)),
  ]);
  return syncToken(epoch, collection, changed, OWNER_FINGERPRINT);
};
