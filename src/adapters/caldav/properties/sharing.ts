import { isAnonymous } from '../../webdav/access.ts';
import { isOfBirthdays } from '../../webdav/birthdays.ts';
import { calendarAddress } from '../../webdav/calendar-address.ts';
import { isClosed } from '../../webdav/closed-module.ts';
import { memberHref } from '../../webdav/href.ts';
import { href } from '../../webdav/href-element.ts';
import { homeHref, principalHref } from '../../webdav/identity.ts';
import { XML_TYPE } from '../../webdav/media-types.ts';
import { accessElement, NOTIFICATIONS, organizerElement, statusElement } from '../../webdav/notifications.ts';
import { type Property, property } from '../../webdav/property.ts';
import { isForeign } from '../../webdav/shared-properties.ts';
import type { Sharee } from '../../webdav/sharees.ts';
import { calendarserver, dav } from '../../webdav/xml/name.ts';
import { el, elWith, raw, text, type Xml } from '../../webdav/xml/write.ts';

/** caldav-sharing §6.5; whom nobody knows any more is invalid. */
const user = (root: string, { login, person, roles, status, summary }: Sharee): Xml =>
  el(
    calendarserver('user'),
    href(person === undefined ? principalHref(root, { login }) : calendarAddress(root, person)),
    el(calendarserver('common-name'), text(person?.name ?? login)),
    person === undefined ? el(calendarserver('invite-invalid')) : statusElement(status),
    accessElement(roles),
    ...(summary === null ? [] : [el(calendarserver('summary'), text(summary))]),
  );

/** caldav-sharing §5.2.2: there where a calendar is shared. */
const invite = property({
  name: calendarserver('invite'),
  on: ['calendar'],
  needs: ['sharees'],
  read: (calendar, { sharing, root, caller }) => {
    const sharees = sharing.sharees.get(calendar.collection.collection) ?? [];
    const isGuest = isForeign(calendar);
    if (sharees.length === 0 && (!isGuest || isAnonymous(caller))) return undefined;
    const organizer = isGuest ? [organizerElement(root, calendar.account)] : [];
    return el(calendarserver('invite'), ...organizer, ...sharees.map((sharee) => user(root, sharee)));
  },
});

/** caldav-sharing §5.2.3: nothing is published by it. */
const modes = property({
  name: calendarserver('allowed-sharing-modes'),
  on: ['calendar'],
  read: (calendar) =>
    isForeign(calendar) || isOfBirthdays(calendar)
      ? undefined
      : el(calendarserver('allowed-sharing-modes'), el(calendarserver('can-be-shared'))),
});

/** caldav-sharing §5.2.4 */
const sharedUrl = property({
  name: calendarserver('shared-url'),
  on: ['calendar'],
  read: (calendar, { root }) => {
    const { account, collection } = calendar;
    if (!isForeign(calendar)) return undefined;
    return el(
      calendarserver('shared-url'),
      href(memberHref(homeHref(root, account, 'calendar'), collection.name, true)),
    );
  },
});

/** caldav-sharing §4.1.1 */
const notificationUrl = property({
  name: calendarserver('notification-URL'),
  on: ['principal'],
  read: ({ account }, { root }) =>
    isClosed('Calendar', account)
      ? undefined
      : el(calendarserver('notification-URL'), href(memberHref(principalHref(root, account), NOTIFICATIONS, true))),
});

const TYPE = dav('resourcetype');

const collectionType = property({
  name: TYPE,
  on: ['notifications'],
  allprop: true,
  read: () => el(TYPE, el(dav('collection')), el(calendarserver('notification'))),
});

const plainType = property({ name: TYPE, on: ['notification'], allprop: true, read: () => el(TYPE) });

const collectionName = property({
  name: dav('displayname'),
  on: ['notifications'],
  allprop: true,
  read: () => el(dav('displayname'), text(NOTIFICATIONS)),
});

const ofName = property({
  name: dav('displayname'),
  on: ['notification'],
  allprop: true,
  read: ({ notification }) => el(dav('displayname'), text(notification.name)),
});

/** RFC 4918 §15.6 */
const etag = property({
  name: dav('getetag'),
  on: ['notification'],
  allprop: true,
  read: ({ notification }) => el(dav('getetag'), text(notification.etag)),
});

const contentType = property({
  name: dav('getcontenttype'),
  on: ['notification'],
  allprop: true,
  read: () => el(dav('getcontenttype'), text(XML_TYPE)),
});

const contentLength = property({
  name: dav('getcontentlength'),
  on: ['notification'],
  allprop: true,
  read: (of) => raw(`<D:getcontentlength>${Buffer.byteLength(of.notification.text)}</D:getcontentlength>`),
});

const KINDS = { invitation: 'invite-notification', reply: 'invite-reply' } as const;

/** caldav-sharing §4.2.1 */
const notificationType = property({
  name: calendarserver('notificationtype'),
  on: ['notification'],
  read: ({ notification }) =>
    el(
      calendarserver('notificationtype'),
      elWith(calendarserver(KINDS[notification.of]), { 'shared-type': 'calendar' }),
    ),
});

/** caldav-sharing: with whom a calendar is shared, and where people are told of it. */
export const sharing: readonly Property[] = [
  invite,
  modes,
  sharedUrl,
  notificationUrl,
  collectionType,
  plainType,
  collectionName,
  ofName,
  etag,
  contentType,
  contentLength,
  notificationType,
];
