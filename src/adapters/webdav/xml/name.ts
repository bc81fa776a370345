/** Names in XML: a namespace and a local part, never a prefix (Namespaces in XML 1.0 §2.1). */
export type XmlName = { readonly ns: string; readonly local: string };

export const DAV = 'DAV:';
export const CALDAV = 'urn:ietf:params:xml:ns:caldav';
export const CARDDAV = 'urn:ietf:params:xml:ns:carddav';
export const CALENDARSERVER = 'http://calendarserver.org/ns/';
export const APPLE = 'http://apple.com/ns/ical/';
export const INVERSE = 'urn:inverse:params:xml:ns:inverse-dav';
export const GROUPDAV = 'http://groupdav.org/';
/** Bound to the prefix `xml` in every document (Namespaces in XML 1.0 §3). */
export const XML = 'http://www.w3.org/XML/1998/namespace';

/**
 * The prefix of each namespace that every document of ours declares on its root. `D` for `DAV:` is a promise: some
 * clients of SOGo look for the letters `D:`.
 */
export const PREFIXES: ReadonlyMap<string, string> = new Map([
  [DAV, 'D'],
  [CALDAV, 'C'],
  [CARDDAV, 'R'],
  [CALENDARSERVER, 'CS'],
  [APPLE, 'A'],
  [INVERSE, 'I'],
  [GROUPDAV, 'G'],
]);

const inNamespace =
  (ns: string) =>
  (local: string): XmlName => ({ ns, local });

/** RFC 4918 §14, §15 */
export const dav = inNamespace(DAV);
/** RFC 4791 §4 */
export const caldav = inNamespace(CALDAV);
/** RFC 6352 §4 */
export const carddav = inNamespace(CARDDAV);
/** getctag, sharing and notifications */
export const calendarserver = inNamespace(CALENDARSERVER);
/** calendar-color, calendar-order */
export const apple = inNamespace(APPLE);
/** SOGo's own elements */
export const inverse = inNamespace(INVERSE);
/** vevent-collection, vtodo-collection, vcard-collection */
export const groupdav = inNamespace(GROUPDAV);

/** The name as `{ns}local`: the key of maps and tables. */
export const clark = (name: XmlName): string => `{${name.ns}}${name.local}`;

/** The name back from its Clark notation, or undefined when the text is none. */
export const fromClark = (text: string): XmlName | undefined => {
  const end = text.lastIndexOf('}');
  return text.startsWith('{') && end > 0 && end < text.length - 1
    ? { ns: text.slice(1, end), local: text.slice(end + 1) }
    : undefined;
};

/** True when both name the same thing. */
export const sameName = (a: XmlName, b: XmlName): boolean => a.local === b.local && a.ns === b.ns;
