import type { CollectionKind } from '../../domain/collection/collection.ts';
import { encodeSegment } from '../http/path.ts';
import { KINDS } from './collection-kind.ts';
import type { Person } from './resource.ts';

/** RFC 3744 §4.2: the URL of a person's principal. `root` is the DAV root's path with its slash. */
export const principalHref = (root: string, { login }: Pick<Person, 'login'>): string =>
  `${root}${encodeSegment(login)}/`;

/** RFC 4791 §6.2.1, RFC 6352 §7.1.1: the URL of where his collections of a kind are, in the tree that is looked at. */
export const homeHref = (tree: string, person: Pick<Person, 'login'>, kind: CollectionKind): string =>
  `${principalHref(tree, person)}${KINDS[kind].segment}/`;

/** RFC 4122 §3: an opaque id of 128 bits as a URN; undefined for an id that is made up. */
export const uuidUrn = (id: string): string | undefined => {
  const hex = Buffer.from(id, 'base64url').toString('hex');
  if (hex.length !== 32) return undefined;
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
};
