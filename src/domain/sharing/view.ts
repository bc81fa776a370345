/** What somebody sees of a collection: filters, counts, tokens and searches run on it. */
import { CLASSIFICATIONS, type Classification } from '../ical/component.ts';
import type { CollectionId } from '../kernel/ids.ts';
import { itemRight, type Rights } from './rights.ts';

/** Of a collection the items of some classes; `classes` undefined: all of them, whatever their class. */
export type CollectionView = {
  readonly collection: CollectionId;
  readonly classes: readonly Classification[] | undefined;
};

/** Everything in a collection. */
export const wholeView = (collection: CollectionId): CollectionView => ({ collection, classes: undefined });

/** What these rights show of a collection; `null` classes are those of contacts, which all are alike. */
export const viewOf = (collection: CollectionId, rights: Rights): CollectionView => ({
  collection,
  classes: rights.isOwner ? undefined : CLASSIFICATIONS.filter((one) => rights.items[one] !== 'none'),
});

/** In what form an item is shown: as it is, without its owner's alarms, or SOGo's date and time alone. */
export type ItemView = 'whole' | 'without-alarms' | 'date-and-time';

/** The form in which an item of this class is shown to these rights; it is asked of items that are shown at all. */
export const itemView = (rights: Rights, classification: string | null, showsAlarms: boolean): ItemView => {
  if (rights.isOwner) return 'whole';
  if (!['view', 'respond', 'modify'].includes(itemRight(rights, classification))) return 'date-and-time';
  return showsAlarms ? 'whole' : 'without-alarms';
};

/** The same for every class: a listing asks for thousands of items. */
export const itemViews = (rights: Rights, showsAlarms: boolean): Readonly<Record<Classification, ItemView>> => ({
  PUBLIC: itemView(rights, 'PUBLIC', showsAlarms),
  PRIVATE: itemView(rights, 'PRIVATE', showsAlarms),
  CONFIDENTIAL: itemView(rights, 'CONFIDENTIAL', showsAlarms),
});

const FORMS: readonly ItemView[] = ['date-and-time', 'without-alarms', 'whole'];

/** How much of one class is seen: nothing, or which of the forms. */
const amountSeen = (rights: Rights, one: Classification, showsAlarms: boolean): number =>
  rights.items[one] === 'none' ? 0 : 1 + FORMS.indexOf(itemView(rights, one, showsAlarms));

/**
 * RFC 6578 §3.2: what tells one view of a collection from another in its sync-token, below 100: two views of others have
 * one number only where they show the same.
 */
export const fingerprintOf = (rights: Rights, showsAlarms: boolean): number =>
  rights.isOwner ? 0 : 1 + CLASSIFICATIONS.reduce((sum, one) => sum * 4 + amountSeen(rights, one, showsAlarms), 0);
