/** Reads the multistatus of a WebDAV answer as far as a check needs it: by search, since a parser would be half the load. */
import type { Answer } from './connection.ts';

/** `data` is the calendar-data as it stands in the XML. */
export type Member = { readonly etag?: string; readonly data?: string; readonly isGone: boolean };
export type Multistatus = { readonly members: ReadonlyMap<string, Member>; readonly token?: string };

const element = (name: string): RegExp =>
  new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^>]*)?>([^]*?)</(?:[\\w.-]+:)?${name}\\s*>`);
const HREF = element('href');
const ETAG = element('getetag');
const DATA = element('calendar-data');
const TOKEN = element('sync-token');
const RESPONSE_END = /<\/(?:[\w.-]+:)?response\s*>/;
const MULTISTATUS_END = /<\/(?:[\w.-]+:)?multistatus\s*>\s*$/;
const PROPSTAT = /<(?:[\w.-]+:)?propstat[\s>]/;
const OK = /HTTP\/1\.1 200/;
const NOT_FOUND = /HTTP\/1\.1 404/;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
export const unescapeXml = (text: string): string =>
  text
    .trim()
    .replace(/&(?:(amp|lt|gt|quot|apos)|#(\d+));/g, (_, name: string, code: string) =>
      name === undefined ? String.fromCodePoint(Number(code)) : (ENTITIES[name] ?? ''),
    );

/** The decoded path of an href, whether it is a URL or a path. */
export const pathOf = (href: string): string => decodeURIComponent(href.replace(/^https?:\/\/[^/]*/, ''));

const memberOf = (response: string): Member | string => {
  if (!PROPSTAT.test(response)) return NOT_FOUND.test(response) ? { isGone: true } : 'a response without properties';
  if (!OK.test(response)) return 'a response without 200';
  const [etag, data] = [ETAG.exec(response)?.[1], DATA.exec(response)?.[1]];
  return {
    isGone: false,
    ...(etag === undefined ? {} : { etag: unescapeXml(etag) }),
    ...(data === undefined ? {} : { data }),
  };
};

/** The members of the collection `path` in an answer, by name, without the collection itself; or what is wrong with it. */
export const readMultistatus = (answer: Answer, path: string): Multistatus | string => {
  if (answer.status !== 207) return `status ${answer.status}, not 207`;
  const text = answer.body.toString();
  if (!MULTISTATUS_END.test(text.slice(-80))) return 'no multistatus';
  const members = new Map<string, Member>();
  const collection = decodeURIComponent(path);
  const parts = text.split(RESPONSE_END);
  const rest = parts.pop() ?? '';
  for (const part of parts) {
    const href = HREF.exec(part)?.[1];
    if (href === undefined) return 'a response without href';
    const where = pathOf(unescapeXml(href));
    if (where === collection || `${where}/` === collection) continue;
    const name = where.slice(collection.length);
    if (!where.startsWith(collection) || name.includes('/')) return `${where} is no member`;
    if (members.has(name)) return `${name} is there twice`;
    const member = memberOf(part);
    if (typeof member === 'string') return `${name}: ${member}`;
    members.set(name, member);
  }
  const token = TOKEN.exec(rest)?.[1]?.trim();
  return { members, ...(token ? { token: unescapeXml(token) } : {}) };
};
