import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_ASKED_ELEMENTS, MAX_ASKED_LETTERS } from '../../domain/limits.ts';
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

type Size = { readonly elements: number; readonly letters: number };

/** The elements below this one and the letters that their names and attributes have. */
const sizeOf = (element: XmlElement): Size =>
  elementsOf(element).reduce(
    (sum, child) => {
      const { elements, letters } = sizeOf(child);
      const own = child.attributes.reduce((length, { value }) => length + value.length, 0);
      const { ns, local } = child.name;
      return {
        elements: sum.elements + elements + 1,
        letters: sum.letters + letters + own + ns.length + local.length,
      };
    },
    { elements: 0, letters: 0 },
  );

/** What is asked of every resource is answered for every resource: the refusal of a list that is too long for that. */
export const tooMuchAsked = (root: XmlElement): Refusal | undefined => {
  const lists = [dav('prop'), dav('include'), dav('property')];
  const asked = elementsOf(root).filter(({ name }) => lists.some((known) => sameName(name, known)));
  const { elements, letters } = sizeOf({ ...root, children: asked });
  return elements > MAX_ASKED_ELEMENTS || letters > MAX_ASKED_LETTERS
    ? refuse('request-malformed', `Ask for at most ${MAX_ASKED_ELEMENTS} properties at once.`)
    : undefined;
};
