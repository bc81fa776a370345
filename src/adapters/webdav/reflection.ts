import { methodsOf } from './allow.ts';
import type { Registry } from './method.ts';
import { propertiesOn } from './plan.ts';
import { type Property, property } from './property.ts';
import type { ResourceKind } from './resource.ts';
import { EVERYTHING } from './resource-kinds.ts';
import { clark, dav } from './xml/name.ts';
import { el, elWith, type Xml } from './xml/write.ts';

/** Answers once for each kind of resource. */
const once = (make: (kind: ResourceKind) => Xml): ((kind: ResourceKind) => Xml) => {
  const made = new Map<ResourceKind, Xml>();
  return (kind) => {
    const xml = made.get(kind) ?? make(kind);
    made.set(kind, xml);
    return xml;
  };
};

/** RFC 3253 §3.1.3–3.1.5: what a resource can do, read off the registry that they are part of themselves. */
export const reflection = (registry: () => Registry): readonly Property[] => {
  const reports = once((kind) =>
    el(
      dav('supported-report-set'),
      ...[...registry().reports.values()]
        .filter(({ on, by = ['REPORT'] }) => on.includes(kind) && by.includes('REPORT'))
        .map(({ name }) => el(dav('supported-report'), el(dav('report'), el(name)))),
    ),
  );
  const live = once((kind) => {
    const names = new Map(propertiesOn(registry().properties, kind).map(({ name }) => [clark(name), name]));
    return el(
      dav('supported-live-property-set'),
      ...[...names.values()].map((name) => el(dav('supported-live-property'), el(dav('prop'), el(name)))),
    );
  });
  return [
    property({
      name: dav('supported-method-set'),
      on: EVERYTHING,
      read: (resource) =>
        el(
          dav('supported-method-set'),
          ...methodsOf(resource, registry()).map((name) => elWith(dav('supported-method'), { name })),
        ),
    }),
    property({ name: dav('supported-live-property-set'), on: EVERYTHING, read: ({ is }) => live(is) }),
    property({ name: dav('supported-report-set'), on: EVERYTHING, read: ({ is }) => reports(is) }),
  ];
};
