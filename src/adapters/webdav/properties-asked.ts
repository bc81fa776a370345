import { dav, sameName, type XmlName } from './xml/name.ts';
import { childOf, elementsOf, type XmlElement } from './xml/tree.ts';

/** RFC 4918 §9.1: which properties a request asks for. `include` comes on top of those of `allprop`. */
export type PropertiesAsked =
  | { readonly is: 'prop'; readonly names: readonly XmlName[] }
  | { readonly is: 'allprop'; readonly include: readonly XmlName[] }
  | { readonly is: 'propname' };

/** RFC 4918 §9.1: an empty body is `allprop`. */
export const ALLPROP: PropertiesAsked = { is: 'allprop', include: [] };

const namesIn = (element: XmlElement | undefined): XmlName[] =>
  element === undefined ? [] : elementsOf(element).map(({ name }) => name);

/**
 * RFC 4918 §14.20, RFC 4791 §9.5, RFC 6578 §6.1: what the children of a request's root ask for, or undefined when none
 * of `prop`, `allprop` and `propname` is among them. The first of them counts.
 */
export const propertiesAsked = (root: XmlElement): PropertiesAsked | undefined => {
  for (const child of elementsOf(root)) {
    if (sameName(child.name, dav('prop'))) return { is: 'prop', names: namesIn(child) };
    if (sameName(child.name, dav('propname'))) return { is: 'propname' };
    if (sameName(child.name, dav('allprop'))) return { is: 'allprop', include: namesIn(childOf(root, dav('include'))) };
  }
  return undefined;
};
