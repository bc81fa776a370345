import { isRefusal, refuse } from '../../../domain/kernel/refusal.ts';
import type { Lock } from '../../../domain/ports.ts';
import { isMalformed, parseLockToken } from '../../http/headers.ts';
import { lockPath } from '../lock-path.ts';
import type { DavRequest, Method } from '../method.ts';
import { checkPreconditions } from '../preconditions.ts';

/** RFC 3744 §3.5: an owner has the privilege DAV:unlock on what is his. */
const mayUnlock = ({ target, caller }: DavRequest, { principal }: Lock): boolean => {
  const at = target.is === 'unmapped' ? target.parent : target;
  return principal === caller.principal || ('access' in at && at.access.rights.isOwner);
};

/** RFC 4918 §9.11 */
export const unlock: Method = {
  name: 'UNLOCK',
  handle: async (request, services) => {
    const { target, headers } = request;
    const token = parseLockToken([headers['lock-token']].flat()[0]);
    if (token === undefined || isMalformed(token))
      return refuse('request-malformed', 'The header Lock-Token must name the lock, in angle brackets.');
    const refused = await checkPreconditions(request, services, []);
    if (isRefusal(refused)) return refused;
    const bound = await services.locks.binding([lockPath(target)], services.now(), []);
    const lock = bound.find((one) => one.token === token);
    if (lock === undefined) return refuse('lock-token-mismatch', 'That lock does not hold here.');
    if (!mayUnlock(request, lock)) return refuse('lock-of-another', 'That lock belongs to somebody else.');
    await services.locks.remove(token, lock.principal);
    return { status: 204 };
  },
};
