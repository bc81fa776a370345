import type { Preferences } from '../../domain/account/preferences.ts';
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { MAX_RESOURCE_SIZE } from '../../domain/limits.ts';
import type { PreferenceKey, Setting } from '../../domain/settings/table.ts';
import type { Module } from '../../domain/settings/user-source.ts';
import type { Role } from '../../domain/sharing/roles.ts';

/** What somebody with these stored preferences prefers: his own word, else the domain's or the system's. */
type PreferenceOf = <K extends PreferenceKey>(stored: Preferences, key: K) => Setting<K>;

/** What the configuration says of DAV in one domain; the names are SOGo's. */
export type DomainSettings = {
  /** Days of past events that are listed; 0: all. */
  readonly SOGoDAVCalendarStartTimeLimit: number;
  /** Days before and after today. */
  readonly SOGoFreeBusyDefaultInterval: readonly number[];
  /** Folded logins. */
  readonly SOGoSuperUsernames: readonly string[];
  /** SOGoCalendarDefaultRoles, SOGoContactsDefaultRoles: of whoever is logged in, in what nobody gave roles for. */
  readonly defaultRoles: Readonly<Record<CollectionKind, readonly Role[]>>;
  readonly SOGoSubscriptionFolderFormat: string;
  readonly SOGoFoldersSendEMailNotifications: boolean;
  readonly SOGoACLsSendEMailNotifications: boolean;
  readonly preference: PreferenceOf;
};

/** What the configuration says of DAV. */
export type DavSettings = {
  /** Of SOGoCalendarDAVAccessEnabled and SOGoAddressBookDAVAccessEnabled those that say no. */
  readonly closedModules: readonly Module[];
  /** SOGoDisableSharing: nothing in these modules is shared, whatever was. */
  readonly unshared: readonly Module[];
  /** SOGoDisableSharingAnyAuthUser: what was given to everybody who is logged in does not count. */
  readonly unsharedWithAll: readonly Module[];
  /** SOGoDisableExport */
  readonly unexported: readonly Module[];
  /** SOGoEnablePublicAccess */
  readonly hasPublicAccess: boolean;
  /** WOMaxUploadSize in octets; Infinity without a limit. */
  readonly maxUpload: number;
  /** SOGoDebugRequests: answers tell how long they took. */
  readonly showDuration: boolean;
  ofDomain(domain: string): DomainSettings;
};

/** RFC 4791 §5.2.5: octets that one calendar object may have. */
export const maxResourceSize = ({ maxUpload }: DavSettings): number => Math.min(maxUpload, MAX_RESOURCE_SIZE);
