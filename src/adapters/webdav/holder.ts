import { accountHolder } from '../../projections/properties.ts';
import { isVirtual } from './personal.ts';
import type { Resource } from './resource.ts';

/** RFC 4918 §4.3: under whose id the properties that clients set on this resource are kept; undefined where none are. */
export const propertyHolder = (resource: Resource): string | undefined => {
  switch (resource.is) {
    case 'principal':
      return accountHolder(resource.account.principal, 'home');
    case 'calendar-home':
      return accountHolder(resource.account.principal, 'calendar-home');
    case 'inbox':
      return accountHolder(resource.account.principal, 'inbox');
    case 'calendar':
      return isVirtual(resource.calendar) ? undefined : resource.calendar.calendar;
    case 'calendar-object':
      return resource.object.object;
    case 'root':
    case 'other-principal':
    case 'other-calendar-home':
    case 'calendar-export':
    case 'component':
      return undefined;
  }
};
