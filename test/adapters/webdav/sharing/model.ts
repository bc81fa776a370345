/**
 * What the specification says that somebody may do, as a table: the tests ask the server and compare. It is written from
 * SOGo's documentation and from the decisions on it, and knows nothing of the code that it judges.
 */

/** What somebody may do with an item of one class. */
type ItemRight = 'none' | 'date-and-time' | 'view' | 'respond' | 'modify';

/** What comes of one kind of request for an item: the status, and what it shows of the item. */
type Row = {
  readonly shows: 'nothing' | 'date-and-time' | 'whole';
  readonly get: number;
  readonly propfind: number;
  readonly put: number;
  readonly proppatch: number;
  readonly lock: number;
  readonly copyOut: number;
  /** RFC 3744 appendix B: it is written, as by a PUT; answers of somebody else’s text are none. */
  readonly copyOver: number;
};

type Statuses = readonly [number, number, number, number, number, number, number];

const row = (shows: Row['shows'], ...[get, propfind, put, proppatch, lock, copyOut, copyOver]: Statuses): Row => ({
  ...{ shows, get, propfind, put, proppatch, lock, copyOut, copyOver },
});

/** Of a collection in which the caller has some role. Creating and erasing are rights of their own, below. */
const ITEM: Readonly<Record<ItemRight, Row>> = {
  //                  shows, GET, PROPFIND, PUT over it, PROPPATCH, LOCK, COPY of it, COPY over it
  none: row('nothing', 403, 403, 403, 403, 403, 403, 403),
  'date-and-time': row('date-and-time', 200, 207, 403, 403, 403, 403, 403),
  view: row('whole', 200, 207, 403, 403, 403, 201, 403),
  respond: row('whole', 200, 207, 204, 403, 200, 201, 403),
  modify: row('whole', 200, 207, 204, 207, 200, 201, 204),
};

/** Without any role there is nothing: not even the collection. */
const ABSENT = row('nothing', 404, 404, 404, 404, 404, 404, 409);

/** Whose collection it is decides what roles do not. */
export type Standing = ({ readonly is: 'owner' } | { readonly is: 'with-roles'; readonly roles: readonly string[] }) & {
  /** The server alone writes what is in it: nobody, its owner neither, does more than see it. */
  readonly isReadOnly?: boolean;
  /** Nobody knows who asks. */
  readonly isPublic?: boolean;
};

/** A class as roles name it; without one an item is public. */
export type ClassWord = 'Public' | 'Private' | 'Confidential';

const ofClass = (roles: readonly string[], word: ClassWord): ItemRight => {
  const has = (right: string): boolean => roles.includes(`${word}${right}`);
  if (has('Modifier')) return 'modify';
  if (has('Responder')) return 'respond';
  if (has('Viewer')) return 'view';
  return has('DAndTViewer') ? 'date-and-time' : 'none';
};

const ofCards = (roles: readonly string[]): ItemRight => {
  if (roles.includes('ObjectEditor')) return 'modify';
  return roles.includes('ObjectViewer') ? 'view' : 'none';
};

/** What may be done with one item; `create`, `erase` and `owner` are the answers to what takes these rights. */
export type Allowed = Row & {
  readonly isListed: boolean;
  readonly right: ItemRight;
  /** Makes a new item. */
  readonly create: number;
  /** RFC 4918 §9.8.5: a copy or a move makes one here. */
  readonly copyInto: number;
  /** Removes this one. */
  readonly erase: number;
  /** Takes it away: it is read, and removed. */
  readonly moveOut: number;
  /** Changes the collection itself, or the rights of others. */
  readonly owns: boolean;
};

const seenOnly = (right: ItemRight): ItemRight => (['respond', 'modify'].includes(right) ? 'view' : right);

/** RFC 9110 §15.5.2: who is not known is not refused for good, he may log in. */
const unknown = (row: Row): Row => ({
  ...row,
  ...(row.get === 403 && { get: 401 }),
  ...(row.propfind === 403 && { propfind: 401 }),
});

/** What the table says of an item of this class; cards have none. */
export const allowed = (standing: Standing, word: ClassWord | 'card'): Allowed => {
  const owns = standing.is === 'owner';
  const roles = owns ? [] : standing.roles;
  const isListed = owns || roles.length > 0;
  const { isReadOnly = false } = standing;
  const given = owns ? 'modify' : word === 'card' ? ofCards(roles) : ofClass(roles, word);
  const right = isReadOnly ? seenOnly(given) : given;
  const found = isListed ? ITEM[right] : ABSENT;
  const row = standing.isPublic === true ? unknown(found) : found;
  const no = isListed ? 403 : 404;
  const may = (role: string, status: number): number => (!isReadOnly && (owns || roles.includes(role)) ? status : no);
  const [create, erase] = [may('ObjectCreator', 201), may('ObjectEraser', 204)];
  const moveOut = erase === 204 ? row.copyOut : no;
  // RFC 4918 §9.8.5: where a copy would go to a collection that is not there, that is a conflict.
  const copyInto = isListed ? create : 409;
  return { ...row, isListed, right, owns, create, copyInto, erase, moveOut };
};

/** SOGo's look-up: of the places where roles may stand, in this order, the first one with a word counts alone. */
export type Words = {
  readonly own?: readonly string[];
  /** Of each group that he is a member of. */
  readonly groups?: readonly (readonly string[])[];
  readonly byDefault?: readonly string[];
  readonly ofDomain?: readonly string[];
  /** Of the public: to who is logged in it gives nothing. */
  readonly ofPublic?: readonly string[];
};

export const rolesBy = ({ own, groups = [], byDefault, ofDomain = [] }: Words): readonly string[] => {
  if (own !== undefined) return own;
  if (groups.length > 0) return [...new Set(groups.flat())];
  return byDefault ?? ofDomain;
};
