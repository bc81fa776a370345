/** Answers as short texts that two servers can be compared by: without dates, tokens, prefixes and order of sets. */
import { DAV, PREFIXES } from '../../src/adapters/webdav/xml/name.ts';
import { isXmlProblem, parseXml } from '../../src/adapters/webdav/xml/parse.ts';
import { childOf, childrenOf, elementsOf, type XmlElement } from '../../src/adapters/webdav/xml/tree.ts';
import type { Answer } from './site.ts';

const dav = (local: string) => ({ ns: DAV, local });

/** The document element of an answer; undefined when it is no XML. */
const parsed = ({ text }: Pick<Answer, 'text'>): XmlElement | undefined => {
  const root = parseXml(Buffer.from(text), { limits: { octets: 50_000_000, elements: 1_000_000, text: 5_000_000 } });
  return isXmlProblem(root) ? undefined : root;
};

/** A name with the prefix that is usual for its namespace; none for `DAV:`, `?` for one that is not ours. */
const nameOf = ({ name: { ns, local } }: XmlElement): string => {
  if (ns === DAV || ns === '') return local;
  return `${PREFIXES.get(ns) ?? '?'}:${local}`;
};

const textOf = (element: XmlElement): string => element.text.trim().replaceAll(/\s+/g, ' ');

/** Elements whose children have no order. */
const SETS = new Set([
  'current-user-privilege-set',
  'resourcetype',
  'supported-report-set',
  'group-member-set',
  'user-list',
  'roles',
]);

/** An element's content: its text, or its elements one after the other; a privilege and a response are their contents. */
const flat = (element: XmlElement): string => {
  const inner = elementsOf(element);
  if (inner.length === 0) return textOf(element);
  const words = inner.map((child) => tagged(child));
  return (SETS.has(element.name.local) ? words.sort() : words).join(' ');
};

const TRANSPARENT = new Set(['privilege', 'href', 'principal', 'grant', 'response', 'propstat', 'prop', 'status']);

const tagged = (element: XmlElement): string => {
  const name = nameOf(element);
  const value = flat(element);
  if (value === '') return name;
  return TRANSPARENT.has(name) ? value : `${name}(${value})`;
};

/** The whole answer, status and content: for short ones whose every word counts. */
export const whole = (answer: Answer): string => {
  const root = parsed(answer);
  const said = root === undefined ? answer.text.trim().replaceAll(/\s+/g, ' ') : tagged(root);
  return `${answer.status} ${said}`.trim();
};

/** The status alone. */
export const status = (answer: Answer): string => String(answer.status);

type Found = { readonly status: number; readonly element: XmlElement };
export type Response = { readonly name: string; readonly status: number | undefined; readonly found: readonly Found[] };

const statusIn = (element: XmlElement): number | undefined => {
  const line = childOf(element, dav('status'));
  return line === undefined ? undefined : Number(/ (\d{3})/.exec(line.text)?.[1]);
};

const foundIn = (propstat: XmlElement): Found[] => {
  const code = statusIn(propstat) ?? 0;
  return childrenOf(propstat, dav('prop')).flatMap((one) =>
    elementsOf(one).map((element) => ({ status: code, element })),
  );
};

/** A href below the path that was asked: `.` for itself. */
const relative = (href: string, path: string): string => {
  const at = decodeURI(href.trim()).replace(/^https?:\/\/[^/]+/, '');
  const base = decodeURI(path);
  if (at.replace(/\/$/, '') === base.replace(/\/$/, '')) return '.';
  const folder = base.endsWith('/') ? base : `${base}/`;
  return at.startsWith(folder) ? at.slice(folder.length) : at;
};

/** The responses of a multistatus, by name; undefined when the answer is none. */
export const responses = (answer: Answer): readonly Response[] | undefined => {
  const root = answer.status === 207 ? parsed(answer) : undefined;
  if (root?.name.local !== 'multistatus') return undefined;
  return childrenOf(root, dav('response'))
    .map((response) => ({
      name: relative(childOf(response, dav('href'))?.text ?? '', answer.path),
      status: statusIn(response),
      found: childrenOf(response, dav('propstat')).flatMap(foundIn),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** One word for a response of which nothing but its presence counts: its name, and what is wrong with it. */
const presence = ({ name, status: code, found }: Response): string => {
  const isThere = code === undefined ? found.some((one) => one.status === 200) : code === 200;
  return isThere ? name : `${name}!${code ?? found[0]?.status ?? 'empty'}`;
};

/** Which members are listed, those that `keep` selects; the others and the place itself are left out. */
export const listed = (answer: Answer, keep: (name: string) => boolean = () => true): string => {
  const all = responses(answer);
  if (all === undefined) return status(answer);
  return [answer.status, ...all.filter(({ name }) => name !== '.' && keep(name)).map(presence)].join(' ');
};

/** The values of the properties of one response, in the order of their names. */
const valuesOf = ({ status: code, found }: Response): string => {
  if (code !== undefined) return String(code);
  return found
    .map((one) => [nameOf(one.element), one.status === 200 ? `{${flat(one.element)}}` : `!${one.status}`].join('='))
    .sort()
    .join(' ');
};

/** The values of the properties that were asked of the place itself. */
export const values = (answer: Answer): string => {
  const itself = responses(answer)?.find(({ name }) => name === '.');
  return itself === undefined ? status(answer) : `${answer.status} ${valuesOf(itself)}`;
};

/** The values of the properties of each member. */
export const eachValue = (answer: Answer, keep: (name: string) => boolean = () => true): string => {
  const all = responses(answer);
  if (all === undefined) return status(answer);
  const members = all.filter(({ name }) => name !== '.' && keep(name));
  return [answer.status, ...members.map((one) => `${one.name}: ${valuesOf(one)};`)].join(' ');
};
