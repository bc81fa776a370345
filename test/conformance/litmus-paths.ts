/**
 * Where litmus' resources live. litmus wants a tree of collections and plain files; RFC 4791 §5.2 has calendars, flat,
 * each UID once. So every top-level file gets a calendar of its own, and every top-level collection is a calendar:
 *
 *     litmus/name        HOME/litmus-name/name
 *     litmus/coll/       HOME/litmus-coll/
 *     litmus/coll/name   HOME/litmus-coll/name
 */
const shelfOf = (name: string): string => (name.includes('%') ? 'utf8' : name);

export interface Place {
  path: string;
  /** The calendar that has to exist before a file can be put there. */
  shelf?: string;
}

/** Translates a path below `home` (both absolute, `home` with its slash) from litmus' tree to the server's. */
export function placeOf(home: string, path: string): Place {
  const root = `${home}litmus/`;
  if (!path.startsWith(root) || path === root) return { path };
  const [first = '', ...rest] = path.slice(root.length).split('/');
  if (rest.length > 0) return { path: `${home}litmus-${first}/${rest.join('/')}` };
  const shelf = `${home}litmus-${shelfOf(first)}/`;
  return { path: shelf + first, shelf };
}

/** The other way round, for every path in `text`: an XML body or a header. */
export function treeOf(home: string, text: string): string {
  const pattern = new RegExp(`${RegExp.escape(home)}litmus-([^/<>"]+)/([^<>"\\s]*)`, 'g');
  return text.replace(pattern, (_, shelf: string, rest: string) =>
    rest !== '' && !rest.includes('/') && shelfOf(rest) === shelf
      ? `${home}litmus/${rest}`
      : `${home}litmus/${shelf}/${rest}`,
  );
}
