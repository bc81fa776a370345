import type { DavSettings } from '../adapters/webdav/settings.ts';
import { foldLogin } from '../domain/account/login.ts';
import { type Configuration, preferenceOf, settingOf } from '../domain/settings/configuration.ts';

/** What a configuration says of DAV; kB become octets, and no limit is infinite. */
export const davSettings = (configuration: Configuration): DavSettings => {
  const uploads = settingOf(configuration, 'WOMaxUploadSize');
  return {
    closedModules: [
      ...(settingOf(configuration, 'SOGoCalendarDAVAccessEnabled') ? [] : (['Calendar'] as const)),
      ...(settingOf(configuration, 'SOGoAddressBookDAVAccessEnabled') ? [] : (['Contacts'] as const)),
    ],
    publicAccess: settingOf(configuration, 'SOGoEnablePublicAccess'),
    maxUpload: uploads === 0 ? Number.POSITIVE_INFINITY : uploads * 1024,
    showDuration: settingOf(configuration, 'SOGoDebugRequests'),
    ofDomain: (domain) => ({
      SOGoDAVCalendarStartTimeLimit: settingOf(configuration, 'SOGoDAVCalendarStartTimeLimit', domain),
      SOGoFreeBusyDefaultInterval: settingOf(configuration, 'SOGoFreeBusyDefaultInterval', domain),
      SOGoSuperUsernames: settingOf(configuration, 'SOGoSuperUsernames', domain).map(foldLogin),
      preference: (stored, key) => preferenceOf(configuration, domain, stored, key),
    }),
  };
};
