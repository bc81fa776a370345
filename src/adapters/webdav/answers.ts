import type { CollectionKind } from '../../domain/collection/collection.ts';
import type { Reason } from '../../domain/kernel/refusal.ts';
import { caldav, carddav, dav, type XmlName } from './xml/name.ts';

/** How WebDAV says no: a status and, where a standard has one, the precondition's element. */
export type DavAnswer = { readonly status: number; readonly condition?: XmlName };

/** RFC 4918 §16, RFC 4791 §5.3.1.1, §5.3.2.1, RFC 5689 §3.3, RFC 3744 §7.1.1 */
const answers: Readonly<Record<Reason, DavAnswer>> = {
  'request-malformed': { status: 400 },
  'depth-infinity': { status: 403, condition: dav('propfind-finite-depth') },
  'report-unsupported': { status: 403, condition: dav('supported-report') },
  'body-unsupported': { status: 415 },
  'method-not-allowed': { status: 405 },
  'destination-elsewhere': { status: 502 },
  'destination-is-source': { status: 403 },
  'no-such-resource': { status: 404 },
  'no-parent-collection': { status: 409 },
  'not-allowed': { status: 403, condition: dav('need-privileges') },
  'module-closed': { status: 403 },
  'personal-is-permanent': { status: 403 },
  'name-taken': { status: 405, condition: dav('resource-must-be-null') },
  'name-unusable': { status: 400 },
  'name-reserved': { status: 403 },
  'location-wrong': { status: 403, condition: caldav('calendar-collection-location-ok') },
  'collection-type-unsupported': { status: 403, condition: dav('valid-resourcetype') },
  'property-invalid': { status: 409 },
  'timezone-unknown': { status: 403, condition: caldav('valid-timezone') },
  'filter-invalid': { status: 403, condition: caldav('valid-filter') },
  'filter-unsupported': { status: 403, condition: caldav('supported-filter') },
  'collation-unsupported': { status: 403, condition: caldav('supported-collation') },
  'calendar-data-unsupported': { status: 403, condition: caldav('supported-calendar-data') },
  // RFC 6578 §3.12 shows the status
  'too-many-matches': { status: 507, condition: dav('number-of-matches-within-limits') },
  'sync-token-invalid': { status: 403, condition: dav('valid-sync-token') },
  'media-type-unsupported': { status: 415, condition: caldav('supported-calendar-data') },
  'calendar-data-invalid': { status: 403, condition: caldav('valid-calendar-data') },
  'calendar-object-invalid': { status: 403, condition: caldav('valid-calendar-object-resource') },
  'component-unsupported': { status: 403, condition: caldav('supported-calendar-component') },
  'object-too-large': { status: 403, condition: caldav('max-resource-size') },
  'too-many-instances': { status: 403, condition: caldav('max-instances') },
  'too-many-attendees': { status: 403, condition: caldav('max-attendees-per-instance') },
  'date-too-early': { status: 403, condition: caldav('min-date-time') },
  'date-too-late': { status: 403, condition: caldav('max-date-time') },
  // The status is SOGo's, and RFC 4918 §16 wants 409 where the client could mend the conflict.
  'uid-taken': { status: 409, condition: caldav('no-uid-conflict') },
  'uid-changed': { status: 409, condition: caldav('no-uid-conflict') },
  'address-data-invalid': { status: 403, condition: carddav('valid-address-data') },
  'address-data-unsupported': { status: 403, condition: carddav('supported-address-data') },
  'card-too-large': { status: 403, condition: carddav('max-resource-size') },
  'too-many-grantees': { status: 403, condition: dav('limited-number-of-aces') },
  'no-such-principal': { status: 403, condition: dav('recognized-principal') },
  'own-collection': { status: 403 },
  'too-many-subscriptions': { status: 507 },
  'acl-unsupported': { status: 403, condition: dav('no-ace-conflict') },
  'property-protected': { status: 403, condition: dav('cannot-modify-protected-property') },
  'property-too-large': { status: 507 },
  'too-many-properties': { status: 507 },
  'preference-invalid': { status: 403 },
  'preference-too-large': { status: 507 },
  'too-many-preferences': { status: 507 },
  'too-many-app-passwords': { status: 507 },
  'precondition-failed': { status: 412 },
  locked: { status: 423, condition: dav('lock-token-submitted') },
  'lock-token-mismatch': { status: 409, condition: dav('lock-token-matches-request-uri') },
  'lock-conflict': { status: 423, condition: dav('no-conflicting-lock') },
  // RFC 4918 §9.10.6: a refresh of a lock that is not there.
  'lock-not-held': { status: 412, condition: dav('lock-token-matches-request-uri') },
  'lock-of-another': { status: 403 },
  'too-many-locks': { status: 507 },
  'too-busy': { status: 503 },
  'append-too-large': { status: 507 },
  'store-full': { status: 507 },
};

/** RFC 6352 §6.3.1.1, §6.3.2.1, §8.6: what CardDAV calls by names of its own. */
const CARDDAV: Partial<Record<Reason, XmlName>> = {
  'location-wrong': carddav('addressbook-collection-location-ok'),
  'filter-invalid': carddav('valid-filter'),
  'filter-unsupported': carddav('supported-filter'),
  'collation-unsupported': carddav('supported-collation'),
  'media-type-unsupported': carddav('supported-address-data'),
  'object-too-large': carddav('max-resource-size'),
  'uid-taken': carddav('no-uid-conflict'),
  'uid-changed': carddav('no-uid-conflict'),
};

/** The answer to a refusal of what was asked of a kind of collection, or of what has none. */
export const answerOf = (reason: Reason, kind: CollectionKind | undefined): DavAnswer => {
  const condition = kind === 'address-book' ? CARDDAV[reason] : undefined;
  return condition === undefined ? answers[reason] : { ...answers[reason], condition };
};
