import type { Member } from '../../domain/collection/member.ts';
import type { MemberId } from '../../domain/kernel/ids.ts';
import { type Refusal, refuseFor } from '../../domain/kernel/refusal.ts';
import { KINDS } from './collection-kind.ts';
import { memberHref } from './href.ts';
import type { DavRequest, Services } from './method.ts';
import type { MemberPlace } from './methods/put.ts';

/**
 * RFC 4791 §5.3.2.1, RFC 6352 §6.3.2.1: whether a claim that was refused is a UID another member has; then that member's
 * href belongs into the answer. A name that was taken is no refusal: the member is there now, look again.
 */
export const takenUid =
  ({ log }: Services, { root }: DavRequest, at: MemberPlace) =>
  async (scope: string, holder: string): Promise<Refusal | undefined> => {
    if (!scope.startsWith('uids/')) return undefined;
    const { memberStream, segment, called } = KINDS[at.kind];
    const [stream] = await log.states([memberStream(holder as MemberId)]);
    const member = stream?.state as Member | undefined;
    if (member?.is !== 'live') return undefined;
    const path = [at.account.login, segment, at.collection, member.name];
    const href = path.reduce((parent, name) => memberHref(parent, name, false), root);
    return refuseFor('uid-taken', [href], `${called.uid} UID already in use. (${member.uid})`);
  };
