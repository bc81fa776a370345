import type { EventId } from '../../domain/kernel/ids.ts';

/** RFC 9110 §8.8.3: strong, of the event that last set the bytes. Another view of the same bytes adds `.` and its name. */
export const eventETag = (event: EventId, view?: string): string =>
  view === undefined ? `"${event}"` : `"${event}.${view}"`;

/** The same as an element's content: written thousands of times in one answer, and an id has nothing to escape. */
export const eventETagXml = (event: EventId): string => `&quot;${event}&quot;`;
