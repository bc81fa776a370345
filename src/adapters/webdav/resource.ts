import type { PrincipalId } from '../../domain/kernel/ids.ts';
import type { DirectoryBook, DirectoryCards, PersonalBooks, UserKind } from '../../domain/ports.ts';
import type { Module } from '../../domain/settings/user-source.ts';
import type { ProxyKind } from '../../domain/sharing/proxies.ts';
import type { ItemView } from '../../domain/sharing/view.ts';
import type { AddressBookRow, CalendarRow } from '../../projections/collections.ts';
import type { MemberRow } from '../../projections/members/named.ts';

import type { Access } from './access.ts';
import type { Notification } from './notifications.ts';

/** A user, group or resource as the directory knows him now. */
export type Person = {
  readonly domain: string;
  /** As it stands in URLs: folded. */
  readonly login: string;
  readonly name: string;
  /** The first is the one to show. */
  readonly mails: readonly string[];
  readonly kind: UserKind;
  /** Closed to this person, by the configuration or by the directory. */
  readonly deniedModules: readonly Module[];
};

/** Somebody who has been here: the log knows him for ever. */
export type Account = Person & { readonly principal: PrincipalId };

/**
 * What a URL may name. `href` is the path as the client wrote it, percent-encoded, so that answers mirror the request
 * down to the trailing slash.
 */
export type Resource =
  | { readonly is: 'root'; readonly href: string }
  | { readonly is: 'principal'; readonly href: string; readonly account: Account }
  | HomeResource
  /** Of others of the directory, what anybody may know who may see them; they may never have been here. */
  | { readonly is: 'other-principal'; readonly href: string; readonly account: Person }
  | { readonly is: 'other-calendar-home'; readonly href: string; readonly account: Person }
  | { readonly is: 'other-address-book-home'; readonly href: string; readonly account: Person }
  /** RFC 6638 §2.2: empty until there is scheduling, but clients want one. */
  | { readonly is: 'inbox'; readonly href: string; readonly account: Account }
  /** SOGo's file of somebody's busy times in these days. */
  | { readonly is: 'free-busy'; readonly href: string; readonly account: Person }
  | ProxyGroupResource
  /** caldav-sharing §4: what somebody is to be told, and where that is. */
  | { readonly is: 'notifications'; readonly href: string; readonly account: Account }
  | {
      readonly is: 'notification';
      readonly href: string;
      readonly account: Account;
      readonly notification: Notification;
    }
  | CollectionResource
  /** SOGo's siblings of a calendar: the whole of it as one file. */
  | {
      readonly is: 'calendar-export';
      readonly href: string;
      readonly account: Account;
      readonly collection: CalendarRow;
      readonly access: Access;
      readonly format: 'ics' | 'xml';
    }
  | MemberResource
  | DirectoryBookResource
  | DirectoryCardResource
  /** SOGo's children of a calendar object: `master`, and `occurence<epoch seconds>` for each override. */
  | {
      readonly is: 'component';
      readonly href: string;
      readonly account: Account;
      readonly object: MemberRow;
      readonly access: Access;
      readonly view: ItemView;
      readonly name: string;
      /** The component's lines. */
      readonly text: string;
    };

/** caldav-proxy §5.2: the group of those who act for somebody, reading or writing too. */
export type ProxyGroupResource = {
  readonly is: 'proxy-group';
  readonly href: string;
  /** For whom. */
  readonly account: Person;
  readonly proxy: ProxyKind;
  readonly members: readonly ProxyMember[];
  /** Whether the caller says who is in it. */
  readonly isOwner: boolean;
};
export type ProxyMember = { readonly principal: PrincipalId; readonly login: string };

/** RFC 4791 §6.2.1, RFC 6352 §7.1.1: where somebody's collections of a kind are. */
export type HomeKind = 'calendar-home' | 'address-book-home';
export type OtherHomeKind = 'other-calendar-home' | 'other-address-book-home';
export type HomeResource = { readonly is: HomeKind; readonly href: string; readonly account: Account };

/** `collection` is made up for one that is there without ever having been written: it has created = 0 and an id that nothing bears. */
type CollectionOf<Row extends { readonly kind: string }> = {
  readonly is: Row['kind'];
  readonly href: string;
  /** Whose it is. */
  readonly account: Account;
  readonly collection: Row;
  readonly access: Access;
};
export type CalendarResource = CollectionOf<CalendarRow>;
export type AddressBookResource = CollectionOf<AddressBookRow>;
export type CollectionResource = CalendarResource | AddressBookResource;

type MemberOf<Is extends string, Row> = {
  readonly is: Is;
  readonly href: string;
  readonly account: Account;
  readonly collection: Row;
  readonly access: Access;
  /** The form in which the caller sees it; its text, where it has one, is in this form. */
  readonly view: ItemView;
  readonly object: MemberRow;
};
export type CalendarObjectResource = MemberOf<'calendar-object', CalendarRow>;
export type ContactResource = MemberOf<'contact', AddressBookRow>;
export type MemberResource = CalendarObjectResource | ContactResource;
export type MemberKind = MemberResource['is'];

/** draft-daboo-carddav-directory-gateway §1: an address book of a directory, as its caller sees it; with its cards where it is listed. */
export type DirectoryBookResource = {
  readonly is: 'directory-book';
  readonly href: string;
  /** Who sees it. */
  readonly account: Account;
  readonly book: DirectoryBook;
  /** What keeps the book for him; without it the book is everybody's. */
  readonly keeper?: PersonalBooks;
  readonly listed?: DirectoryCards;
};

/** A card that a directory made of an entry: nothing of it is in the log. */
export type DirectoryCardResource = {
  readonly is: 'directory-card';
  readonly href: string;
  readonly account: Account;
  readonly book: DirectoryBook;
  readonly object: Pick<MemberRow, 'name' | 'component' | 'size' | 'text' | 'octets'> & { readonly etag: string };
};

export type ResourceKind = Resource['is'];
export type ResourceOf<K extends ResourceKind> = Extract<Resource, { is: K }>;

/** A URL that names nothing, below a resource that a new one could be made in. */
export type Unmapped = {
  readonly is: 'unmapped';
  readonly href: string;
  readonly parent: Resource;
  readonly name: string;
  /** What is there and not shown to the caller. */
  readonly hidden?: MemberResource;
};

const COLLECTIONS: ReadonlySet<ResourceKind> = new Set([
  'root',
  'principal',
  'other-principal',
  'calendar-home',
  'address-book-home',
  'other-calendar-home',
  'other-address-book-home',
  'inbox',
  'proxy-group',
  'notifications',
  'calendar',
  'address-book',
  'directory-book',
]);

/** RFC 4918 §5.2 */
export const isCollection = (resource: Resource): boolean => COLLECTIONS.has(resource.is);

/** RFC 4791 §4.2, RFC 6352 §5.2: what has members with texts. */
export const hasMembers = (target: Resource | Unmapped): target is CollectionResource =>
  target.is === 'calendar' || target.is === 'address-book';

/** RFC 4791 §4.1, RFC 6352 §5.1 */
export const isMember = (target: Resource | Unmapped): target is MemberResource =>
  target.is === 'calendar-object' || target.is === 'contact';

/** An address book of a directory, something in it, or a place in it. */
export const isOfDirectory = (target: Resource | Unmapped): boolean =>
  target.is === 'unmapped'
    ? target.parent.is === 'directory-book'
    : target.is === 'directory-book' || target.is === 'directory-card';

/** Somebody's home, whether one may make collections there or not. */
export const isAnyHome = (target: Resource | Unmapped): target is HomeResource | ResourceOf<OtherHomeKind> =>
  isHome(target) || target.is === 'other-calendar-home' || target.is === 'other-address-book-home';

/** Where collections of a kind are made. */
export const isHome = (target: Resource | Unmapped): target is HomeResource =>
  target.is === 'calendar-home' || target.is === 'address-book-home';
