import type { Registry } from './method.ts';
import { hasMembers, type Resource, type ResourceKind, type Unmapped } from './resource.ts';

const ANY = ['OPTIONS', 'GET', 'HEAD', 'PROPFIND', 'REPORT'];
const PROPERTIES = ['PROPPATCH', 'LOCK', 'UNLOCK'];

const COLLECTION = [...ANY, ...PROPERTIES, 'POST', 'COPY', 'MOVE', 'DELETE', 'ACL'];
const MEMBER = [...ANY, ...PROPERTIES, 'PUT', 'COPY', 'MOVE', 'DELETE'];

const METHODS: Readonly<Record<ResourceKind, readonly string[]>> = {
  root: ANY,
  principal: [...ANY, ...PROPERTIES],
  'other-principal': ANY,
  'other-calendar-home': ANY,
  'other-address-book-home': ANY,
  'calendar-home': [...ANY, ...PROPERTIES, 'POST'],
  'address-book-home': [...ANY, ...PROPERTIES],
  inbox: [...ANY, ...PROPERTIES],
  'proxy-group': [...ANY, 'PROPPATCH'],
  notifications: ANY,
  notification: [...ANY, 'DELETE'],
  calendar: COLLECTION,
  'address-book': COLLECTION,
  'calendar-export': ANY,
  'calendar-object': MEMBER,
  contact: MEMBER,
  'directory-book': ANY,
  'directory-card': [...ANY, 'PUT', 'COPY', 'DELETE'],
  component: ANY,
  'free-busy': ANY,
};

const inParent = (parent: Resource): readonly string[] => {
  if (hasMembers(parent)) return ['OPTIONS', 'PUT', 'LOCK'];
  if (parent.is === 'directory-book') return ['OPTIONS', 'PUT'];
  if (parent.is === 'calendar-home') return ['OPTIONS', 'MKCOL', 'MKCALENDAR'];
  return parent.is === 'address-book-home' ? ['OPTIONS', 'MKCOL'] : ['OPTIONS'];
};

/** What a directory keeps for somebody he renames and deletes. */
const PERSONAL_BOOK = [...ANY, 'PROPPATCH', 'DELETE'];

const onResource = (target: Resource): readonly string[] =>
  target.is === 'directory-book' && target.keeper !== undefined ? PERSONAL_BOOK : METHODS[target.is];

/** RFC 9110 §10.2.1, RFC 3253 §3.1.3: the methods that this resource, or a place for a new one, knows. */
export const methodsOf = (target: Resource | Unmapped, { methods }: Pick<Registry, 'methods'>): string[] =>
  (target.is === 'unmapped' ? inParent(target.parent) : onResource(target)).filter((name) => methods.has(name));
