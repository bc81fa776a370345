import { refuse } from '../../../domain/kernel/refusal.ts';
import { isAnonymous } from '../access.ts';
import type { Method } from '../method.ts';
import { tooMuchAsked } from '../properties-asked.ts';
import { clark } from '../xml/name.ts';
import { readXmlBody } from '../xml-body.ts';

/** RFC 3253 §3.6: the report that the body's root element names. */
export const report: Method = {
  name: 'REPORT',
  handle: async (request, services) => {
    const { target } = request;
    if (target.is === 'unmapped') return refuse('no-such-resource', 'There is nothing here.');
    const body = await readXmlBody(request);
    if (!('is' in body) || body.is !== 'xml') return body;
    if (body.root === undefined) return refuse('request-malformed', 'The body of REPORT names the report.');
    const tooMuch = tooMuchAsked(body.root);
    if (tooMuch !== undefined) return tooMuch;
    const found = services.registry.reports.get(clark(body.root.name));
    if (!found?.on.includes(target.is) || !(found.by ?? ['REPORT']).includes('REPORT'))
      return refuse('report-unsupported', `There is no report ${body.root.name.local} here.`);
    if (found.withoutLogin !== true && isAnonymous(request.caller))
      return refuse('login-required', 'This report is for those who have a login.');
    return found.handle(body.root, target, request, services);
  },
};
