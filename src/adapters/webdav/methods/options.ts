import { methodsOf } from '../allow.ts';
import { DAV_CLASSES } from '../dav-header.ts';
import type { Method } from '../method.ts';

/** RFC 9110 §9.3.7, RFC 4918 §10.1 */
export const options: Method = {
  name: 'OPTIONS',
  handle: async ({ target }, { registry }) => ({
    status: 200,
    headers: { DAV: DAV_CLASSES, Allow: methodsOf(target, registry).join(', ') },
  }),
};
