/** caldav-sharing §4: what somebody is to be told of calendars that are shared, made anew from the invitations each time. */
import { createHash } from 'node:crypto';
import type { NotificationOf } from '../../domain/account/events.ts';
import { proxyBy } from '../../domain/sharing/proxies.ts';
import { rightsOf } from '../../domain/sharing/rights.ts';
import type { Role } from '../../domain/sharing/roles.ts';
import { type InvitationStatus, invitationsOf, repliesTo, type ToldRow } from '../../projections/invitations.ts';
import { calendarAddress } from './calendar-address.ts';
import { memberHref } from './href.ts';
import { href } from './href-element.ts';
import { homeHref } from './identity.ts';
import type { Services } from './method.ts';
import { ROOT } from './outside-tree.ts';
import { personOf } from './person.ts';
import type { Account, Person, ResourceOf } from './resource.ts';
import { caldav, calendarserver, type XmlName } from './xml/name.ts';
import { document, el, elWith, text, type Xml } from './xml/write.ts';

/** The segment of the collection below its owner's principal. */
export const NOTIFICATIONS = 'notifications';

export type Notification = {
  readonly of: NotificationOf;
  readonly name: string;
  readonly told: Pick<ToldRow, 'collection' | 'invitee'>;
  /** The document that a GET answers, and its strong entity tag in its quotes. */
  readonly text: string;
  readonly etag: string;
};

/** caldav-sharing §6.6–6.9, as an invitee is told. */
const STATUS: Readonly<Record<InvitationStatus, XmlName>> = {
  pending: calendarserver('invite-noresponse'),
  accepted: calendarserver('invite-accepted'),
  declined: calendarserver('invite-declined'),
  withdrawn: calendarserver('invite-deleted'),
};

/** The element of a status. */
export const statusElement = (status: InvitationStatus): Xml => el(STATUS[status]);

/** caldav-sharing §6.11: whether somebody with these roles reads or writes too. */
export const accessElement = (roles: readonly Role[]): Xml => {
  const writes = proxyBy(rightsOf('calendar', roles)) === 'write';
  return el(calendarserver('access'), el(calendarserver(writes ? 'read-write' : 'read')));
};

/** caldav-sharing §6.18: whose calendar it is. */
export const organizerElement = (root: string, owner: Person): Xml =>
  el(
    calendarserver('organizer'),
    href(calendarAddress(root, owner)),
    el(calendarserver('common-name'), text(owner.name)),
  );

const hostUrl = (owner: Person, name: string): Xml =>
  el(calendarserver('hosturl'), href(memberHref(homeHref(ROOT, owner, 'calendar'), name, true)));

/** caldav-sharing §6.15 */
const invitation = (row: ToldRow, invitee: Person, owner: Person): Xml =>
  elWith(
    calendarserver('invite-notification'),
    { 'shared-type': 'calendar' },
    el(calendarserver('uid'), text(row.uid)),
    href(calendarAddress(ROOT, invitee)),
    statusElement(row.status),
    accessElement(row.roles),
    hostUrl(owner, row.name),
    organizerElement(ROOT, owner),
    el(calendarserver('summary'), text(row.summary)),
    el(
      caldav('supported-calendar-component-set'),
      ...row.components.split(' ').map((name) => elWith(caldav('comp'), { name })),
    ),
  );

/** caldav-sharing §6.22 */
const reply = (row: ToldRow, owner: Person, invitee: Person): Xml =>
  elWith(
    calendarserver('invite-reply'),
    { 'shared-type': 'calendar' },
    href(calendarAddress(ROOT, invitee)),
    statusElement(row.status),
    hostUrl(owner, row.name),
    el(calendarserver('in-reply-to'), text(row.uid)),
    el(calendarserver('summary'), text(row.summary)),
  );

const ELEMENTS: Readonly<Record<NotificationOf, (row: ToldRow, self: Person, other: Person) => Xml>> = {
  invitation,
  reply,
};

/** RFC 5545 §3.3.5, UTC */
const stampOf = (at: number): string => new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');

const notificationOf = (of: NotificationOf, row: ToldRow, self: Person, other: Person): Notification => {
  const content = document(
    calendarserver('notification'),
    el(calendarserver('dtstamp'), text(stampOf(row.changed_at))),
    ELEMENTS[of](row, self, other),
  );
  const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`;
  return { of, name: `${of}-${row.uid}.xml`, told: row, text: content, etag };
};

/** Those of whom somebody sees the other one still. */
const visibleAmong = async (
  { directory, settings }: Pick<Services, 'directory' | 'settings'>,
  of: NotificationOf,
  rows: readonly ToldRow[],
  self: Account,
): Promise<Notification[]> => {
  const found = rows.map(async (row) => {
    const entry = await directory.visible(row.other.login, self.domain);
    const isHe = entry?.login === row.other.login && entry.domain === row.other.domain;
    return isHe ? [notificationOf(of, row, self, personOf(entry, settings))] : [];
  });
  return (await Promise.all(found)).flat();
};

/** What somebody has not been told yet: invitations first. */
export const notificationsOf = async (
  looking: Pick<Services, 'sql' | 'directory' | 'settings'>,
  account: Account,
): Promise<readonly Notification[]> => {
  const [invitations, replies] = await Promise.all([
    invitationsOf(looking.sql, account.principal),
    repliesTo(looking.sql, account.principal),
  ]);
  const both = [
    visibleAmong(looking, 'invitation', invitations, account),
    visibleAmong(looking, 'reply', replies, account),
  ];
  return (await Promise.all(both)).flat();
};

/** The notifications of somebody as members of a collection at this path. */
export const notificationResources = async (
  looking: Pick<Services, 'sql' | 'directory' | 'settings'>,
  { href: path, account }: ResourceOf<'notifications'>,
): Promise<ResourceOf<'notification'>[]> =>
  (await notificationsOf(looking, account)).map((notification) => ({
    is: 'notification',
    href: memberHref(path, notification.name, false),
    account,
    notification,
  }));
