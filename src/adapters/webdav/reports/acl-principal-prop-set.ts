import { isRefusal, type Refusal } from '../../../domain/kernel/refusal.ts';
import { ownerRefusal } from '../../../domain/sharing/permitted.ts';
import { grantsOf } from '../../../projections/grants.ts';
import { principalHref } from '../identity.ts';
import type { DavRequest, Services } from '../method.ts';
import { multistatusResponse } from '../multistatus-response.ts';
import { otherPrincipal } from '../others.ts';
import { askedOf, ownPrincipal } from '../own-principal.ts';
import { compilePlan } from '../plan.ts';
import type { Report } from '../report.ts';
import { type Account, hasMembers, type Resource, type ResourceOf } from '../resource.ts';
import { OWNED } from '../resource-kinds.ts';
import { writeResponses } from '../write-responses.ts';
import { dav } from '../xml/name.ts';

type Principal = ResourceOf<'principal'> | ResourceOf<'other-principal'>;

const ownerOf = (account: Account, request: DavRequest): Principal =>
  account.principal === request.caller.principal
    ? ownPrincipal(request)
    : { is: 'other-principal', href: principalHref(request.root, account), account };

/** Those in the list of a collection whom the directory still has. */
const grantees = async (target: Resource, { root }: DavRequest, services: Services): Promise<readonly Principal[]> => {
  if (!hasMembers(target)) return [];
  const rows = await grantsOf(services.sql, target.collection.collection);
  const { domain } = target.account;
  const entries = await Promise.all(
    rows.flatMap(({ login }) => (login === null ? [] : [services.directory.visible(login, domain)])),
  );
  return entries.flatMap((entry) => (entry === undefined ? [] : [otherPrincipal(root, entry, services)]));
};

const refusalFor = (target: Resource): Refusal | undefined =>
  'access' in target ? ownerRefusal(target.access.rights) : undefined;

/** RFC 3744 §9.2: the owner and whoever was given roles, or denied them; it is for the owner to ask. */
export const aclPrincipalPropSet: Report = {
  name: dav('acl-principal-prop-set'),
  on: OWNED,
  handle: async (body, target, request, services) => {
    const refusal = refusalFor(target);
    if (isRefusal(refusal)) return refusal;
    const owner = 'account' in target && 'principal' in target.account ? [ownerOf(target.account, request)] : [];
    const principals = [...owner, ...(await grantees(target, request, services))];
    const plan = compilePlan(services.registry.properties, askedOf(body), false);
    return multistatusResponse((out) => writeResponses(out, principals, plan, request, services));
  },
};
