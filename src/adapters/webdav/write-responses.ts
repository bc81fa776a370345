import type { DavRequest, Services } from './method.ts';
import type { PropertyPlan } from './plan.ts';
import type { Resource } from './resource.ts';
import { fetchViews } from './views.ts';
import type { Multistatus } from './xml/multistatus.ts';

/** Writes the responses of resources; resolves when the client is ready for more. */
export const writeResponses = async (
  out: Multistatus,
  resources: readonly Resource[],
  plan: PropertyPlan,
  request: Pick<DavRequest, 'caller' | 'root' | 'tree'>,
  services: Services,
): Promise<void> => {
  const viewOf = await fetchViews(request, services, resources, plan.needs);
  for (const resource of resources) {
    const full = out.addElement(plan.respond(resource, viewOf(resource)));
    if (full !== undefined) await full;
    if (out.gone()) return;
  }
};
