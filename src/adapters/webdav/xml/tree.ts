import { sameName, type XmlName } from './name.ts';

export type XmlAttribute = {
  readonly name: XmlName;
  /** As the sender wrote it; empty without one. */
  readonly prefix: string;
  readonly value: string;
};

/** One element of a request body. What RFC 4918 §4.3 asks to keep of a property's value is here and nothing else. */
export type XmlElement = {
  readonly name: XmlName;
  /** As the sender wrote it; empty without one. */
  readonly prefix: string;
  /** The `xml:lang` in force here, its own or an ancestor's. */
  readonly lang: string | undefined;
  /** Without namespace declarations. */
  readonly attributes: readonly XmlAttribute[];
  /** Prefixes declared on this very element, with their namespace; the key '' is the default namespace. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** Elements and the text between them; neighbouring pieces of text are one. */
  readonly children: readonly (XmlElement | string)[];
  /** All text directly below this element, white space included. */
  readonly text: string;
};

/** True for an element, false for text. */
export const isElement = (node: XmlElement | string): node is XmlElement => typeof node !== 'string';

/** The element children in document order. RFC 4918 §17: white space between them means nothing. */
export const elementsOf = (element: XmlElement): XmlElement[] => element.children.filter(isElement);

/** The first child of that name, or undefined. RFC 4918 §17: unknown siblings are passed over. */
export const childOf = (element: XmlElement, name: XmlName): XmlElement | undefined => {
  for (const child of element.children) if (isElement(child) && sameName(child.name, name)) return child;
  return undefined;
};

/** All children of that name in document order. */
export const childrenOf = (element: XmlElement, name: XmlName): XmlElement[] =>
  elementsOf(element).filter((child) => sameName(child.name, name));

/** The value of an attribute without namespace, or undefined. */
export const attributeOf = (element: XmlElement, local: string): string | undefined =>
  element.attributes.find((attribute) => attribute.name.local === local && attribute.name.ns === '')?.value;
