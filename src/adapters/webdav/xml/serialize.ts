import { XML } from './name.ts';
import type { XmlElement } from './tree.ts';
import { attributeValue, raw, text, type Xml } from './write.ts';

/** Prefixes in scope where a fragment will stand. Empty: what is written must carry every declaration itself. */
type Scope = ReadonlyMap<string, string>;

const OUTSIDE: Scope = new Map([
  ['', ''],
  ['xml', XML],
]);

const named = (prefix: string, local: string): string => (prefix === '' ? local : `${prefix}:${local}`);

/** The element's own declarations, and those of its ancestors that its own names need. */
const declarationsOf = (element: XmlElement, scope: Scope): Map<string, string> => {
  const declared = new Map([...element.namespaces].filter(([prefix]) => prefix !== 'xml'));
  const need = (prefix: string, ns: string): void => {
    if ((declared.get(prefix) ?? scope.get(prefix)) !== ns) declared.set(prefix, ns);
  };
  need(element.prefix, element.name.ns);
  for (const { prefix, name } of element.attributes) if (prefix !== '') need(prefix, name.ns);
  return declared;
};

const isLanguage = ({ name }: XmlElement['attributes'][number]): boolean => name.ns === XML && name.local === 'lang';

const write = (element: XmlElement, scope: Scope, language: string | undefined): string => {
  const declared = declarationsOf(element, scope);
  const name = named(element.prefix, element.name.local);
  let start = `<${name}`;
  for (const [prefix, ns] of declared)
    start += ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${attributeValue(ns)}"`;
  for (const { prefix, name, value } of element.attributes)
    start += ` ${named(prefix, name.local)}="${attributeValue(value)}"`;
  if (language !== undefined && !element.attributes.some(isLanguage))
    start += ` xml:lang="${attributeValue(language)}"`;
  if (element.children.length === 0) return `${start}/>`;
  const inner = declared.size === 0 ? scope : new Map([...scope, ...declared]);
  let content = '';
  for (const child of element.children)
    content += typeof child === 'string' ? text(child) : write(child, inner, undefined);
  return `${start}>${content}</${name}>`;
};

/**
 * RFC 4918 §4.3: the element as it was sent (prefixes, attributes, white space, the language in force), with the
 * declarations it needs to stand in any document whose default namespace is empty, such as all of ours. Parsing it
 * gives an equal tree, except for declarations inherited from outside that are now its own.
 */
export const serializeElement = (element: XmlElement): Xml => raw(write(element, OUTSIDE, element.lang));
