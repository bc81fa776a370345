import { type Reason, refuse } from '../../../domain/kernel/refusal.ts';
import type { DavRequest, Method, Services } from '../method.ts';
import { tooMuchAsked } from '../properties-asked.ts';
import type { Report } from '../report.ts';
import { clark } from '../xml/name.ts';
import { readXmlBody } from '../xml-body.ts';

/** Has the body answered by that of these which its root element names; the reason is for what is none. */
export const answerNamed = async (
  reports: ReadonlyMap<string, Report>,
  unknown: Reason,
  request: DavRequest,
  services: Services,
): ReturnType<Method['handle']> => {
  const { target, method } = request;
  if (target.is === 'unmapped') return refuse('no-such-resource', 'There is nothing here.');
  const body = await readXmlBody(request);
  if (!('is' in body) || body.is !== 'xml') return body;
  if (body.root === undefined) return refuse('request-malformed', `The body of ${method} names what is asked.`);
  const tooMuch = tooMuchAsked(body.root);
  if (tooMuch !== undefined) return tooMuch;
  const found = reports.get(clark(body.root.name));
  if (found?.on.includes(target.is)) return found.handle(body.root, target, request, services);
  return refuse(unknown, `There is no ${method} of ${body.root.name.local} here.`);
};

/** RFC 3253 §3.6: the report that the body's root element names. */
export const report: Method = {
  name: 'REPORT',
  handle: (request, services) => answerNamed(services.registry.reports, 'report-unsupported', request, services),
};
