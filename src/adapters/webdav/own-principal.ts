import { principalHref } from './identity.ts';
import type { DavRequest } from './method.ts';
import { type PropertiesAsked, propertiesAsked } from './properties-asked.ts';
import type { ResourceOf } from './resource.ts';
import type { XmlElement } from './xml/tree.ts';

/** RFC 3744 §9: the properties that a report wants of each principal; none where it says nothing. */
export const askedOf = (body: XmlElement): PropertiesAsked => propertiesAsked(body) ?? { is: 'prop', names: [] };

/** The one principal that a caller knows of: himself. */
export const ownPrincipal = ({ caller, root }: DavRequest): ResourceOf<'principal'> => ({
  is: 'principal',
  href: principalHref(root, caller),
  account: caller,
});
