/** Finds a user's calendars and address books the way a client does, so that the suite runs against any server. */
import { authorization, type Target } from './client.ts';

async function hrefIn(url: string, property: string, credentials: string): Promise<string | undefined> {
  const body = `<?xml version="1.0" encoding="utf-8"?>
<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:R="urn:ietf:params:xml:ns:carddav"><D:prop><${property}/></D:prop></D:propfind>`;
  const headers = {
    authorization: credentials,
    depth: '0',
    'content-type': 'application/xml; charset=utf-8',
    'user-agent': 'conformance',
  };
  const answer = await fetch(url, { method: 'PROPFIND', headers, body, signal: AbortSignal.timeout(20_000) });
  const local = property.slice(property.indexOf(':') + 1);
  const text = answer.status === 207 ? await answer.text() : '';
  const href = new RegExp(`${local}[^>]*>\\s*<(?:[\\w-]+:)?href[^>]*>([^<]+)<`).exec(text)?.[1];
  return href === undefined ? undefined : new URL(href.endsWith('/') ? href : `${href}/`, url).href;
}

/**
 * `url` is what a user would type: the server's context path, or a path above the one that speaks WebDAV (`dav/`).
 * Rejects when neither tells the current user's principal (RFC 5397 §3), calendar home (RFC 4791 §6.2.1) and address
 * book home (RFC 6352 §7.1.1).
 */
export async function discover(url: string, user: string, password: string): Promise<Target> {
  const typed = url.endsWith('/') ? url : `${url}/`;
  const credentials = authorization({ user, password });
  for (const context of [typed, `${typed}dav/`, `${typed}${user}/`]) {
    const principal = await hrefIn(context, 'D:current-user-principal', credentials);
    if (principal === undefined) continue;
    const calendarHome = await hrefIn(principal, 'C:calendar-home-set', credentials);
    const addressBookHome = await hrefIn(principal, 'R:addressbook-home-set', credentials);
    if (calendarHome === undefined || addressBookHome === undefined) continue;
    return { context, principal, calendarHome, addressBookHome, user, password };
  }
  throw new Error(`${url} tells ${user} no principal with a calendar home and an address book home`);
}

/** The same with somebody else of the same password, where there is one. */
export async function discoverBoth(url: string, user: string, colleague: string | undefined, password: string) {
  const target = await discover(url, user, password);
  return colleague === undefined ? target : { ...target, colleague: await discover(url, colleague, password) };
}
