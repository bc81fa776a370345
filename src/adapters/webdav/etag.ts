import type { ItemView } from '../../domain/sharing/view.ts';

/** What the entity tags of a view end with. */
const SUFFIX: Readonly<Record<ItemView, string>> = { whole: '', 'without-alarms': '.a', 'date-and-time': '.d' };

/** RFC 9110 §8.8.3: strong, of the event that last set the bytes, or of a directory's card. Another view of the same bytes adds `.` and its name. */
export const eventETag = (event: string, view: ItemView = 'whole', form?: string): string =>
  form === undefined ? `"${event}${SUFFIX[view]}"` : `"${event}${SUFFIX[view]}.${form}"`;

/** The same as an element's content: written thousands of times in one answer, and an id has nothing to escape. */
export const eventETagXml = (event: string, view: ItemView): string => `&quot;${event}${SUFFIX[view]}&quot;`;
