import type { LiveMember, Member } from '../../domain/collection/member.ts';
import type { MemberId } from '../../domain/kernel/ids.ts';
import { type Refusal, refuse, refuseFor } from '../../domain/kernel/refusal.ts';
import { may } from '../../domain/sharing/rights.ts';
import { collectionState } from '../../projections/collections.ts';
import { rightsIn } from './access.ts';
import { KINDS } from './collection-kind.ts';
import { memberHref } from './href.ts';
import { classOf } from './member-write.ts';
import type { DavRequest, Services } from './method.ts';
import type { MemberPlace } from './methods/put.ts';
import type { Account } from './resource.ts';

/** Nobody is told the name of what he may not see. */
const isShown = async (services: Services, caller: Account, at: MemberPlace, member: LiveMember): Promise<boolean> => {
  const place = { owner: at.account.principal, kind: at.kind, name: at.collection };
  const found = await collectionState(services.sql, place);
  const grants = (found?.state.is === 'live' ? found.state.grants : undefined) ?? {};
  return may(await rightsIn(services, caller, at.account, at.kind, grants), classOf(member), 'view');
};

/**
 * RFC 4791 §5.3.2.1, RFC 6352 §6.3.2.1: whether a claim that was refused is a UID another member has; then that member's
 * href belongs into the answer. A name that was taken is no refusal: the member is there now, look again.
 */
export const takenUid =
  (services: Services, { root, caller }: DavRequest, at: MemberPlace) =>
  async (scope: string, holder: string): Promise<Refusal | undefined> => {
    if (!scope.startsWith('uids/')) return undefined;
    const { memberStream, segment, called } = KINDS[at.kind];
    const [stream] = await services.log.states([memberStream(holder as MemberId)]);
    const member = stream?.state as Member | undefined;
    if (member?.is !== 'live') return undefined;
    if (!(await isShown(services, caller, at, member))) return refuse('uid-taken', `${called.uid} UID already in use.`);
    const path = [at.account.login, segment, at.collection, member.name];
    const href = path.reduce((parent, name) => memberHref(parent, name, false), root);
    return refuseFor('uid-taken', [href], `${called.uid} UID already in use. (${member.uid})`);
  };
