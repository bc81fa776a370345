import { type SaxesAttributeNS, type SaxesAttributeNSIncomplete, SaxesParser, type SaxesTagNS } from 'saxes';
import {
  MAX_XML_ATTRIBUTES,
  MAX_XML_BODY,
  MAX_XML_DEPTH,
  MAX_XML_ELEMENTS,
  MAX_XML_NAMESPACES,
  MAX_XML_TEXT,
} from '../../../domain/limits.ts';
import { decodeXml } from './encoding.ts';
import { XML } from './name.ts';
import type { XmlAttribute, XmlElement } from './tree.ts';

/** What is wrong with a body, and where: both counted from 1; 0 where no place can be named. */
export type XmlProblem = {
  readonly is: 'problem';
  readonly line: number;
  readonly column: number;
  readonly message: string;
};

/** Bounds on one document; each defaults to its constant in `limits.ts`. */
export type XmlLimits = {
  readonly octets: number;
  readonly depth: number;
  readonly elements: number;
  /** On one element, declarations included. */
  readonly attributes: number;
  /** Characters of one run of text or of one attribute's value. */
  readonly text: number;
  /** Namespace declarations in force at one place. */
  readonly namespaces: number;
};

const LIMITS: XmlLimits = {
  octets: MAX_XML_BODY,
  depth: MAX_XML_DEPTH,
  elements: MAX_XML_ELEMENTS,
  attributes: MAX_XML_ATTRIBUTES,
  text: MAX_XML_TEXT,
  namespaces: MAX_XML_NAMESPACES,
};

const problem = (message: string, line = 0, column = 0): XmlProblem => ({ is: 'problem', line, column, message });

/** True for a problem of `parseXml`. */
export const isXmlProblem = (value: XmlElement | XmlProblem): value is XmlProblem => 'is' in value;

/** Leaves the tokenizer at its first complaint; never leaves this file. */
class Stop extends Error {}

type Growing = {
  -readonly [Key in keyof XmlElement]: XmlElement[Key] extends readonly (infer Item)[] ? Item[] : XmlElement[Key];
};

const NO_ATTRIBUTES: XmlAttribute[] = [];
const NO_NAMESPACES: ReadonlyMap<string, string> = new Map();

/** Builds the tree while the tokenizer walks; one per document. */
class Builder {
  root: XmlElement | undefined;
  complaint = '';
  readonly #limits: XmlLimits;
  readonly #open: Growing[] = [];
  #elements = 0;
  #attributes = 0;
  #namespaces = 0;

  constructor(limits: XmlLimits) {
    this.#limits = limits;
  }

  stop(message: string): never {
    this.complaint = message;
    throw new Stop();
  }

  tagStart(): void {
    this.#attributes = 0;
    if (++this.#elements > this.#limits.elements) this.stop(`more than ${this.#limits.elements} elements`);
    if (this.#open.length >= this.#limits.depth) this.stop(`nested deeper than ${this.#limits.depth} elements`);
  }

  attribute(attribute: SaxesAttributeNSIncomplete): void {
    const { attributes, text, namespaces } = this.#limits;
    if (++this.#attributes > attributes) this.stop(`more than ${attributes} attributes on one element`);
    if (attribute.value.length > text) this.stop(`an attribute longer than ${text} characters`);
    if (attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns') return;
    if (++this.#namespaces > namespaces) this.stop(`more than ${namespaces} namespace declarations at once`);
  }

  open(tag: SaxesTagNS): void {
    const parent = this.#open.at(-1);
    const element: Growing = {
      name: { ns: tag.uri, local: tag.local },
      prefix: tag.prefix,
      lang: parent?.lang,
      attributes: NO_ATTRIBUTES,
      namespaces: NO_NAMESPACES,
      children: [],
      text: '',
    };
    if (this.#attributes > 0) decorate(element, tag.attributes);
    parent?.children.push(element);
    this.#open.push(element);
  }

  text(text: string): void {
    const element = this.#open.at(-1);
    if (element === undefined) return;
    if (text.length > this.#limits.text) this.stop(`text longer than ${this.#limits.text} characters`);
    const { children } = element;
    const last = children.at(-1);
    if (typeof last === 'string') children[children.length - 1] = last + text;
    else children.push(text);
    element.text += text;
    if (element.text.length > this.#limits.text) this.stop(`text longer than ${this.#limits.text} characters`);
  }

  close(): void {
    const element = this.#open.pop();
    if (element === undefined) return;
    this.#namespaces -= element.namespaces.size;
    if (this.#open.length === 0) this.root = element;
  }
}

const decorate = (element: Growing, found: Record<string, SaxesAttributeNS>): void => {
  const attributes: XmlAttribute[] = [];
  const namespaces = new Map<string, string>();
  for (const key in found) {
    const { name, prefix, local, uri, value } = found[key] as SaxesAttributeNS;
    if (prefix === 'xmlns') namespaces.set(local, value.trim());
    else if (name === 'xmlns') namespaces.set('', value.trim());
    else attributes.push({ name: { ns: uri, local }, prefix, value });
    if (uri === XML && local === 'lang') element.lang = value;
  }
  if (attributes.length > 0) element.attributes = attributes;
  if (namespaces.size > 0) element.namespaces = namespaces;
};

/**
 * The tokenizer, made once: walking is synchronous, and `_init` makes it new after a complaint. XML 1.0 rules whatever
 * version the declaration claims, because 1.1 lets control characters in. The handlers are set by name, not with `on`:
 * that stores under computed keys, which turns the object into a slow dictionary (4,000 small bodies a second, not 16,000).
 */
const tokenizer = new SaxesParser({ xmlns: true, forceXMLVersion: true, defaultXMLVersion: '1.0' });
let builder = new Builder(LIMITS);
/* biome-ignore-start lint/complexity/useLiteralKeys: the fields are private to TypeScript, only brackets reach them */
tokenizer['errorHandler'] = (error: Error) => builder.stop(error.message.replace(/^\d+:\d+: /, ''));
tokenizer['doctypeHandler'] = () => builder.stop('a document type declaration is not accepted');
tokenizer['openTagStartHandler'] = () => builder.tagStart();
tokenizer['attributeHandler'] = (attribute: SaxesAttributeNSIncomplete) => builder.attribute(attribute);
tokenizer['openTagHandler'] = (tag: SaxesTagNS) => builder.open(tag);
tokenizer['textHandler'] = (text: string) => builder.text(text);
tokenizer['cdataHandler'] = (text: string) => builder.text(text);
tokenizer['closeTagHandler'] = () => builder.close();
/* biome-ignore-end lint/complexity/useLiteralKeys: see above */

/** Long enough to be fast, short enough that a limit strikes before a hostile body has been read to its end. */
const SLICE = 64 * 1024;

/**
 * RFC 4918 §8.2, §17: the document element of a request body. `charset` is the parameter of the Content-Type. Refuses
 * what is not well-formed or not namespace-well-formed XML 1.0, every DOCTYPE (so no entity but the five of XML),
 * other encodings than `decodeXml` knows, and what exceeds the limits. Never throws.
 */
export const parseXml = (
  octets: Uint8Array,
  options: { readonly charset?: string | undefined; readonly limits?: Partial<XmlLimits> } = {},
): XmlElement | XmlProblem => {
  const limits = { ...LIMITS, ...options.limits };
  if (octets.byteLength > limits.octets) return problem(`The body is longer than ${limits.octets} octets.`);
  const source = decodeXml(octets, options.charset);
  if (typeof source !== 'string') return problem(source.message);
  builder = new Builder(limits);
  try {
    for (let at = 0; at < source.length; at += SLICE) tokenizer.write(source.slice(at, at + SLICE));
    tokenizer.close();
  } catch (error) {
    const found = problem(builder.complaint, tokenizer.line, tokenizer.column + 1);
    tokenizer._init();
    if (!(error instanceof Stop)) throw error;
    return found;
  }
  return builder.root ?? problem('There is no element.');
};
