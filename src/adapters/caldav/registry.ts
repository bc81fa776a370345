import type { Registry } from '../webdav/method.ts';
import { methods } from '../webdav/methods/index.ts';
import { webdavProperties } from '../webdav/properties/index.ts';
import { clark } from '../webdav/xml/name.ts';

/** WebDAV and CalDAV together, as the server answers them. */
export const registry: Registry = {
  methods: new Map(methods.map((method) => [method.name, method])),
  properties: Map.groupBy(webdavProperties, (property) => clark(property.name)),
  reports: new Map(),
};
