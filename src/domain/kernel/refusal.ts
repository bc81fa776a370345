/**
 * Why a command or a request is refused: one closed union. Every protocol answers each of them from one total
 * table (`answers.ts`), so that a new reason without an answer does not compile.
 */
export type Reason =
  // the request
  | 'request-malformed'
  | 'method-not-allowed'
  | 'depth-infinity'
  | 'report-unsupported'
  | 'body-unsupported'
  | 'destination-elsewhere'
  | 'destination-is-source'
  // who and where
  | 'no-such-resource'
  | 'no-parent-collection'
  | 'not-allowed'
  | 'module-closed'
  | 'personal-is-permanent'
  // names
  | 'name-taken'
  | 'name-unusable'
  | 'name-reserved'
  // calendars and address books
  | 'location-wrong'
  | 'collection-type-unsupported'
  | 'property-invalid'
  | 'timezone-unknown'
  // reports: RFC 4791 §7.8, §7.10, RFC 6578 §3.2
  | 'filter-invalid'
  | 'filter-unsupported'
  | 'collation-unsupported'
  | 'calendar-data-unsupported'
  | 'too-many-matches'
  | 'sync-token-invalid'
  // their members: RFC 4791 §5.3.2.1, RFC 6352 §6.3.2.1
  | 'media-type-unsupported'
  | 'calendar-data-invalid'
  | 'calendar-object-invalid'
  | 'component-unsupported'
  | 'object-too-large'
  | 'too-many-instances'
  | 'too-many-attendees'
  | 'date-too-early'
  | 'date-too-late'
  | 'uid-taken'
  | 'uid-changed'
  // cards: RFC 6352 §6.3.2.1
  | 'address-data-invalid'
  | 'address-data-unsupported'
  | 'card-too-large'
  // sharing
  | 'too-many-grantees'
  | 'no-such-principal'
  | 'own-collection'
  | 'too-many-subscriptions'
  | 'acl-unsupported'
  // properties
  | 'property-protected'
  | 'property-too-large'
  | 'too-many-properties'
  // preferences and app passwords
  | 'preference-invalid'
  | 'preference-too-large'
  | 'too-many-preferences'
  | 'too-many-app-passwords'
  // concurrency
  | 'precondition-failed'
  | 'locked'
  | 'lock-token-mismatch'
  | 'lock-conflict'
  | 'lock-not-held'
  | 'lock-of-another'
  | 'too-many-locks'
  | 'too-busy'
  // the log
  | 'append-too-large'
  | 'store-full';

/** A refusal is a value, never thrown by the domain. `detail` is for the person who reads the answer. */
export type Refusal = {
  readonly is: 'refused';
  readonly reason: Reason;
  /** One sentence for the client's user; no secrets, nothing the caller may not see. */
  readonly detail?: string;
  /** 1-based line of the body that was sent, where the reason has one. */
  readonly line?: number;
  /** Where the things are that stand in the way, as the protocol writes a place. */
  readonly places?: readonly string[];
};

/** Makes a refusal: the reason, a sentence for the reader, and the line of the body if there is one. */
export const refuse = (reason: Reason, detail?: string, line?: number): Refusal => ({
  is: 'refused',
  reason,
  ...(detail === undefined ? {} : { detail }),
  ...(line === undefined ? {} : { line }),
});

/** The same refusal, naming what stands in the way. */
export const refuseFor = (reason: Reason, places: readonly string[], detail?: string): Refusal => ({
  ...refuse(reason, detail),
  places,
});

/** True for a refusal, whatever else the value may be. */
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'is' in value && value.is === 'refused';
