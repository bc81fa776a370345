/** Rows of collections and members as resources at a path, as the caller may see them. */
import { type ItemView, itemView } from '../../domain/sharing/view.ts';
import type { CollectionRow } from '../../projections/collections.ts';
import type { MemberRow } from '../../projections/members/named.ts';
import { encodeSegment } from '../http/path.ts';
import type { Access } from './access.ts';
import { KINDS } from './collection-kind.ts';
import type { Account, CollectionResource, MemberResource } from './resource.ts';
import { viewedText } from './viewed-text.ts';

/** A collection is called as its kind is. */
export const collectionResource = (
  href: string,
  account: Account,
  collection: CollectionRow,
  access: Access,
): CollectionResource => ({ is: collection.kind, href, account, collection, access }) as CollectionResource;

/** A member's text, where it comes with one, in the form that the caller sees. */
const viewed = <Row extends MemberRow>(object: Row, view: ItemView): Row =>
  view === 'whole' || object.text === null
    ? object
    : { ...object, text: viewedText(object.text, object, view), octets: null };

/** A member that is shown to the caller, in a collection. */
export const memberResource = (
  href: string,
  { account, collection, access }: Omit<CollectionResource, 'is' | 'href'>,
  row: MemberRow,
): MemberResource => {
  const view = itemView(access.rights, row.classification, access.showsAlarms);
  const object = viewed(row, view);
  return { is: KINDS[collection.kind].member, href, account, collection, access, view, object } as MemberResource;
};

/** The rows of a collection's members as resources below its path. */
export const memberResources = (collection: CollectionResource, rows: readonly MemberRow[]): MemberResource[] => {
  const { href } = collection;
  const prefix = href.endsWith('/') ? href : `${href}/`;
  return rows.map((row) => memberResource(prefix + encodeSegment(row.name), collection, row));
};
