import { PREFIXES, XML, type XmlName } from './name.ts';

declare const written: unique symbol;
/** Well-formed XML, ready to be put inside an element of a document that declares our prefixes on its root. */
export type Xml = string & { readonly [written]: true };

/** Declares that a string is well-formed XML under our prefixes; for fragments built by hand in hot places. */
export const raw = (fragment: string): Xml => fragment as Xml;

export const NOTHING = raw('');

const SPECIAL = /[&<>"\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;
const SPECIALS = /[&<>"\r\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

const escapeOne = (character: string): string => {
  switch (character) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    case '"':
      return '&quot;';
    case '\r':
      return '&#13;';
    default:
      return '\ufffd';
  }
};

/**
 * XML 1.0 §2.2, §2.4: any string as character data. CR becomes a reference, or the reader would make it LF; what XML
 * cannot hold (control characters, halves of surrogate pairs) becomes U+FFFD.
 */
export const text = (value: string): Xml =>
  raw(SPECIAL.test(value) ? value.toWellFormed().replace(SPECIALS, escapeOne) : value);

/** XML 1.0 §3.3.3: any string as an attribute's value, without the quotes; tab and line feed become references. */
export const attributeValue = (value: string): string => text(value).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');

/** The declarations that the root of each of our documents carries. */
export const DECLARATIONS = [...PREFIXES].map(([ns, prefix]) => ` xmlns:${prefix}="${ns}"`).join('');

/** XML 1.0 §2.8 */
export const PROLOG = '<?xml version="1.0" encoding="utf-8"?>\n';

/** The tag's name under our prefixes, and the declaration that a namespace without one needs on the spot. */
const tagOf = ({ ns, local }: XmlName): { readonly name: string; readonly declaration: string } => {
  const prefix = PREFIXES.get(ns);
  if (prefix !== undefined) return { name: `${prefix}:${local}`, declaration: '' };
  if (ns === '') return { name: local, declaration: '' };
  if (ns === XML) return { name: `xml:${local}`, declaration: '' };
  return { name: `X:${local}`, declaration: ` xmlns:X="${attributeValue(ns)}"` };
};

const attributesOf = (attributes: Readonly<Record<string, string>>): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${attributeValue(value)}"`)
    .join('');

/** The start tag alone: precompute it where an element is written thousands of times. Attributes have no namespace. */
export const open = (name: XmlName, attributes: Readonly<Record<string, string>> = {}): string => {
  const tag = tagOf(name);
  return `<${tag.name}${tag.declaration}${attributesOf(attributes)}>`;
};

/** The end tag alone. */
export const close = (name: XmlName): string => `</${tagOf(name).name}>`;

const wrap = (start: string, name: string, content: string): Xml =>
  raw(content === '' ? `${start}/>` : `${start}>${content}</${name}>`);

const joined = (children: readonly Xml[]): string => (children.length === 1 ? children[0]! : children.join(''));

/** An element around its content: `el(dav('href'), text('/x/'))`. */
export const el = (name: XmlName, ...children: Xml[]): Xml => {
  const tag = tagOf(name);
  return wrap(`<${tag.name}${tag.declaration}`, tag.name, joined(children));
};

/** The same with attributes that have no namespace: keys are names, values any text. */
export const elWith = (name: XmlName, attributes: Readonly<Record<string, string>>, ...children: Xml[]): Xml => {
  const tag = tagOf(name);
  return wrap(`<${tag.name}${tag.declaration}${attributesOf(attributes)}`, tag.name, joined(children));
};

/** A whole document whose root declares our prefixes. */
export const document = (root: XmlName, ...children: Xml[]): string => {
  const { name, declaration } = tagOf(root);
  return `${PROLOG}<${name}${DECLARATIONS}${declaration}>${children.join('')}</${name}>`;
};

/** The text that stands escaped between two tags of ours. */
export const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
