import type { CollectionKind } from '../../domain/collection/collection.ts';
import { parsePath, parseReference } from '../http/path.ts';
import { placeOf } from './locate.ts';
import type { DavRequest } from './method.ts';
import { hasMembers } from './resource.ts';

/** Where an href in a request's body leads: a name in a collection of the caller, whether they are there or not. */
export type NamedPlace = {
  /** The path as the client wrote it, without its server. */
  readonly href: string;
  readonly kind: CollectionKind;
  readonly collection: string;
  readonly name: string;
};

/** RFC 4918 §8.3: the place that an absolute path or URL names; undefined when no member of the caller's can be there. */
export const memberPlace = (reference: string, request: DavRequest): NamedPlace | undefined => {
  const path = parseReference(reference, [new URL(request.origin).host]);
  const root = parsePath(request.root);
  if (path.is !== 'path' || root.is !== 'path' || path.query !== undefined || path.collection) return undefined;
  if (!root.segments.every((segment, at) => path.segments[at] === segment)) return undefined;
  const href = reference.startsWith('/') ? reference : reference.replace(/^https?:\/\/[^/]*/i, '');
  const place = placeOf(request.caller, { segments: path.segments.slice(root.segments.length), href });
  if (place === undefined || !hasMembers(place.parent)) return undefined;
  const { kind, name: collection } = place.parent.collection;
  return { href, kind, collection, name: place.name };
};
