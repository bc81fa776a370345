import { multistatusResponse } from '../multistatus-response.ts';
import { askedOf, ownPrincipal } from '../own-principal.ts';
import { compilePlan } from '../plan.ts';
import type { Report } from '../report.ts';
import { OWNED } from '../resource-kinds.ts';
import { writeResponses } from '../write-responses.ts';
import { dav } from '../xml/name.ts';

/** RFC 3744 §9.2: the only principal in an access control list is the owner, who is the caller. */
export const aclPrincipalPropSet: Report = {
  name: dav('acl-principal-prop-set'),
  on: OWNED,
  handle: async (body, _, request, services) => {
    const plan = compilePlan(services.registry.properties, askedOf(body), false);
    return multistatusResponse((out) => writeResponses(out, [ownPrincipal(request)], plan, request, services));
  },
};
