import type { Preferences } from '../../domain/account/preferences.ts';
import type { Json } from '../../domain/kernel/event.ts';
import { MAX_RESOURCE_SIZE } from '../../domain/limits.ts';
import type { Module } from '../../domain/settings/user-source.ts';
import type { Account } from './resource.ts';

/** What the configuration says of DAV in one domain; the names are SOGo's. */
export type DomainSettings = {
  /** Days of past events that are listed; 0: all. */
  readonly SOGoDAVCalendarStartTimeLimit: number;
  /** Folded logins. */
  readonly SOGoSuperUsernames: readonly string[];
  /** What somebody with these stored preferences prefers: his own word, else the domain's or the system's, if there is one. */
  preference(stored: Preferences, key: string): Json | undefined;
};

/** What the configuration says of DAV. */
export type DavSettings = {
  /** Of SOGoCalendarDAVAccessEnabled and SOGoAddressBookDAVAccessEnabled those that say no. */
  readonly closedModules: readonly Module[];
  /** WOMaxUploadSize in octets; Infinity without a limit. */
  readonly maxUpload: number;
  /** SOGoDebugRequests: answers tell how long they took. */
  readonly showDuration: boolean;
  ofDomain(domain: string): DomainSettings;
};

const UNLIMITED: DomainSettings = {
  SOGoDAVCalendarStartTimeLimit: 0,
  SOGoSuperUsernames: [],
  preference: (stored, key) => stored[key],
};

/** What holds where nothing is configured. */
export const DEFAULT_SETTINGS: DavSettings = {
  closedModules: [],
  maxUpload: Number.POSITIVE_INFINITY,
  showDuration: false,
  ofDomain: () => UNLIMITED,
};

/** RFC 4791 §5.2.5: octets that one calendar object may have. */
export const maxResourceSize = ({ maxUpload }: DavSettings): number => Math.min(maxUpload, MAX_RESOURCE_SIZE);

const SECONDS_PER_DAY = 86_400;

/** SOGoDAVCalendarStartTimeLimit in seconds; undefined for those who see everything. */
export const startTimeLimit = (settings: DavSettings, { domain, login }: Account): number | undefined => {
  const { SOGoDAVCalendarStartTimeLimit: days, SOGoSuperUsernames } = settings.ofDomain(domain);
  return days === 0 || SOGoSuperUsernames.includes(login) ? undefined : days * SECONDS_PER_DAY;
};
