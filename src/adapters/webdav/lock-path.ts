import type { Lock } from '../../domain/ports.ts';
import { KINDS } from './collection-kind.ts';
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
    case 'other-address-book-home':
    case 'component':
    case 'proxy-group':
    case 'notifications':
    case 'notification':
    case 'free-busy':
      return '';
    case 'principal':
      return `/${resource.account.principal}`;
    case 'calendar-home':
      return `/${resource.account.principal}/${KINDS.calendar.segment}`;
    case 'address-book-home':
      return `/${resource.account.principal}/${KINDS['address-book'].segment}`;
    case 'inbox':
      return `/${resource.account.principal}/${KINDS.calendar.segment}/inbox`;
    case 'calendar':
    case 'calendar-export':
    case 'address-book':
      return collectionPath(resource);
    case 'calendar-object':
    case 'contact':
      return `${collectionPath(resource)}/${resource.object.name}`;
    case 'directory-book':
      return `/${resource.account.principal}/${KINDS['address-book'].segment}/${resource.book.id}`;
    case 'directory-card':
      return `/${resource.account.principal}/${KINDS['address-book'].segment}/${resource.book.id}/${resource.object.name}`;
    case 'unmapped':
      return `${lockPath(resource.parent)}/${resource.name}`;
  }
};

const collectionPath = ({ account, collection: { kind, name } }: Extract<Resource, { collection: unknown }>): string =>
  `/${account.principal}/${KINDS[kind].segment}/${name}`;

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
