/** What a write comes to, by the rights of whoever asks. Nobody learns of a collection in which he has no role. */
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { type ItemRight, itemRight, may, type Rights } from './rights.ts';

/** No role is as good as no collection; with another role than the one that it takes, the answer says so. */
const refusalOf = ({ isListed }: Rights, sentence: string): Refusal =>
  isListed ? refuse('not-allowed', sentence) : refuse('no-such-resource', 'There is nothing here.');

/** Why no new item may be made; undefined where it may. */
export const createRefusal = (rights: Rights): Refusal | undefined =>
  rights.create ? undefined : refusalOf(rights, 'You may not add anything here.');

/** Why an item may not be removed; it need not be seen for that. */
export const deleteRefusal = (rights: Rights): Refusal | undefined =>
  rights.erase ? undefined : refusalOf(rights, 'You may not delete anything here.');

const NOT_YOURS = 'You may not change this.';

/** Why an item of this class may not be changed as a whole, with its properties. */
export const changeRefusal = (rights: Rights, classification: string | null): Refusal | undefined =>
  may(rights, classification, 'modify') ? undefined : refusalOf(rights, NOT_YOURS);

/** What a PUT over an item of this class may do: change it, answer for the calendar's owner, or why neither. */
export const replaceRight = (
  rights: Rights,
  classification: string | null,
): Extract<ItemRight, 'modify' | 'respond'> | Refusal => {
  const right = itemRight(rights, classification);
  return right === 'modify' || right === 'respond' ? right : refusalOf(rights, NOT_YOURS);
};

/** Why an item of this class may not be read as a whole, which a copy is. */
export const readRefusal = (rights: Rights, classification: string | null): Refusal | undefined =>
  may(rights, classification, 'view') ? undefined : refusalOf(rights, 'You may not see all of this.');

/** Why something is for the owner alone; undefined for him. */
export const ownerRefusal = (rights: Rights): Refusal | undefined =>
  rights.isOwner ? undefined : refusalOf(rights, 'Only the owner may do this.');
