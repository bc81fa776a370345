/** The outside world as types. Adapters implement them; one contract suite each (`test/contracts`). */
import type { AppPasswordId } from './account/app-passwords.ts';
import type { Body, Event, Json, Metadata, Recorded } from './kernel/event.ts';
import type { CorrelationId, Epoch, EventId, Position, PrincipalId, Revision, StreamId, When } from './kernel/ids.ts';
import type { Refusal } from './kernel/refusal.ts';
import type { Module } from './settings/user-source.ts';
import type { Card } from './vcard/card.ts';
import type { ContactFilter } from './vcard/filter.ts';

// ---- the event log -------------------------------------------------------------------------------------------------

/** Events for one stream, which must be at `expected` (-1: must not exist yet; 'any': wherever it is). */
export type Write = {
  readonly stream: StreamId;
  readonly expected: Revision | 'any';
  readonly events: readonly Event[];
};

/** A stream that is not written but must still be at the revision that the decision was made on. */
export type Guard = { readonly stream: StreamId; readonly expected: Revision };

/**
 * A unique key, taken or released for a holder (an id). Taking what the same holder has is no change; releasing what
 * another holds, or nobody, is a verdict. Keys are kept as keyed hashes: any length, and they tell nothing.
 */
export type Claim = {
  readonly op: 'take' | 'release';
  readonly scope: string;
  readonly key: string;
  readonly holder: string;
};

/** All or nothing over all the streams it names. A stream is written at most once per append. */
export type Append = {
  readonly writes: readonly Write[];
  readonly guards?: readonly Guard[];
  readonly claims?: readonly Claim[];
  readonly metadata: Metadata;
};

/** What became of one append; a verdict never touches its neighbours in a batch. */
export type Verdict =
  | { readonly is: 'appended'; readonly events: readonly Appended[] }
  | { readonly is: 'wrong-revision'; readonly stream: StreamId; readonly actual: Revision }
  | { readonly is: 'already-claimed'; readonly scope: string; readonly key: string; readonly holder: string }
  | { readonly is: 'not-claimed'; readonly scope: string; readonly key: string }
  | Refusal;

/** Where an event of the append went, in the order of the writes. */
export type Appended = {
  readonly id: EventId;
  readonly stream: StreamId;
  readonly revision: Revision;
  readonly position: Position;
  readonly when: When;
};

/** Where a stream stands: `state` is what `evolve` made of all its events; undefined for a stream without any. */
export type StreamState = { readonly revision: Revision; readonly state: Json | undefined };

/** The end of the log, and which life of the log it is. */
export type Head = { readonly epoch: Epoch; readonly position: Position };

/** The address and agent of a request, while it has not been erased. */
export type RequestRecord = { readonly address: string; readonly userAgent: string };

export type EventLog = {
  /**
   * Appends, with same-transaction projections, or says why not. Rejects with `NotAppended` when this append's data could
   * not be stored or projected, the program is outdated or the store is gone; with `OutcomeUnknown` when the store went
   * away while storing; with a TypeError for what no caller may send (no actor, unknown types, a stream written twice).
   */
  append(append: Append): Promise<Verdict>;
  /** States of streams, in the order asked for. */
  states(streams: readonly StreamId[]): Promise<readonly StreamState[]>;
  head(): Promise<Head>;
  /** Events after a position, in order, in batches of at most `limit` events, up to the head at the time of the call. */
  read(after: Position, options?: ReadOptions): AsyncIterable<readonly Recorded[]>;
  /** The events of one stream from a revision on, in order. */
  readStream(stream: StreamId, from?: Revision): Promise<readonly Recorded[]>;
  /**
   * Calls `handle` with every event after a position, in order, each batch once, and waits for it; goes on with what is
   * appended later, by whatever process, until closed. A handler that throws is called again with the same batch.
   */
  subscribe(
    after: Position,
    handle: (events: readonly Recorded[]) => Promise<void>,
    options?: ReadOptions,
  ): Subscription;
  /** The request behind a correlation id. */
  request(correlation: CorrelationId): Promise<RequestRecord | undefined>;
  /** Removes a body for good; its hash stays in the event. */
  eraseBody(position: Position): Promise<void>;
  /** Whether a body still is the one whose keyed hash the event holds; 'erased' when it is gone, 'none' when there was none. */
  checkBody(position: Position): Promise<'intact' | 'altered' | 'erased' | 'none'>;
  /** Begins a new epoch: every sync-token given out so far asks its client to resynchronize. */
  raiseEpoch(): Promise<Epoch>;
  close(): Promise<void>;
};

export type ReadOptions = { readonly limit?: number; readonly bodies?: boolean };

/** `caughtUp` resolves when everything up to the head at the time of the call has been handled. */
export type Subscription = { caughtUp(): Promise<void>; close(): Promise<void> };

export type { Body };

// ---- queries -------------------------------------------------------------------------------------------------------

/** A value a query may be given. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array | readonly string[] | readonly number[];

/** Runs one prepared statement, written as a tagged template; the rows' type is the query's word. */
export type Sql = <Row extends object>(text: TemplateStringsArray, ...values: readonly SqlValue[]) => Promise<Row[]>;

// ---- volatile: locks -----------------------------------------------------------------------------------------------

/**
 * RFC 4918 §6. `path` is decoded, without a trailing slash, and begins with the principal whose tree it is in; `href` is
 * the URL that was locked, as its client wrote it; `owner` the XML it sent, empty without; `expires` UTC ms.
 */
export type Lock = {
  readonly token: string;
  readonly path: string;
  readonly href: string;
  readonly depth: '0' | 'infinity';
  readonly scope: 'exclusive' | 'shared';
  readonly owner: string;
  readonly principal: PrincipalId;
  readonly expires: number;
};

/** Not history: a lock that is lost costs a retry. Expired locks are never returned. */
export type Locks = {
  /** Locks that bind any of the paths: on it, above it with depth infinity; and whatever is locked below `trees`. */
  binding(paths: readonly string[], now: number, trees: readonly string[]): Promise<readonly Lock[]>;
  /** Adds a lock unless one that conflicts binds the path; the conflicting ones otherwise. Atomic. Refuses a principal's lock over the limit. */
  add(lock: Lock, now: number): Promise<readonly Lock[] | Refusal>;
  /** A new expiry; false when there is no such lock of this principal any more. */
  refresh(token: string, principal: PrincipalId, expires: number, now: number): Promise<boolean>;
  /** False when there was none. */
  remove(token: string, principal: PrincipalId): Promise<boolean>;
  /** Locks of these paths and below go with the resources. */
  removeBelow(paths: readonly string[]): Promise<void>;
};

// ---- directories ---------------------------------------------------------------------------------------------------

/** What an entry of a directory is; everything but a person can be invited and not log in for work. */
export type UserKind = 'individual' | 'group' | 'location' | 'thing';

/** A user, group or resource as one source has it; its login as the source spells it. */
export type SourceEntry = {
  readonly uid: string;
  readonly name: string;
  /** The first is the one to show; without duplicates. */
  readonly mails: readonly string[];
  readonly kind: UserKind;
  /** Resources only: 0 no limit, -1 no limit but shown busy, N that many at a time. */
  readonly multipleBookings?: number;
  readonly deniedModules: readonly Module[];
  /** From DomainFieldName. */
  readonly domain?: string;
  readonly imapLogin?: string;
  readonly imapHost?: string;
  readonly sieveHost?: string;
};

/** What the right password leads to, besides being let in: what the person should be told. */
export type PasswordWarning =
  | { readonly is: 'expires'; readonly seconds: number }
  | { readonly is: 'grace'; readonly logins: number };

/** What a directory says of a login and a password. The refusals after the right password are for their owner only. */
export type Authentication<Entry> =
  | { readonly is: 'authenticated'; readonly entry: Entry; readonly warning?: PasswordWarning }
  /** No such user, or not his password: nobody can tell which, not by the time it takes either. */
  | { readonly is: 'wrong' }
  | { readonly is: 'password-expired' | 'password-must-change' | 'account-locked' }
  /** Too many ask at once: come again. */
  | { readonly is: 'too-busy' };

/** What became of a change of a password. `rule` is told to the person. */
export type PasswordChange =
  | { readonly is: 'changed' }
  | { readonly is: 'no-such-user' }
  | { readonly is: 'wrong-password' }
  | { readonly is: 'refused'; readonly rule: string };

/** A person, a resource or a group of a directory as a card. */
export type DirectoryCard = {
  /** What names it in its book, usable in a URL; its UID too. */
  readonly name: string;
  /** vCard 3.0 */
  readonly text: string;
  /** RFC 9110 §8.8.3, strong, in its quotes: the same as long as the text is. */
  readonly etag: string;
};

/** `truncated`: there are more, or may be; nobody knows how many. */
export type DirectoryCards = { readonly cards: readonly DirectoryCard[]; readonly truncated: boolean };

/**
 * A directory as an address book. Every method rejects with `DirectoryUnavailable` during an outage. `Place` is what it
 * takes to know whose entries are meant: nothing, or the domain of whoever asks.
 */
type Book<Place extends readonly unknown[]> = {
  /** What names it in URLs. */
  readonly id: string;
  readonly displayName: string;
  /** Without a text to look for, or a full stop for all, it lists nothing. */
  readonly listRequiresDot: boolean;
  /** Whether this login, of those who see the book, may use `put` and `remove`; they do not ask. */
  isWritableBy(login: string): boolean;
  /** Exactly the cards that meet the filter, at most `limit`; a filter without conditions lists the book. */
  cards(filter: ContactFilter, limit: number, ...place: Place): Promise<DirectoryCards>;
  /** By its name, in any case. */
  card(name: string, ...place: Place): Promise<DirectoryCard | undefined>;
  /** The directory keeps what it has attributes for, and the name is the UID: what `card` gives then may differ. */
  put(name: string, card: Card, ...place: Place): Promise<'created' | 'changed' | Refusal>;
  remove(name: string, ...place: Place): Promise<'removed' | 'absent' | Refusal>;
};

/** The address book that a source is. */
export type SourceBook = Book<[domain: string]> & {
  /** Whether its entries say which domain they are of; otherwise it gives all to everybody. */
  readonly isOfDomains: boolean;
};

/** An address book of a directory, as somebody sees it. */
export type DirectoryBook = Book<[]>;

/** Address books that a directory keeps for a person: SOGo's `abOU`. Refusals are the directory's own. */
export type PersonalBooks<Place extends readonly unknown[] = []> = {
  list(...place: Place): Promise<readonly DirectoryBook[]>;
  create(id: string, displayName: string, ...place: Place): Promise<'created' | Refusal>;
  rename(id: string, displayName: string, ...place: Place): Promise<'renamed' | Refusal>;
  remove(id: string, ...place: Place): Promise<'removed' | Refusal>;
};

/** One LDAP or SQL source of users. `domain` is that of the login, for `%d`. Every method rejects with `DirectoryUnavailable` during an outage. */
export type UserSource = {
  readonly id: string;
  readonly canAuthenticate: boolean;
  readonly isAddressBook: boolean;
  /** By login, as typed or as it is spelled; what is only similar is not found. */
  find(login: string, domain: string): Promise<SourceEntry | undefined>;
  /** By one of its mail addresses. */
  findByMail(mail: string, domain: string): Promise<SourceEntry | undefined>;
  authenticate(login: string, password: string, domain: string): Promise<Authentication<SourceEntry>>;
  /** Entries of which a search field contains the text, at most `limit`; nothing in the text has a meaning of its own. */
  search(text: string, limit: number, domain: string): Promise<readonly SourceEntry[]>;
  /** Logins of a group's members, nested groups followed unless switched off; undefined where there is no such group. */
  members(group: string, domain: string): Promise<readonly string[] | undefined>;
  /** Logins of the groups that this login is a member of, directly or through groups. */
  groupsOf(login: string, domain: string): Promise<readonly string[]>;
  /** Without an old password the source's own rights are used: that is an admin's doing. */
  changePassword(login: string, password: string, old: string | undefined, domain: string): Promise<PasswordChange>;
  /** Where it is an address book. */
  readonly book?: SourceBook;
  /** Of a login, where people have books of their own in this directory. */
  readonly personalBooks?: PersonalBooks<[login: string, domain: string]>;
  close(): Promise<void>;
};

/** A user, group or resource of the installation. */
export type DirectoryEntry = Omit<SourceEntry, 'uid' | 'domain'> & {
  /** What names the account, in URLs too: folded (NFC, lower case); `uid@domain` with SOGoEnableDomainBasedUID. */
  readonly login: string;
  /** A key of `domains`; '' for the sources of the system level. */
  readonly domain: string;
  /** The id of its source. */
  readonly source: string;
};

/** All sources of all domains as one. Every method rejects with `DirectoryUnavailable` during an outage. */
export type Directory = {
  /** By what names the account; of one domain only where one is given. */
  find(login: string, domain?: string): Promise<DirectoryEntry | undefined>;
  authenticate(login: string, password: string): Promise<Authentication<DirectoryEntry>>;
  /** People, groups and resources that somebody of this domain may see, by any search field, at most `limit`. */
  search(text: string, limit: number, domain: string): Promise<readonly DirectoryEntry[]>;
  /** By login or mail address, if somebody of this domain may see it. */
  visible(name: string, domain: string): Promise<DirectoryEntry | undefined>;
  members(group: string): Promise<readonly string[] | undefined>;
  groupsOf(login: string): Promise<readonly string[]>;
  changePassword(login: string, password: string, old?: string): Promise<PasswordChange>;
  /** The address books that somebody of this domain sees, those of his own domain first; ids are unique. */
  books(domain: string): readonly DirectoryBook[];
  /** Whether anybody of this domain may have books that a directory keeps for him. */
  keepsPersonalBooks(domain: string): boolean;
  /** What keeps books for this account; undefined where nothing does. */
  personalBooks(login: string, domain: string): Promise<PersonalBooks | undefined>;
  close(): Promise<void>;
};

// ---- volatile: rate limits -----------------------------------------------------------------------------------------

/** So many points within so many seconds of the first; who takes more is refused, for `blockSeconds` from then on where there are any. */
export type RateLimit = { readonly points: number; readonly seconds: number; readonly blockSeconds: number };

/** What became of taking a point; the milliseconds are those until the count begins anew. */
export type Consumed =
  | { readonly is: 'allowed'; readonly consumed: number; readonly milliseconds: number }
  | { readonly is: 'refused'; readonly milliseconds: number };

/** Counts of one kind, each under a key that tells nothing. */
export type RateLimiter = {
  /** Takes a point. Atomic: of many at once no more are allowed than there are points. */
  consume(key: string): Promise<Consumed>;
  /** Puts a point back that was taken for nothing. */
  giveBack(key: string): Promise<void>;
  /** Refuses from now on for so many seconds. */
  block(key: string, seconds: number): Promise<void>;
  /** Forgets the count, and a block. */
  clear(key: string): Promise<void>;
};

/** Not history: a count that is lost lets somebody try again. */
export type RateLimits = {
  /** The counts of this name, which has this limit in every process. */
  limiter(name: string, limit: RateLimit): RateLimiter;
  close(): Promise<void>;
};

// ---- volatile: the audit of logins ---------------------------------------------------------------------------------

/** What logins come to. */
export type LoginOutcome =
  | 'in'
  | 'unknown'
  | 'password-expired'
  | 'password-must-change'
  | 'account-locked'
  | 'wrong-scope'
  | 'blocked'
  | 'too-busy'
  | 'directory-unavailable';

/**
 * How often somebody came from somewhere to the same end within an hour. What was typed is never in it: `principal` is
 * who came in, `login` a keyed hash of the folded login. All three are empty where there were too many to tell apart.
 */
export type LoginCount = {
  /** Its begin, UTC ms. */
  readonly hour: number;
  readonly principal: PrincipalId | '';
  readonly login: string;
  readonly network: string;
  readonly protocol: Metadata['protocol'];
  readonly outcome: LoginOutcome;
  readonly count: number;
  /** UTC ms */
  readonly first: number;
  readonly last: number;
};

/** An app password that somebody logged in with; its id is unique in its account. */
export type AppPasswordUse = { readonly principal: PrincipalId; readonly id: AppPasswordId };
