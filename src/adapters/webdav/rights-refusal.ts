/** What the caller's rights close to him before a method begins; what depends on the state the method asks again. */
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import {
  changeRefusal,
  createRefusal,
  deleteRefusal,
  ownerRefusal,
  readRefusal,
} from '../../domain/sharing/permitted.ts';
import { may, type Rights } from '../../domain/sharing/rights.ts';
import { isAnonymous } from './access.ts';
import { READING } from './others.ts';
import {
  type Account,
  hasMembers,
  isMember,
  type MemberResource,
  type ProxyGroupResource,
  type Resource,
  type Unmapped,
} from './resource.ts';

/** Of a member: COPY and MOVE are also asked about where they go. */
const onMember = (method: string, { access: { rights }, object }: MemberResource): Refusal | undefined => {
  const { classification } = object;
  switch (method) {
    case 'DELETE':
      return deleteRefusal(rights);
    case 'MOVE':
      return deleteRefusal(rights) ?? readRefusal(rights, classification);
    case 'COPY':
      return readRefusal(rights, classification);
    case 'PROPPATCH':
      return changeRefusal(rights, classification);
    case 'LOCK':
      return may(rights, classification, 'respond') ? undefined : changeRefusal(rights, classification);
    default:
      return undefined;
  }
};

/** Of a collection: POST and PROPPATCH say themselves what they want, DELETE ends a subscription. */
const onCollection = (method: string, rights: Rights): Refusal | undefined =>
  ['MOVE', 'COPY', 'LOCK', 'ACL'].includes(method) ? ownerRefusal(rights) : undefined;

const OF_ANOTHER = refuse('not-allowed', 'This belongs to somebody else.');

const HIDDEN = refuse('not-allowed', 'You may not see this.');

/** What is there and hidden: it may be written over or deleted by whoever has the right, who learns nothing of it by that. */
const onPlace = (method: string, { parent, hidden }: Unmapped): Refusal | undefined => {
  if (!hasMembers(parent)) return undefined;
  if (hidden !== undefined) return method === 'PUT' || method === 'DELETE' ? onMember(method, hidden) : HIDDEN;
  // The token of a lock on nothing cannot be found: an owner could not end it, nor delete what it is in.
  if (method === 'LOCK') return ownerRefusal(parent.access.rights);
  return method === 'PUT' ? createRefusal(parent.access.rights) : undefined;
};

/** Nobody is told by the log to have written without a name. */
const NAMELESS = refuse('login-required', 'Nothing is written here without a login.');

/** What is there is shown to others: whoever has a login may try with it. */
const LOGIN = refuse('login-required', 'You may not see this without a login.');

/** Who acts for somebody is his to say; those who do may see who else does. */
const onProxyGroup = (method: string, caller: Account, { isOwner, members }: ProxyGroupResource) => {
  const isMember = members.some(({ principal }) => principal === caller.principal);
  return isOwner || (isMember && READING.has(method)) ? undefined : OF_ANOTHER;
};

const refusalFor = (method: string, caller: Account, target: Resource | Unmapped): Refusal | undefined => {
  if (target.is === 'unmapped') return onPlace(method, target);
  if (isMember(target)) return onMember(method, target);
  if (target.is === 'proxy-group') return onProxyGroup(method, caller, target);
  return hasMembers(target) ? onCollection(method, target.access.rights) : undefined;
};

/** Why the caller may not use a method on what is there; undefined where he may, or where the method tells. */
export const rightsRefusal = (method: string, caller: Account, target: Resource | Unmapped): Refusal | undefined => {
  if (isAnonymous(caller) && !READING.has(method)) return NAMELESS;
  const refusal = refusalFor(method, caller, target);
  return refusal?.reason === 'not-allowed' && isAnonymous(caller) ? LOGIN : refusal;
};
