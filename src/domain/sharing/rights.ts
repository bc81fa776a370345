/** What somebody may do in a collection: the one place where that is decided. */
import type { CollectionKind } from '../collection/collection.ts';
import { CLASSIFICATIONS, type Classification } from '../ical/component.ts';
import { CLASS_RIGHTS, CLASS_WORD, type ClassRight, type Role } from './roles.ts';

/** What may be done with an item; each includes those before it. */
export const ITEM_RIGHTS = ['none', 'date-and-time', 'view', 'respond', 'modify'] as const;
export type ItemRight = (typeof ITEM_RIGHTS)[number];

export type Rights = {
  /** Everything, and the rights of others too: the owner, and superusers. */
  readonly isOwner: boolean;
  /** Whether the collection is there for him at all: any role will do. */
  readonly isListed: boolean;
  readonly create: boolean;
  readonly erase: boolean;
  /** By class; contacts have none, and count as PUBLIC. */
  readonly items: Readonly<Record<Classification, ItemRight>>;
};

const alike = (right: ItemRight): Rights['items'] => ({ PUBLIC: right, PRIVATE: right, CONFIDENTIAL: right });

export const OWNER_RIGHTS: Rights = {
  isOwner: true,
  isListed: true,
  create: true,
  erase: true,
  items: alike('modify'),
};

export const NO_RIGHTS: Rights = { isOwner: false, isListed: false, create: false, erase: false, items: alike('none') };

const RIGHT_OF: Readonly<Record<ClassRight, ItemRight>> = {
  Modifier: 'modify',
  Responder: 'respond',
  Viewer: 'view',
  DAndTViewer: 'date-and-time',
};

/** Of several roles in a class the strongest counts. */
const inClass = (roles: readonly Role[], classification: Classification): ItemRight => {
  const strongest = CLASS_RIGHTS.find((right) => roles.includes(`${CLASS_WORD[classification]}${right}`));
  return strongest === undefined ? 'none' : RIGHT_OF[strongest];
};

const ofCards = (roles: readonly Role[]): ItemRight => {
  if (roles.includes('ObjectEditor')) return 'modify';
  return roles.includes('ObjectViewer') ? 'view' : 'none';
};

const itemsOf = (kind: CollectionKind, roles: readonly Role[]): Rights['items'] => {
  if (kind === 'address-book') return alike(ofCards(roles));
  const [PUBLIC, PRIVATE, CONFIDENTIAL] = CLASSIFICATIONS.map((one) => inClass(roles, one));
  return { PUBLIC: PUBLIC ?? 'none', PRIVATE: PRIVATE ?? 'none', CONFIDENTIAL: CONFIDENTIAL ?? 'none' };
};

/** What roles in a collection of this kind come to. */
export const rightsOf = (kind: CollectionKind, roles: readonly Role[]): Rights => ({
  isOwner: false,
  isListed: roles.length > 0,
  create: roles.includes('ObjectCreator'),
  erase: roles.includes('ObjectEraser'),
  items: itemsOf(kind, roles),
});

const isAtLeast = (right: ItemRight, least: ItemRight): boolean =>
  ITEM_RIGHTS.indexOf(right) >= ITEM_RIGHTS.indexOf(least);

/** Of a collection that is written by the server alone: what may be seen of it, and nothing else. */
export const readOnly = (rights: Rights): Rights => {
  const seen = (right: ItemRight): ItemRight => (isAtLeast(right, 'view') ? 'view' : right);
  const { PUBLIC, PRIVATE, CONFIDENTIAL } = rights.items;
  const items = { PUBLIC: seen(PUBLIC), PRIVATE: seen(PRIVATE), CONFIDENTIAL: seen(CONFIDENTIAL) };
  return { ...rights, create: false, erase: false, items };
};

/** What may be done with an item of this class; a contact has none. */
export const itemRight = ({ items }: Rights, classification: string | null): ItemRight =>
  items[CLASSIFICATIONS.find((one) => one === classification) ?? (classification === null ? 'PUBLIC' : 'PRIVATE')];

/** Whether an item of this class may be done so much with. */
export const may = (rights: Rights, classification: string | null, least: ItemRight): boolean =>
  isAtLeast(itemRight(rights, classification), least);
