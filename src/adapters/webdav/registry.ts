import type { Method, Registry } from './method.ts';
import type { Property } from './property.ts';
import { reflection } from './reflection.ts';
import type { Report } from './report.ts';
import { clark } from './xml/name.ts';

/** What WebDAV and its dialects bring together. */
export type Parts = {
  readonly methods: readonly Method[];
  readonly properties: readonly Property[];
  readonly reports: readonly Report[];
};

/** The registry of all parts, with the properties that tell what is in it. A later method or report of a name wins. */
export const buildRegistry = (parts: Parts): Registry => {
  const properties = new Map<string, Property[]>();
  const registry: Registry = {
    methods: new Map(parts.methods.map((method) => [method.name, method])),
    properties,
    reports: new Map(parts.reports.map((report) => [clark(report.name), report])),
  };
  for (const property of [...parts.properties, ...reflection(() => registry)])
    properties.set(clark(property.name), [...(properties.get(clark(property.name)) ?? []), property]);
  return registry;
};
