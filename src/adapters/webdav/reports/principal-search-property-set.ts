import { XML_TYPE } from '../media-types.ts';
import type { Report } from '../report.ts';
import { SEARCHABLE } from '../searchable-properties.ts';
import { dav } from '../xml/name.ts';
import { document, el, raw, text } from '../xml/write.ts';

const SET = document(
  dav('principal-search-property-set'),
  ...SEARCHABLE.map(({ name, about }) =>
    el(
      dav('principal-search-property'),
      el(dav('prop'), el(name)),
      raw(`<D:description xml:lang="en">${text(about)}</D:description>`),
    ),
  ),
);

/** RFC 3744 §9.5 */
export const principalSearchPropertySet: Report = {
  name: dav('principal-search-property-set'),
  on: ['root', 'principal'],
  handle: async () => ({ status: 200, headers: { 'Content-Type': XML_TYPE }, body: SET }),
};
