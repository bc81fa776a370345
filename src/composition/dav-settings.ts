import type { DavSettings } from '../adapters/webdav/settings.ts';
import { foldLogin } from '../domain/account/login.ts';
import { type Configuration, preferenceOf, settingOf } from '../domain/settings/configuration.ts';
import { MODULES, type Module } from '../domain/settings/user-source.ts';
import { rolesIn } from '../domain/sharing/roles.ts';

const modulesIn = (words: readonly string[]): readonly Module[] => MODULES.filter((module) => words.includes(module));

/** What a configuration says of DAV; kB become octets, and no limit is infinite. */
export const davSettings = (configuration: Configuration): DavSettings => {
  const uploads = settingOf(configuration, 'WOMaxUploadSize');
  return {
    closedModules: [
      ...(settingOf(configuration, 'SOGoCalendarDAVAccessEnabled') ? [] : (['Calendar'] as const)),
      ...(settingOf(configuration, 'SOGoAddressBookDAVAccessEnabled') ? [] : (['Contacts'] as const)),
    ],
    unshared: modulesIn(settingOf(configuration, 'SOGoDisableSharing')),
    unsharedWithAll: modulesIn(settingOf(configuration, 'SOGoDisableSharingAnyAuthUser')),
    unexported: modulesIn(settingOf(configuration, 'SOGoDisableExport')),
    hasPublicAccess: settingOf(configuration, 'SOGoEnablePublicAccess'),
    maxUpload: uploads === 0 ? Number.POSITIVE_INFINITY : uploads * 1024,
    showDuration: settingOf(configuration, 'SOGoDebugRequests'),
    ofDomain: (domain) => ({
      SOGoDAVCalendarStartTimeLimit: settingOf(configuration, 'SOGoDAVCalendarStartTimeLimit', domain),
      SOGoFreeBusyDefaultInterval: settingOf(configuration, 'SOGoFreeBusyDefaultInterval', domain),
      SOGoSuperUsernames: settingOf(configuration, 'SOGoSuperUsernames', domain).map(foldLogin),
      defaultRoles: {
        calendar: rolesIn('calendar', settingOf(configuration, 'SOGoCalendarDefaultRoles', domain)),
        'address-book': rolesIn('address-book', settingOf(configuration, 'SOGoContactsDefaultRoles', domain)),
      },
      SOGoFoldersSendEMailNotifications: settingOf(configuration, 'SOGoFoldersSendEMailNotifications', domain),
      SOGoACLsSendEMailNotifications: settingOf(configuration, 'SOGoACLsSendEMailNotifications', domain),
      SOGoSubscriptionFolderFormat: settingOf(configuration, 'SOGoSubscriptionFolderFormat', domain),
      preference: (stored, key) => preferenceOf(configuration, domain, stored, key),
    }),
  };
};
