/** Rows of collections and members as resources at a path, as the caller may see them. */
import { type ItemView, itemView, itemViews } from '../../domain/sharing/view.ts';
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

type Within = Omit<CollectionResource, 'is' | 'href'>;

const inView = (href: string, { account, collection, access }: Within, row: MemberRow, view: ItemView) => {
  const object = viewed(row, view);
  return { is: KINDS[collection.kind].member, href, account, collection, access, view, object } as MemberResource;
};

/** A member that is shown to the caller, in a collection. */
export const memberResource = (href: string, of: Within, row: MemberRow): MemberResource =>
  inView(href, of, row, itemView(of.access.rights, row.classification, of.access.showsAlarms));

/** The rows of a collection's members as resources below its path. */
export const memberResources = (collection: CollectionResource, rows: readonly MemberRow[]): MemberResource[] => {
  const { href, access } = collection;
  const prefix = href.endsWith('/') ? href : `${href}/`;
  const views = itemViews(access.rights, access.showsAlarms);
  return rows.map((row) =>
    inView(prefix + encodeSegment(row.name), collection, row, views[row.classification ?? 'PUBLIC']),
  );
};
