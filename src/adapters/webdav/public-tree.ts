/** SOGoEnablePublicAccess: a tree of everybody's homes, in which whoever has no login sees what was shared with the public. */
import type { DavPath } from '../http/path.ts';
import { anonymousIn } from './access.ts';
import type { Services } from './method.ts';
import { below, PUBLIC, ROOT } from './outside-tree.ts';
import type { Account } from './resource.ts';

/** The path of a tree, and the segments of another path within it. */
type InTree = { readonly tree: string; readonly segments: readonly string[] };

/** The tree that a path is in: the public one, where there is one, or that of those who have a login. */
export const inTree = (path: DavPath, { hasPublicAccess }: Services['settings']): InTree => {
  const segments = below(path);
  return hasPublicAccess && segments[0] === PUBLIC
    ? { tree: `${ROOT}${PUBLIC}/`, segments: segments.slice(1) }
    : { tree: ROOT, segments };
};

/** Who comes there without a login: of the domain of the person whose home it is. Undefined where he may not come. */
export const nameless = (
  path: DavPath,
  { settings, directory }: Pick<Services, 'settings' | 'directory'>,
): (() => Promise<Account>) | undefined => {
  const { tree, segments } = inTree(path, settings);
  if (tree === ROOT) return undefined;
  const [login] = segments;
  return async () => anonymousIn((login === undefined ? undefined : await directory.find(login))?.domain ?? '');
};
