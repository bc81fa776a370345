/** What is asked: the bodies of requests, without regard to whom they are sent. */
import { DECLARATIONS } from '../../src/adapters/webdav/xml/write.ts';
import type { Body } from './site.ts';

const xml = (body: string, headers: Readonly<Record<string, string>> = {}): Body => ({
  headers: { 'content-type': 'application/xml; charset=utf-8', ...headers },
  body: `<?xml version="1.0" encoding="utf-8"?>\n${body}`,
});

/** An empty element, with all prefixes declared where it is the outermost. */
const prop = (names: string): string =>
  `<D:prop>${names
    .split(' ')
    .map((name) => `<${name}/>`)
    .join('')}</D:prop>`;

/** RFC 4918 §9.1. The names are prefixed, with a space between them. */
export const propfind = (names: string, depth: 0 | 1 = 0): Body =>
  xml(`<D:propfind${DECLARATIONS}>${prop(names)}</D:propfind>`, { depth: String(depth) });

/** RFC 4918 §9.2 */
export const proppatch = (set: string): Body =>
  xml(`<D:propertyupdate${DECLARATIONS}><D:set><D:prop>${set}</D:prop></D:set></D:propertyupdate>`);

/** RFC 6578 §3.2, without a token: everything. */
export const sync = (names: string): Body =>
  xml(
    `<D:sync-collection${DECLARATIONS}><D:sync-token/><D:sync-level>1</D:sync-level>${prop(names)}</D:sync-collection>`,
  );

/** RFC 4791 §7.8: all events, or those that the condition selects. */
export const calendarQuery = (names: string, condition = ''): Body =>
  xml(
    `<C:calendar-query${DECLARATIONS}>${prop(names)}<C:filter><C:comp-filter name="VCALENDAR">` +
      `<C:comp-filter name="VEVENT">${condition}</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`,
    { depth: '1' },
  );

/** RFC 6352 §8.6 with the text in the name */
export const addressbookQuery = (names: string, text: string): Body =>
  xml(
    `<R:addressbook-query${DECLARATIONS}>${prop(names)}<R:filter><R:prop-filter name="FN">` +
      `<R:text-match>${text}</R:text-match></R:prop-filter></R:filter></R:addressbook-query>`,
    { depth: '1' },
  );

const multiget = (root: string, names: string, hrefs: readonly string[]): Body =>
  xml(`<${root}${DECLARATIONS}>${prop(names)}${hrefs.map((href) => `<D:href>${href}</D:href>`).join('')}</${root}>`);
/** RFC 4791 §7.9 */
export const calendarMultiget = (names: string, hrefs: readonly string[]): Body =>
  multiget('C:calendar-multiget', names, hrefs);
/** RFC 6352 §8.7 */
export const addressbookMultiget = (names: string, hrefs: readonly string[]): Body =>
  multiget('R:addressbook-multiget', names, hrefs);

/** SOGo's acl-query with one verb, as XML. */
export const aclQuery = (verb: string): Body => xml(`<I:acl-query${DECLARATIONS}>${verb}</I:acl-query>`);

const escaped = (user: string): string => user.replaceAll('<', '&lt;');

/** SOGo's set-roles; no role at all denies. */
export const setRoles = (user: string, roles: readonly string[]): Body =>
  aclQuery(`<I:set-roles user="${escaped(user)}">${roles.map((role) => `<I:${role}/>`).join('')}</I:set-roles>`);
/** SOGo's remove-user */
export const removeUser = (user: string): Body => aclQuery(`<I:remove-user user="${escaped(user)}"/>`);

/** SOGo's subscribe and unsubscribe; without users the caller himself is meant. */
export const subscribe = (users?: string): Body =>
  xml(`<I:subscribe${DECLARATIONS}${users === undefined ? '' : ` users="${users}"`}/>`);
export const unsubscribe = (users?: string): Body =>
  xml(`<I:unsubscribe${DECLARATIONS}${users === undefined ? '' : ` users="${users}"`}/>`);

/** Any body of XML that begins with an element of these namespaces, whose name ends where `…` stands. */
export const withNamespaces = (body: string, depth: 0 | 1 = 0): Body =>
  xml(body.replace('…', DECLARATIONS), { depth: String(depth) });

/** A body of another type. */
export const content = (type: string, body: string): Body => ({ headers: { 'content-type': type }, body });
/** RFC 4918 §9.8, §9.9 */
export const destination = (url: string): Body => ({ headers: { destination: url, overwrite: 'F' } });
