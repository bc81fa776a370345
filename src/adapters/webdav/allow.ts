import type { Registry } from './method.ts';
import type { Resource, ResourceKind, Unmapped } from './resource.ts';

const ANY = ['OPTIONS', 'GET', 'HEAD', 'PROPFIND', 'REPORT'];
const PROPERTIES = ['PROPPATCH', 'LOCK', 'UNLOCK'];

const METHODS: Readonly<Record<ResourceKind, readonly string[]>> = {
  root: ANY,
  principal: [...ANY, ...PROPERTIES],
  'other-principal': ANY,
  'other-calendar-home': ANY,
  'calendar-home': [...ANY, ...PROPERTIES],
  inbox: [...ANY, ...PROPERTIES],
  calendar: [...ANY, ...PROPERTIES, 'POST', 'COPY', 'MOVE', 'DELETE'],
  'calendar-export': ANY,
  'calendar-object': [...ANY, ...PROPERTIES, 'PUT', 'COPY', 'MOVE', 'DELETE'],
  component: ANY,
};

const inParent = (parent: Resource): readonly string[] => {
  if (parent.is === 'calendar') return ['OPTIONS', 'PUT', 'LOCK'];
  return parent.is === 'calendar-home' ? ['OPTIONS', 'MKCOL', 'MKCALENDAR'] : ['OPTIONS'];
};

/** RFC 9110 §10.2.1, RFC 3253 §3.1.3: the methods that this resource, or a place for a new one, knows. */
export const methodsOf = (target: Resource | Unmapped, { methods }: Pick<Registry, 'methods'>): string[] =>
  (target.is === 'unmapped' ? inParent(target.parent) : METHODS[target.is]).filter((name) => methods.has(name));
