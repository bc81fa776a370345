import type { Lock } from '../../domain/ports.ts';
import { CALENDARS } from './href.ts';
import type { Resource, Unmapped } from './resource.ts';

/**
 * Where a lock on the resource is kept: a path of names below its person's id, so that every URL of a resource means
 * the same lock. Empty for what nobody can lock.
 */
export const lockPath = (resource: Resource | Unmapped): string => {
  switch (resource.is) {
    case 'root':
    case 'other-principal':
    case 'other-calendar-home':
    case 'component':
      return '';
    case 'principal':
      return `/${resource.account.principal}`;
    case 'calendar-home':
      return `/${resource.account.principal}/${CALENDARS}`;
    case 'inbox':
      return `/${resource.account.principal}/${CALENDARS}/inbox`;
    case 'calendar':
    case 'calendar-export':
      return `/${resource.account.principal}/${CALENDARS}/${resource.calendar.name}`;
    case 'calendar-object':
      return `/${resource.account.principal}/${CALENDARS}/${resource.calendar.name}/${resource.object.name}`;
    case 'unmapped':
      return `${lockPath(resource.parent)}/${resource.name}`;
  }
};

/** The path one level up. */
export const parentPath = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** RFC 4918 §6.1: whether the lock binds the resource of this path, directly or from above. */
export const covers = ({ path: root, depth }: Lock, path: string): boolean =>
  root === path || (depth === 'infinity' && path.startsWith(`${root}/`));

/** RFC 4918 §6.1: the locks among these that bind the resource. */
export const locksOn = (resource: Resource | Unmapped, locks: readonly Lock[]): readonly Lock[] => {
  const path = lockPath(resource);
  return locks.filter((lock) => covers(lock, path));
};
