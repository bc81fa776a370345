/** Who acts for somebody in all of his calendars: caldav-proxy §5, as SOGo has it. */
import { CLASSIFICATIONS } from '../ical/component.ts';
import { may, type Rights } from './rights.ts';
import { type CalendarRole, CLASS_WORD, type ClassRight } from './roles.ts';

/** Who reads, and who writes too. */
export const PROXIES = ['read', 'write'] as const;
export type ProxyKind = (typeof PROXIES)[number];

const inEveryClass = (right: ClassRight): readonly CalendarRole[] =>
  CLASSIFICATIONS.map((one) => `${CLASS_WORD[one]}${right}` as const);

/** What a proxy is given in each calendar. */
export const PROXY_ROLES: Readonly<Record<ProxyKind, readonly CalendarRole[]>> = {
  read: inEveryClass('Viewer'),
  write: [...inEveryClass('Modifier'), 'ObjectCreator', 'ObjectEraser'],
};

/** What rights in a calendar that one subscribed to make of him; undefined where he has none. */
export const proxyBy = (rights: Rights): ProxyKind | undefined => {
  const writes = rights.create || rights.erase || CLASSIFICATIONS.some((one) => may(rights, one, 'respond'));
  if (writes) return 'write';
  return rights.isListed ? 'read' : undefined;
};

/** Of several calendars of one owner the strongest word counts. */
export const strongestProxy = (of: readonly (ProxyKind | undefined)[]): ProxyKind | undefined =>
  PROXIES.findLast((proxy) => of.includes(proxy));
