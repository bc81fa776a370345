import { COLLECTION_KINDS, type CollectionKind } from '../../domain/collection/collection.ts';
import { KINDS as DOMAIN_KINDS, type Kind } from '../../domain/collection/kinds.ts';
import { inVersion, OFFERED_VERSIONS } from '../../domain/contact/in-version.ts';
import type { Protocol } from '../../domain/kernel/event.ts';
import type { Module } from '../../domain/settings/user-source.ts';
import { CALENDAR_TYPE, CARD_TYPE, LIST_TYPE } from './media-types.ts';
import type { Alternative } from './representation.ts';
import {
  type HomeKind,
  isOfDirectory,
  type MemberKind,
  type OtherHomeKind,
  type Resource,
  type Unmapped,
} from './resource.ts';
import { caldav, carddav, dav, type XmlName } from './xml/name.ts';

/** What the methods must know of one kind of collection. Everything else they do alike for all. */
export type DavKind = Kind & {
  /** The segment below a principal that holds its collections of this kind. */
  readonly segment: string;
  readonly module: Module;
  readonly protocol: Protocol;
  readonly home: HomeKind;
  /** The home of somebody else. */
  readonly otherHome: OtherHomeKind;
  readonly member: MemberKind;
  /** What a `resourcetype` may name when one is made. */
  readonly types: readonly XmlName[];
  /** Whether a member may be sent as this media type. */
  readonly takes: RegExp;
  /** Of a member as it was sent. */
  readonly mediaType: (component: string) => string;
  /** What else a reader may ask for. */
  readonly alternatives: readonly Alternative[];
  /** What the names of new members that the server gives end with. */
  readonly extension: (component: string) => string;
  /** In words for people. */
  readonly called: {
    readonly collection: string;
    readonly member: string;
    readonly mediaTypes: string;
    /** Where one is made, and nowhere else. */
    readonly collectionPlace: string;
    readonly memberPlace: string;
    /** The `personal` one before somebody names it. */
    readonly personal: string;
    /** SOGo's word before “UID already in use”. */
    readonly uid: string;
  };
};

/** What there is of each kind. */
export const KINDS: Readonly<Record<CollectionKind, DavKind>> = {
  calendar: {
    ...DOMAIN_KINDS.calendar,
    segment: 'Calendar',
    module: 'Calendar',
    protocol: 'caldav',
    home: 'calendar-home',
    otherHome: 'other-calendar-home',
    member: 'calendar-object',
    types: [dav('collection'), caldav('calendar')],
    takes: /^text\/(x-v)?calendar$/,
    mediaType: () => CALENDAR_TYPE,
    alternatives: [],
    extension: () => '.ics',
    called: {
      collection: 'calendar',
      member: 'calendar object',
      mediaTypes: 'text/calendar',
      collectionPlace: 'Calendars lie directly in the collection of calendars.',
      memberPlace: 'Calendar objects are stored directly in a calendar.',
      personal: 'Personal Calendar',
      uid: 'Event',
    },
  },
  'address-book': {
    ...DOMAIN_KINDS['address-book'],
    segment: 'Contacts',
    module: 'Contacts',
    protocol: 'carddav',
    home: 'address-book-home',
    otherHome: 'other-address-book-home',
    member: 'contact',
    types: [dav('collection'), carddav('addressbook')],
    takes: /^text\/(x-)?(vcard|vlist|directory)$/,
    mediaType: (component) => (component === 'vlist' ? LIST_TYPE : CARD_TYPE),
    alternatives: OFFERED_VERSIONS.map((version) => ({
      type: 'text/vcard',
      version,
      of: (source) => inVersion(source, version),
    })),
    extension: (component) => (component === 'vlist' ? '.vlf' : '.vcf'),
    called: {
      collection: 'address book',
      member: 'card',
      mediaTypes: 'text/vcard',
      collectionPlace: 'Address books lie directly in the collection of contacts.',
      memberPlace: 'Cards are stored directly in an address book.',
      personal: 'Personal Address Book',
      uid: 'Contact',
    },
  },
};

/** The kind whose collections lie below that segment; undefined for any other. */
export const kindAt = (segment: string | undefined): CollectionKind | undefined =>
  COLLECTION_KINDS.find((kind) => KINDS[kind].segment === segment);

/** The kind of the collections that a resource is one of, is in, or holds; undefined where there are none or all. */
export const kindOf = (resource: Resource | Unmapped): CollectionKind | undefined => {
  if (resource.is === 'unmapped') return kindOf(resource.parent);
  if (isOfDirectory(resource)) return 'address-book';
  if ('collection' in resource) return resource.collection.kind;
  return COLLECTION_KINDS.find((kind) => resource.is === KINDS[kind].home || resource.is === KINDS[kind].otherHome);
};
