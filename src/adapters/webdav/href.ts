import { encodeSegment } from '../http/path.ts';

/** `/a/b/` and `/a/b` are both below `/a/`. */
export const parentHref = (href: string): string => href.slice(0, href.lastIndexOf('/', href.length - 2) + 1);

/** The href of a member: the collection's path with the name below it, and a slash where the member is a collection. */
export const memberHref = (href: string, name: string, collection: boolean): string =>
  `${href.endsWith('/') ? href : `${href}/`}${encodeSegment(name)}${collection ? '/' : ''}`;
