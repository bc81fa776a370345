import { PERSONAL } from '../../../domain/collection/collection.ts';
import { type Property, property } from '../../webdav/property.ts';
import { caldav, dav, groupdav } from '../../webdav/xml/name.ts';
import { el } from '../../webdav/xml/write.ts';

const RESOURCETYPE = dav('resourcetype');

/** GroupDAV's collection types stand beside CalDAV's, for programs older than CalDAV. */
const CALENDAR = [
  el(dav('collection')),
  el(caldav('calendar')),
  el(groupdav('vevent-collection')),
  el(groupdav('vtodo-collection')),
];
const PLAIN = el(RESOURCETYPE, ...CALENDAR);
/** SOGo's outbox is the personal calendar. */
const WITH_OUTBOX = el(RESOURCETYPE, ...CALENDAR, el(caldav('schedule-outbox')));
const INBOX = el(RESOURCETYPE, el(dav('collection')), el(caldav('schedule-inbox')));

/** RFC 4791 §4.2 */
const calendarType = property({
  name: RESOURCETYPE,
  on: ['calendar'],
  allprop: true,
  read: ({ collection }) => (collection.name === PERSONAL ? WITH_OUTBOX : PLAIN),
});

/** RFC 6638 §2.2 */
const inboxType = property({ name: RESOURCETYPE, on: ['inbox'], allprop: true, read: () => INBOX });

export const types: readonly Property[] = [calendarType, inboxType];
