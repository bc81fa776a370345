/** Rows of collections and members as resources at a path. */
import type { CollectionRow } from '../../projections/collections.ts';
import type { MemberRow } from '../../projections/members/named.ts';
import { encodeSegment } from '../http/path.ts';
import { KINDS } from './collection-kind.ts';
import type { Account, CollectionResource, MemberResource } from './resource.ts';

/** A collection is called as its kind is. */
export const collectionResource = (href: string, account: Account, collection: CollectionRow): CollectionResource =>
  ({ is: collection.kind, href, account, collection }) as CollectionResource;

export const memberResource = (
  href: string,
  account: Account,
  collection: CollectionRow,
  object: MemberRow,
): MemberResource => ({ is: KINDS[collection.kind].member, href, account, collection, object }) as MemberResource;

/** The rows of a collection's members as resources below its path. */
export const memberResources = (
  { href, account, collection }: CollectionResource,
  rows: readonly MemberRow[],
): MemberResource[] => {
  const prefix = href.endsWith('/') ? href : `${href}/`;
  const is = KINDS[collection.kind].member;
  return rows.map(
    (object) => ({ is, href: prefix + encodeSegment(object.name), account, collection, object }) as MemberResource,
  );
};
