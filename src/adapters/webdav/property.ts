import type { SubscriptionChoices } from '../../domain/account/events.ts';
import type { CollectionFacts } from '../../domain/collection/collection.ts';
import type { Json } from '../../domain/kernel/event.ts';
import type { Refusal } from '../../domain/kernel/refusal.ts';
import type { DirectoryBook } from '../../domain/ports.ts';
import type { PreferenceKey, Setting } from '../../domain/settings/table.ts';
import type { Role } from '../../domain/sharing/roles.ts';
import type { GrantRow } from '../../projections/grants.ts';
import type { DavRequest } from './method.ts';
import type { ProxyFor } from './proxy-groups.ts';
import type { Account, Person, Resource, ResourceKind, ResourceOf } from './resource.ts';
import type { Sharing } from './sharees.ts';
import type { XmlName } from './xml/name.ts';
import type { XmlElement } from './xml/tree.ts';

/**
 * What a property wants fetched before it is read: `facts` all columns of a member (without, there are only its
 * name and entity tag), `text` its text too, `stored` the properties that clients set, `sync` the sync-token, `locks` the
 * locks on it, `preferences` what its owner prefers, `acl` who was given which roles in a collection, `proxies` for whom
 * the caller acts, `shared` whether calendars are shared with anybody, `sharees` with whom.
 */
export type Need =
  | 'text'
  | 'stored'
  | 'sync'
  | 'locks'
  | 'facts'
  | 'preferences'
  | 'acl'
  | 'proxies'
  | 'shared'
  | 'sharees';

/** What was fetched for the resource, as far as the properties asked for need it. */
export type View = {
  readonly caller: Account;
  /** Path of the DAV root with its trailing slash, encoded: `/SOGo/dav/`. */
  readonly root: string;
  /** Path of the tree that is looked at: the root, or the public tree below it. */
  readonly tree: string;
  /** Clark name → XML element. */
  readonly stored: ReadonlyMap<string, string>;
  /** RFC 6578 §4 and getctag: of the collection; empty where it has none. */
  readonly syncToken: string;
  /** RFC 4918 §15.8: the content of `lockdiscovery`. */
  readonly locks: string;
  /** Who was given which roles in the collection. */
  readonly grants: readonly GrantRow[];
  /** The roles of everybody who is logged in, where the collection has no word on them. */
  readonly defaultRoles: readonly Role[];
  /** What the owner prefers, by SOGo's key: his own word, else that of the configuration. */
  readonly preference: <K extends PreferenceKey>(key: K) => Setting<K>;
  /** The address books of the directory that the caller sees. */
  readonly directoryBooks: () => readonly DirectoryBook[];
  readonly proxies: readonly ProxyFor[];
  readonly sharing: Sharing;
  /** UTC milliseconds. */
  readonly now: number;
  /** RFC 4791 §5.2.5: octets. */
  readonly maxResourceSize: number;
};

/** What a PROPPATCH of one property comes to, besides the element being kept: facts, and properties that it replaces. */
export type PropertyWrite = {
  readonly facts?: CollectionFacts;
  readonly clears?: readonly XmlName[];
  /** What a subscriber chooses for himself; it is kept instead of the element. */
  readonly choices?: SubscriptionChoices;
  /** What the owner prefers from now on, by SOGo's key; undefined: nothing. It is kept instead of the element. */
  readonly preferences?: Readonly<Record<string, Json | undefined>>;
  /** Who is in the group from now on. It is kept instead of the element. */
  readonly members?: readonly Person[];
};

/**
 * One property. `read` gives the whole element as XML text, or undefined where the resource does not have it now.
 * Without `write` it is protected (RFC 4918 §15); `write` judges a new value (undefined: its removal) and changes nothing;
 * what a value refers to, it may look at.
 */
export type Property<K extends ResourceKind = ResourceKind> = {
  readonly name: XmlName;
  readonly on: readonly K[];
  readonly needs?: readonly Need[];
  /** RFC 4918 §9.1: an answer to `allprop`. */
  readonly allprop?: true;
  read(resource: ResourceOf<K>, view: View): string | undefined;
  write?(
    value: XmlElement | undefined,
    resource: Resource,
    locate: DavRequest['locate'],
  ): PropertyWrite | Refusal | Promise<PropertyWrite | Refusal>;
};

/** Declares a property of some kinds of resource so that it can stand in a list of properties of all kinds. */
export function property<const K extends ResourceKind>(declared: Property<K>): Property;
export function property(declared: Property): Property {
  return declared;
}
