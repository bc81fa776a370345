import { hasMembers, type Resource, type Unmapped } from './resource.ts';

/** RFC 4918 §6.3: what supports locks: all that a client can change, and free names in a collection of members. */
export const isLockable = (target: Resource | Unmapped): boolean => {
  switch (target.is) {
    case 'root':
    case 'other-principal':
    case 'other-calendar-home':
    case 'other-address-book-home':
    case 'calendar-export':
    case 'directory-book':
    case 'directory-card':
    case 'component':
    case 'free-busy':
      return false;
    case 'unmapped':
      return hasMembers(target.parent);
    default:
      return true;
  }
};
