import type { Qualifier } from './qualifier.ts';
import type { ModulesConstraints, PasswordRule } from './user-source.ts';

/** Where a key counts: S for the system only, D also in a domain, U also as a user's own preference. */
export type Level = 'S' | 'D' | 'U';

/** What a property list and JSON have in common: values of keys that Fasti only keeps. */
export type PlainValue = string | number | boolean | readonly PlainValue[] | { readonly [key: string]: PlainValue };

/** Kinds of values, and what a checked value of each is in the program. */
export type Kinds = {
  readonly boolean: boolean;
  readonly integer: number;
  /** Full hours; `08:00` is read too, as SOGo stores what users chose. */
  readonly hour: number;
  readonly number: number;
  readonly text: string;
  readonly path: string;
  readonly url: string;
  readonly 'database-url': string;
  readonly 'mail-address': string;
  /** `host:port`, `[v6]:port`; a bare port is one of this machine only, `*` every address of IPv4. */
  readonly listen: string;
  /** A name of the IANA time zone database. */
  readonly 'time-zone': string;
  readonly enum: string;
  readonly list: readonly string[];
  /** Names of mail domains, in lower case. */
  readonly 'domain-list': readonly string[];
  readonly 'domain-groups': readonly (readonly string[])[];
  readonly integers: readonly number[];
  readonly dictionary: { readonly [key: string]: PlainValue };
  readonly dictionaries: readonly { readonly [key: string]: PlainValue }[];
  readonly qualifier: Qualifier;
  readonly modules: ModulesConstraints;
  readonly mapping: Readonly<Record<string, readonly string[]>>;
  readonly 'password-scheme': string;
  readonly 'password-rules': readonly PasswordRule[];
  /** SOGoUserSources alone: `SetSource` says what is in it. */
  readonly sources: never;
};
export type Kind = keyof Kinds;

/** One key of the configuration. A key without a default is simply unset. */
export type Row = {
  readonly type: Kind;
  readonly level: Level;
  readonly default?: PlainValue;
  readonly unit?: string;
  /** What an enum may be, and the entries of a list; letter case does not matter on reading. */
  readonly values?: readonly string[];
  /** Of a number; of a list the number of entries. */
  readonly min?: number;
  readonly max?: number;
  /** Never shown; of addresses only the password is hidden, and that without a word here. */
  readonly secret?: true;
  /** Of a user source: it is nothing without. */
  readonly required?: true;
  /** One or two sentences for the person who sets it. */
  readonly meaning: string;
  /** Whether Fasti acts on it; otherwise a sentence that says why not. */
  readonly honoured: true | string;
};

/** Rows of one chapter, by key. */
export type Rows = Readonly<Record<string, Row>>;

/** What a value of a row is when it is set. */
export type Given<R> = R extends { readonly values: readonly (infer V)[]; readonly type: infer T }
  ? T extends 'list'
    ? readonly V[]
    : V
  : R extends { readonly type: infer T extends Kind }
    ? Kinds[T]
    : never;

/** What a value of a row is when it is asked for: the default makes it sure. */
export type Effective<R> = R extends { readonly default: PlainValue } ? Given<R> : Given<R> | undefined;

// Why a key is not honoured. One sentence each, so that a row says it with one word.
export const WEB = 'Not applicable: there is no web interface.';
export const WEB_PREFERENCE = 'Kept and given back; only a web interface would use it.';
export const OWN_PROCESSES = 'Not applicable: Fasti runs its processes in its own way.';
export const OWN_STORE = 'Not applicable: Fasti keeps everything in one database, see FastiDatabaseURL.';
export const SINGLE_SIGN_ON = 'Not yet: CAS, SAML and OpenID are not there.';
export const DEBUG = 'Not applicable: it switches on messages of SOGo’s own code.';
export const MAIL = 'Not yet: Fasti does not read or send mail.';
export const SCHEDULING = 'Not yet: invitations are not sent.';
export const ACTIVE_SYNC = 'Not yet: ActiveSync is not there.';
