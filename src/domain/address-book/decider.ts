import { type Collection, collectionDecider, type LiveCollection, withGrant } from '../collection/collection.ts';
import { CONTACT_COMPONENTS, type ContactComponent } from '../contact/content.ts';
import { propertyBody, propertyNames } from '../kernel/stored-properties.ts';
import type { AddressBookEvent } from './events.ts';

export type AddressBook = Collection<ContactComponent>;

/** SOGo's: where the addresses of people go to whom somebody wrote, for those who prefer it so. */
export const COLLECTED = 'collected';

const place = ({ collection: book, owner, name }: Omit<LiveCollection, 'is' | 'components'>) => ({ book, owner, name });

/** One address book. */
export const addressBook = collectionDecider<ContactComponent, AddressBookEvent>({
  scope: 'address-books',
  isReservedName: () => false,
  created: ({ properties, ...command }) => ({
    type: 'address-book-created',
    data: { ...place(command), ...propertyNames(properties) },
    body: propertyBody(properties.set),
  }),
  propertiesChanged: (now, _, change) => ({
    type: 'address-book-properties-changed',
    data: { ...place(now), ...propertyNames(change) },
    body: propertyBody(change.set),
  }),
  moved: (now, name) => ({ type: 'address-book-moved', data: { ...place({ ...now, name }), from: now.name } }),
  rolesChanged: (now, change) => ({ type: 'address-book-roles-changed', data: { ...place(now), ...change } }),
  deleted: (now) => ({ type: 'address-book-deleted', data: place(now) }),
  evolve: (now, event) => {
    switch (event.type) {
      case 'address-book-created': {
        const { book: collection, owner, name } = event.data;
        return { is: 'live', collection, owner, name, components: CONTACT_COMPONENTS };
      }
      case 'address-book-properties-changed':
        return now;
      case 'address-book-moved':
        return now.is === 'live' ? { ...now, name: event.data.name } : now;
      case 'address-book-roles-changed':
        return now.is === 'live' ? withGrant(now, event.data) : now;
      case 'address-book-deleted':
        return { is: 'deleted' };
    }
  },
});
