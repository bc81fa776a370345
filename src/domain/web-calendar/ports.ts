/** What the work on web calendars needs of the outside world, and what it offers to protocols and commands. */
import type { Metadata } from '../kernel/event.ts';
import type { CollectionId, PrincipalId } from '../kernel/ids.ts';
import type { Refusal } from '../kernel/refusal.ts';
import type { WebSource } from './source.ts';

/** RFC 9110 §13.1.2, §13.1.3: what the server said of the text that was fetched last. */
export type Validators = { readonly etag?: string; readonly lastModified?: string };

/** What became of a fetch; `why` is a sentence for the calendar's owner. */
export type Fetched =
  | {
      readonly is: 'fetched';
      readonly octets: Uint8Array;
      readonly charset: string | undefined;
      readonly validators: Validators;
    }
  | { readonly is: 'not-modified' }
  | { readonly is: 'failed'; readonly why: string };

/** Fetches a text from another server, within all limits; rejects only when the signal ends it. */
export type WebFetch = (source: WebSource, known: Validators, signal: AbortSignal) => Promise<Fetched>;

/** Encrypts texts, each for one thing alone: what was sealed for another one cannot be opened. */
export type Sealer = {
  seal(text: string, boundTo: string): Uint8Array;
  /** Undefined for what was altered, or sealed with a key that is not known any more. */
  open(sealed: Uint8Array, boundTo: string): string | undefined;
};

/** How often and with what success a web calendar was fetched. Times are UTC ms. */
export type FetchStatus = {
  readonly due: number;
  /** When what is there was last known to be what the server has. */
  readonly fetched: number | null;
  readonly imported: number;
  readonly skipped: number;
  readonly failures: number;
  readonly error: string | null;
};

/** A web calendar that one process fetches at this moment, and nobody else. `lease` names the process's right to. */
export type Leased = {
  readonly collection: CollectionId;
  readonly owner: PrincipalId;
  readonly lease: string;
  /** Where it is, sealed; null where that was erased. */
  readonly source: Uint8Array | null;
  readonly etag: string | null;
  readonly last_modified: string | null;
  readonly imported: number;
  readonly skipped: number;
  readonly failures: number;
};

/** A web calendar with what is known of its fetches; `source` as in `Leased`, nulls before the first fetch. */
export type WebCalendarRow = { readonly [K in keyof FetchStatus]: FetchStatus[K] | null } & {
  readonly collection: CollectionId;
  readonly name: string;
  readonly source: Uint8Array | null;
};

/** Who fetches what, and when: not history, and what is lost costs one more fetch. */
export type WebCalendarFetches = {
  /** The right to fetch one that is due, until `until`; undefined where none is. */
  takeDue(lease: string, now: number, until: number): Promise<Leased | undefined>;
  /** The right to fetch this one, due or not; undefined while another one has it. */
  take(collection: CollectionId, lease: string, now: number, until: number): Promise<Leased | undefined>;
  /** A longer right; false when it was lost. */
  keep(leased: Leased, until: number): Promise<boolean>;
  succeeded(
    leased: Leased,
    outcome: Pick<FetchStatus, 'due' | 'imported' | 'skipped'>,
    now: number,
    validators: Validators,
  ): Promise<void>;
  failed(leased: Leased, error: string, due: number): Promise<void>;
  /** Gives the right back as if nothing had been tried. */
  release(leased: Leased, now: number): Promise<void>;
  /** Those of an owner, in the order of their names. */
  list(owner: PrincipalId): Promise<readonly WebCalendarRow[]>;
};

/** A web calendar as its owner sees it. `source` shows the host and no more; undefined where it cannot be read any more. */
export type WebCalendar = Omit<WebCalendarRow, 'source'> & { readonly source: string | undefined };

export type Added = { readonly collection: CollectionId; readonly name: string; readonly displayName: string };

/** Calendar objects that the web calendar has, and components that could not be taken. */
export type Refreshed = { readonly is: 'refreshed'; readonly imported: number; readonly skipped: number };

/** What can be asked for by people. */
export type WebCalendars = {
  /** Adds one for an owner whose account is open; it is fetched by whoever gets to it first. */
  add(
    owner: PrincipalId,
    address: string,
    displayName: string | undefined,
    metadata: Metadata,
  ): Promise<Added | Refusal>;
  /** Fetches one now, whatever its server said before. */
  refresh(collection: CollectionId): Promise<Refreshed | Refusal>;
  list(owner: PrincipalId): Promise<readonly WebCalendar[]>;
};
