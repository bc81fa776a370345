import type { Event } from '../kernel/event.ts';
import type { CollectionId, MemberId, Position } from '../kernel/ids.ts';
import type { PropertyNames } from '../kernel/stored-properties.ts';
import type { ContactComponent } from './content.ts';

/** Where a contact is: its name is the last segment of its URL. */
type Place = { readonly object: MemberId; readonly book: CollectionId; readonly name: string };

/** What the decider knows of a card without keeping it. */
export type ContactFacts = { readonly uid?: string | undefined; readonly component: ContactComponent };

/** `created`: when the name came into the book, so that a sync can tell whether its client ever knew it. */
type Left = { readonly created: Position };

/** The body of created, changed and moved is the card or list, byte for byte. */
export type ContactEvent =
  | Event<'contact-created', Place & ContactFacts>
  | Event<'contact-changed', Place & ContactFacts & Left>
  | Event<'contact-moved', Place & ContactFacts & Left & { readonly fromBook: CollectionId; readonly fromName: string }>
  | Event<'contact-properties-changed', Place & PropertyNames>
  | Event<'contact-deleted', Place & Left>;
