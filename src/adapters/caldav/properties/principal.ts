import { PERSONAL } from '../../../domain/collection/collection.ts';
import type { UserKind } from '../../../domain/ports.ts';
import { isClosed } from '../../webdav/closed-module.ts';
import { href } from '../../webdav/href-element.ts';
import { homeHref, principalHref } from '../../webdav/identity.ts';
import { type Property, property } from '../../webdav/property.ts';
import { caldav, calendarserver } from '../../webdav/xml/name.ts';
import { el, text } from '../../webdav/xml/write.ts';

/** RFC 4791 §6.2.1 */
const homeSet = property({
  name: caldav('calendar-home-set'),
  on: ['principal', 'other-principal'],
  read: ({ account }, { tree }) =>
    isClosed('Calendar', account)
      ? undefined
      : el(caldav('calendar-home-set'), href(homeHref(tree, account, 'calendar'))),
});

/** RFC 6638 §2.4.1: mail addresses first, which some clients rely on, then the principal's path. */
const addressSet = property({
  name: caldav('calendar-user-address-set'),
  on: ['principal', 'other-principal'],
  read: ({ account }, { root }) =>
    el(
      caldav('calendar-user-address-set'),
      ...account.mails.map((mail) => href(`mailto:${mail}`)),
      href(principalHref(root, account)),
    ),
});

/** calendarserver's own: the addresses without a scheme. */
const emailAddressSet = property({
  name: calendarserver('email-address-set'),
  on: ['principal', 'other-principal'],
  read: ({ account }) =>
    el(
      calendarserver('email-address-set'),
      ...account.mails.map((mail) => el(calendarserver('email-address'), text(mail))),
    ),
});

/** RFC 5545 §3.2.3 */
const USER_TYPES: Readonly<Record<UserKind, string>> = {
  individual: 'INDIVIDUAL',
  group: 'GROUP',
  location: 'ROOM',
  thing: 'RESOURCE',
};

/** RFC 6638 §2.4.2 */
const userType = property({
  name: caldav('calendar-user-type'),
  on: ['principal', 'other-principal'],
  read: ({ account }) => el(caldav('calendar-user-type'), text(USER_TYPES[account.kind])),
});

/** RFC 6638 §2.2.1 */
const inboxUrl = property({
  name: caldav('schedule-inbox-URL'),
  on: ['principal'],
  read: ({ account }, { tree }) =>
    isClosed('Calendar', account)
      ? undefined
      : el(caldav('schedule-inbox-URL'), href(`${homeHref(tree, account, 'calendar')}inbox/`)),
});

/** RFC 6638 §2.1.1: SOGo's outbox is the personal calendar. */
const outboxUrl = property({
  name: caldav('schedule-outbox-URL'),
  on: ['principal'],
  read: ({ account }, { tree }) =>
    isClosed('Calendar', account)
      ? undefined
      : el(caldav('schedule-outbox-URL'), href(`${homeHref(tree, account, 'calendar')}${PERSONAL}/`)),
});

/** RFC 6638 §9.2 */
const defaultCalendar = property({
  name: caldav('schedule-default-calendar-URL'),
  on: ['inbox'],
  read: ({ account }, { tree }) =>
    el(caldav('schedule-default-calendar-URL'), href(`${homeHref(tree, account, 'calendar')}${PERSONAL}/`)),
});

/** RFC 4791 §6.2, RFC 6638 §2, §9.2: where a person's calendars are and how he is addressed. */
export const principal: readonly Property[] = [
  homeSet,
  addressSet,
  emailAddressSet,
  userType,
  inboxUrl,
  outboxUrl,
  defaultCalendar,
];
