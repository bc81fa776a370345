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
  /** What names the collection: the segments in the tree that lead to it. */
  readonly collection: string;
  readonly name: string;
};

/** The segments of a path in a tree, its login folded; undefined for a path elsewhere. */
const segmentsIn = (href: string, tree: string): readonly string[] | undefined => {
  const [path, top] = [parsePath(href), parsePath(tree)];
  if (path.is !== 'path' || top.is !== 'path') return undefined;
  if (!top.segments.every((segment, at) => path.segments[at] === segment)) return undefined;
  const [login = '', ...rest] = path.segments.slice(top.segments.length);
  return [foldLogin(login), ...rest];
};

/** What is the same for every way to write a path, and for no two different ones. */
export const placeKey = (href: string, tree: string): string => JSON.stringify(segmentsIn(href, tree) ?? href);

/** RFC 4918 §8.3: the place that an absolute path or URL names; undefined when no member can be there. */
export const memberPlace = (reference: string, { origin, tree }: DavRequest): NamedPlace | undefined => {
  const path = parseReference(reference, [new URL(origin).host]);
  if (path.is !== 'path' || path.query !== undefined || path.collection) return undefined;
  const href = reference.startsWith('/') ? reference : reference.replace(/^https?:\/\/[^/]*/i, '');
  const segments = segmentsIn(href, tree);
  const [name, ...above] = segments?.toReversed() ?? [];
  const kind = kindAt(above[1]);
  if (name === undefined || kind === undefined || above.length !== 3) return undefined;
  return { href, kind, collection: JSON.stringify(above.toReversed()), name };
};
