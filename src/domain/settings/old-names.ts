import type { SettingKey } from './table.ts';

/** Names that keys had once. They are read still; where both are set the new name counts. */
export const OLD_NAMES: Readonly<Record<string, SettingKey>> = {
  AgenorProfileURL: 'SOGoProfileURL',
  SOGoLDAPSources: 'SOGoUserSources',
  SOGoDefaultMailDomain: 'SOGoMailDomain',
  SOGoFallbackIMAP4Server: 'SOGoIMAPServer',
  SOGoServerTimeZone: 'SOGoTimeZone',
  LDAPContactInfoAttribute: 'SOGoLDAPContactInfoAttribute',
  SOGoNoDraftDeleteAfterSend: 'SOGoMailKeepDraftsAfterSend',
  SOGoForceIMAPLoginWithEmail: 'SOGoForceExternalLoginWithEmail',
  SOGoMailMessageCheck: 'SOGoRefreshViewCheck',
  SOGoMailPollingIntervals: 'SOGoRefreshViewIntervals',
  SOGoGoogleAuthenticatorEnabled: 'SOGoTOTPEnabled',
  SOGoUIxDefaultModule: 'SOGoLoginModule',
  SOGoDefaultModule: 'SOGoLoginModule',
  SOGoDefaultLanguage: 'SOGoLanguage',
  SOGoShouldDisplayWeekend: 'SOGoCalendarShouldDisplayWeekend',
  Language: 'SOGoLanguage',
  TimeZone: 'SOGoTimeZone',
  TimeFormat: 'SOGoTimeFormat',
  ShortDateFormat: 'SOGoShortDateFormat',
  LongDateFormat: 'SOGoLongDateFormat',
  DayStartTime: 'SOGoDayStartTime',
  DayEndTime: 'SOGoDayEndTime',
  WeekStartDay: 'SOGoFirstDayOfWeek',
  FirstWeek: 'SOGoFirstWeekOfYear',
  ComposeMessagesType: 'SOGoMailComposeMessageType',
  SelectedAddressBook: 'SOGoSelectedAddressBook',
  RefreshViewCheck: 'SOGoRefreshViewCheck',
  MessageForwarding: 'SOGoMailMessageForwarding',
  SignaturePlacement: 'SOGoMailSignaturePlacement',
  ReplyPlacement: 'SOGoMailReplyPlacement',
  showSubscribedFoldersOnly: 'SOGoMailShowSubscribedFoldersOnly',
};

const IN_THE_SOURCE = 'set listRequiresDot and globalAddressBookFirstEntriesCount in the source of users instead';

/** Keys that SOGo no longer has: what to do instead, to follow "was removed". */
export const REMOVED: Readonly<Record<string, { readonly since: string; readonly instead: string }>> = {
  SOGoGlobalAddressBookFirstEntries: { since: '5.11', instead: IN_THE_SOURCE },
  SOGoGlobalAddressBookFirstEntriesCount: { since: '5.11', instead: IN_THE_SOURCE },
  SOGoCalendarDefaultCategoryColor: {
    since: '2.3.1',
    instead: 'set SOGoCalendarCategories and SOGoCalendarCategoriesColors instead',
  },
};
