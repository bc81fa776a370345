import type { Body } from './event.ts';
import { jsonBody, readJsonBody } from './json-body.ts';

/**
 * Properties that a client set (RFC 4918 §4.3, §15): Clark name (`{namespace}local`) → the property's XML element as it
 * was sent, namespaces declared. The names are structural data of an event, the values are in its body.
 */
export type PropertyValues = Readonly<Record<string, string>>;

/** What a PROPPATCH comes to. */
export type PropertyChange = { readonly set: PropertyValues; readonly remove: readonly string[] };

export const NO_PROPERTIES: PropertyChange = { set: {}, remove: [] };

/** The structural half of a change: which properties, not what they say. */
export type PropertyNames = { readonly set: readonly string[]; readonly removed: readonly string[] };

export const propertyNames = (change: PropertyChange): PropertyNames => ({
  set: Object.keys(change.set),
  removed: change.remove,
});

/** The values of a change as the body of its event. */
export const propertyBody = (values: PropertyValues): Body => jsonBody(values);

/** The values an event set; none of them once its body was erased. */
export const readPropertyBody = (body: Body | undefined): PropertyValues => readJsonBody<PropertyValues>(body, {});

/** True when a change says nothing. */
export const isEmptyChange = (change: PropertyChange): boolean =>
  change.remove.length === 0 && Object.keys(change.set).length === 0;
