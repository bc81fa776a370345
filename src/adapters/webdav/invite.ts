/** The owner of a calendar invites people to it, and has them leave it: caldav-sharing §5.3.2. */
import type { Metadata } from '../../domain/kernel/event.ts';
import type { PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal } from '../../domain/kernel/refusal.ts';
import type { Write } from '../../domain/ports.ts';
import type { Role } from '../../domain/sharing/roles.ts';
import { collectionState } from '../../projections/collections.ts';
import { rolesPart } from './change-roles.ts';
import { type Attempt, commit } from './commit.ts';
import type { Services } from './method.ts';
import type { CollectionResource } from './resource.ts';
import { accountWrites } from './subscribe.ts';

/** What somebody is given; `null` takes it away from him, with his subscription. */
export type Invited = {
  readonly invitee: PrincipalId;
  readonly roles: readonly Role[] | null;
  readonly summary: string;
};

const attempt = async (
  services: Services,
  { account, collection: { kind, name } }: CollectionResource,
  invited: readonly Invited[],
): Promise<Attempt<'done'>> => {
  const owner = account.principal;
  const found = await collectionState(services.sql, { owner, kind, name });
  const changes = invited.map(({ invitee: grantee, roles }) => ({ grantee, roles }));
  const part = await rolesPart(services, { account, kind, collection: name }, found, changes);
  if (isRefusal(part)) return part;
  const { collection, guards, claims } = part;
  const writes: Write[] = [...part.writes];
  for (const { invitee, roles, summary } of invited) {
    const own = await accountWrites(
      services,
      invitee,
      roles === null
        ? { type: 'withdraw-invitation', collection }
        : { type: 'receive-invitation', collection, owner, summary },
    );
    if (isRefusal(own)) return own;
    writes.push(...own);
  }
  return writes.length === 0 ? { nothing: 'done' } : { append: { writes, guards, claims }, answer: () => 'done' };
};

/** Roles in the calendar and what each is told: one append. */
export const shareWith = (
  services: Services,
  metadata: Metadata,
  target: CollectionResource,
  invited: readonly Invited[],
): Promise<'done' | Refusal> =>
  commit(
    services.log,
    metadata,
    () => attempt(services, target, invited),
    async () => undefined,
  );
