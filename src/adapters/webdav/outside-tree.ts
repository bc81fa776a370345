import type { DavPath } from '../http/path.ts';
import { DAV_CLASSES } from './dav-header.ts';
import type { DavResponse } from './method.ts';
import { plain } from './plain.ts';

/** Where the DAV tree is: SOGo's clients have it in their accounts. */
export const ROOT = '/SOGo/dav/';
/** SOGoEnablePublicAccess: what leads from there to the tree that needs no login. */
export const PUBLIC = 'public';

const ROOT_SEGMENTS = ['SOGo', 'dav'];

/** RFC 6764 §5 */
const WELL_KNOWN = new Set(['/.well-known/caldav', '/.well-known/carddav']);

const NOTHING = plain(404, 'There is nothing here.');

/** What SOGo's clients ask before they have a login: that there is DAV, and that nothing of its kind lies beside it. */
const optionsOf = ({ segments: [first, second, third, ...rest] }: DavPath): DavResponse | undefined => {
  if (first !== ROOT_SEGMENTS[0] || second === undefined) return undefined;
  if (second !== ROOT_SEGMENTS[1]) return NOTHING;
  return third === PUBLIC && rest.length === 0
    ? { status: 200, headers: { DAV: DAV_CLASSES, Allow: 'OPTIONS' } }
    : undefined;
};

/** RFC 6764 §5, §6: what is answered without a login; clients that were given only a host look at its root. */
export const outsideTree = (path: DavPath, href: string, method: string): DavResponse | undefined => {
  if (WELL_KNOWN.has(href.replace(/\/$/, '')))
    return { status: 301, headers: { Location: ROOT, 'Content-Length': '0' } };
  if (method === 'OPTIONS') return optionsOf(path);
  if (method === 'PROPFIND' || ROOT_SEGMENTS.every((segment, at) => path.segments[at] === segment)) return undefined;
  return path.segments.length === 0 ? { status: 302, headers: { Location: ROOT } } : NOTHING;
};

/** The segments below the DAV root; none outside of it, where only the root answers. */
export const below = (path: DavPath): readonly string[] =>
  ROOT_SEGMENTS.every((segment, at) => path.segments[at] === segment) ? path.segments.slice(ROOT_SEGMENTS.length) : [];
