import { accountHolder } from '../../projections/properties.ts';
import type { Resource } from './resource.ts';
import { isVirtual } from './virtual.ts';

/** RFC 4918 §4.3: under whose id the properties that clients set on this resource are kept; undefined where none are. */
export const propertyHolder = (resource: Resource): string | undefined => {
  switch (resource.is) {
    case 'principal':
      return accountHolder(resource.account.principal, 'home');
    case 'calendar-home':
    case 'address-book-home':
    case 'inbox':
      return accountHolder(resource.account.principal, resource.is);
    case 'calendar':
    case 'address-book':
      return isVirtual(resource.collection) ? undefined : resource.collection.collection;
    case 'calendar-object':
    case 'contact':
      return resource.view === 'date-and-time' ? undefined : resource.object.object;
    case 'root':
    case 'other-principal':
    case 'other-calendar-home':
    case 'other-address-book-home':
    case 'directory-book':
    case 'directory-card':
    case 'calendar-export':
    case 'component':
    case 'proxy-group':
    case 'notifications':
    case 'notification':
    case 'free-busy':
      return undefined;
  }
};
