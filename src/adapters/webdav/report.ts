import type { Refusal } from '../../domain/kernel/refusal.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import type { Resource, ResourceKind } from './resource.ts';
import type { XmlName } from './xml/name.ts';
import type { XmlElement } from './xml/tree.ts';

/** RFC 3253 §3.6: one kind of REPORT, by the name of its request body's root element. */
export type Report = {
  readonly name: XmlName;
  /** Where `DAV:supported-report-set` lists it and the method accepts it. */
  readonly on: readonly ResourceKind[];
  /** The methods that bring it; REPORT without a word. SOGo's own come by POST. */
  readonly by?: readonly ('REPORT' | 'POST')[];
  /** Whether it may be asked without a login: it tells of nobody, and of nothing that was not shared. */
  readonly withoutLogin?: true;
  handle(body: XmlElement, target: Resource, request: DavRequest, services: Services): Promise<DavResponse | Refusal>;
};
