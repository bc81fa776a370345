/** RFC 9110 §8.8.3: strong, of the event that last set the bytes, or of a directory's card. Another view of the same bytes adds `.` and its name. */
export const eventETag = (event: string, view?: string): string =>
  view === undefined ? `"${event}"` : `"${event}.${view}"`;

/** The same as an element's content: written thousands of times in one answer, and an id has nothing to escape. */
export const eventETagXml = (event: string): string => `&quot;${event}&quot;`;
