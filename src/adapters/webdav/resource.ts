import type { PrincipalId } from '../../domain/kernel/ids.ts';
import type { UserKind } from '../../domain/ports.ts';
import type { Module } from '../../domain/settings/user-source.ts';
import type { CalendarObjectRow } from '../../projections/calendar-objects.ts';
import type { CalendarRow } from '../../projections/calendars.ts';

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
  | { readonly is: 'calendar-home'; readonly href: string; readonly account: Account }
  /** Of others of the directory, what anybody may know who may see them; they may never have been here. */
  | { readonly is: 'other-principal'; readonly href: string; readonly account: Person }
  | { readonly is: 'other-calendar-home'; readonly href: string; readonly account: Person }
  /** RFC 6638 §2.2: empty until there is scheduling, but clients want one. */
  | { readonly is: 'inbox'; readonly href: string; readonly account: Account }
  | CalendarResource
  /** SOGo's siblings of a calendar: the whole of it as one file. */
  | {
      readonly is: 'calendar-export';
      readonly href: string;
      readonly account: Account;
      readonly calendar: CalendarRow;
      readonly format: 'ics' | 'xml';
    }
  | CalendarObjectResource
  /** SOGo's children of a calendar object: `master`, and `occurence<epoch seconds>` for each override. */
  | {
      readonly is: 'component';
      readonly href: string;
      readonly account: Account;
      readonly object: CalendarObjectRow;
      readonly name: string;
      /** The component's lines. */
      readonly text: string;
    };

/** `calendar` is made up for a `personal` that was never written: it has created = 0 and an id that nothing bears. */
export type CalendarResource = {
  readonly is: 'calendar';
  readonly href: string;
  readonly account: Account;
  readonly calendar: CalendarRow;
};

export type CalendarObjectResource = {
  readonly is: 'calendar-object';
  readonly href: string;
  readonly account: Account;
  readonly calendar: CalendarRow;
  readonly object: CalendarObjectRow;
};

export type ResourceKind = Resource['is'];
export type ResourceOf<K extends ResourceKind> = Extract<Resource, { is: K }>;

/** A URL that names nothing, below a resource that a new one could be made in. */
export type Unmapped = {
  readonly is: 'unmapped';
  readonly href: string;
  readonly parent: Resource;
  readonly name: string;
};

const COLLECTIONS: ReadonlySet<ResourceKind> = new Set([
  'root',
  'principal',
  'other-principal',
  'calendar-home',
  'other-calendar-home',
  'inbox',
  'calendar',
]);

/** RFC 4918 §5.2 */
export const isCollection = (resource: Resource): boolean => COLLECTIONS.has(resource.is);
