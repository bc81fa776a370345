import type { Preferences } from '../../domain/account/preferences.ts';
import { MAX_RESOURCE_SIZE } from '../../domain/limits.ts';
import type { PreferenceKey, Setting } from '../../domain/settings/table.ts';
import type { Module } from '../../domain/settings/user-source.ts';

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
  readonly preference: PreferenceOf;
};

/** What the configuration says of DAV. */
export type DavSettings = {
  /** Of SOGoCalendarDAVAccessEnabled and SOGoAddressBookDAVAccessEnabled those that say no. */
  readonly closedModules: readonly Module[];
  /** SOGoEnablePublicAccess: what is shown to everybody needs no login. */
  readonly publicAccess: boolean;
  /** WOMaxUploadSize in octets; Infinity without a limit. */
  readonly maxUpload: number;
  /** SOGoDebugRequests: answers tell how long they took. */
  readonly showDuration: boolean;
  ofDomain(domain: string): DomainSettings;
};

/** RFC 4791 §5.2.5: octets that one calendar object may have. */
export const maxResourceSize = ({ maxUpload }: DavSettings): number => Math.min(maxUpload, MAX_RESOURCE_SIZE);
