import type { Grant } from '../collection/collection.ts';
import type { Event } from '../kernel/event.ts';
import type { CollectionId, PrincipalId } from '../kernel/ids.ts';
import type { PropertyNames } from '../kernel/stored-properties.ts';

type Place = { readonly book: CollectionId; readonly owner: PrincipalId; readonly name: string };

export type AddressBookEvent =
  | Event<'address-book-created', Place & PropertyNames>
  | Event<'address-book-properties-changed', Place & PropertyNames>
  | Event<'address-book-moved', Place & { readonly from: string }>
  | Event<'address-book-roles-changed', Place & Grant>
  | Event<'address-book-deleted', Place>;
