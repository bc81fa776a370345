import { PERSONAL } from '../../../domain/collection/collection.ts';
import { type Property, property, type View } from '../../webdav/property.ts';
import type { ResourceOf } from '../../webdav/resource.ts';
import { caldav, calendarserver, dav, groupdav } from '../../webdav/xml/name.ts';
import { el } from '../../webdav/xml/write.ts';

const RESOURCETYPE = dav('resourcetype');

/** GroupDAV's collection types stand beside CalDAV's, for programs older than CalDAV. */
const CALENDAR = [
  el(dav('collection')),
  el(caldav('calendar')),
  el(groupdav('vevent-collection')),
  el(groupdav('vtodo-collection')),
];
/** SOGo's outbox is the personal calendar. */
const OUTBOX = el(caldav('schedule-outbox'));
/** caldav-sharing §5.2.1 */
const SHARED_OWNER = el(calendarserver('shared-owner'));
const SHARED = el(calendarserver('shared'));
const INBOX = el(RESOURCETYPE, el(dav('collection')), el(caldav('schedule-inbox')));

/** Whether its owner shares it with people, or the caller subscribed to it. */
const sharedType = ({ collection, access }: ResourceOf<'calendar'>, { sharing }: View) => {
  if (access.rights.isOwner) return sharing.shared.has(collection.collection) ? [SHARED_OWNER] : [];
  return access.subscription === undefined ? [] : [SHARED];
};

/** RFC 4791 §4.2 */
const calendarType = property({
  name: RESOURCETYPE,
  on: ['calendar'],
  allprop: true,
  needs: ['shared'],
  read: (calendar, view) => {
    const outbox = calendar.collection.name === PERSONAL ? [OUTBOX] : [];
    return el(RESOURCETYPE, ...CALENDAR, ...outbox, ...sharedType(calendar, view));
  },
});

/** RFC 6638 §2.2 */
const inboxType = property({ name: RESOURCETYPE, on: ['inbox'], allprop: true, read: () => INBOX });

export const types: readonly Property[] = [calendarType, inboxType];
