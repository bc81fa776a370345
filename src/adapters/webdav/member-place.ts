import { foldLogin } from '../../domain/account/login.ts';
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { parsePath, parseReference } from '../http/path.ts';
import { kindAt } from './collection-kind.ts';
import type { DavRequest } from './method.ts';

/** Where an href in a request's body leads: a name in a collection of somebody's home, whether they are there or not. */
export type NamedPlace = {
  /** The path as the client wrote it, without its server. */
  readonly href: string;
  readonly kind: CollectionKind;
  /** What names the collection: the segments below the DAV root that lead to it. */
  readonly collection: string;
  readonly name: string;
};

/** The segments of a path below the DAV root, its login folded; undefined for a path elsewhere. */
const segmentsBelow = (href: string, root: string): readonly string[] | undefined => {
  const [path, top] = [parsePath(href), parsePath(root)];
  if (path.is !== 'path' || top.is !== 'path') return undefined;
  if (!top.segments.every((segment, at) => path.segments[at] === segment)) return undefined;
  const segments = path.segments.slice(top.segments.length);
  const owner = segments[0] === 'public' ? 1 : 0;
  return segments.map((segment, at) => (at === owner ? foldLogin(segment) : segment));
};

/** What is the same for every way to write a path, and for no two different ones. */
export const placeKey = (href: string, root: string): string => JSON.stringify(segmentsBelow(href, root) ?? href);

/** RFC 4918 §8.3: the place that an absolute path or URL names; undefined when no member can be there. */
export const memberPlace = (reference: string, { origin, root }: DavRequest): NamedPlace | undefined => {
  const path = parseReference(reference, [new URL(origin).host]);
  if (path.is !== 'path' || path.query !== undefined || path.collection) return undefined;
  const href = reference.startsWith('/') ? reference : reference.replace(/^https?:\/\/[^/]*/i, '');
  const segments = segmentsBelow(href, root);
  const [name, ...above] = segments?.toReversed() ?? [];
  const kind = kindAt(above[1]);
  if (name === undefined || kind === undefined || above.length !== (above.at(-1) === 'public' ? 4 : 3))
    return undefined;
  return { href, kind, collection: JSON.stringify(above.toReversed()), name };
};
