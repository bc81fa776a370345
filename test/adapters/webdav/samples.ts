import { OWN } from '../../../src/adapters/webdav/access.ts';
import type { View } from '../../../src/adapters/webdav/property.ts';
import type { Account, CalendarObjectResource, CalendarResource } from '../../../src/adapters/webdav/resource.ts';
import type { CollectionId, EventId, MemberId, Position, PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { NOTHING_SET, preferenceOf } from '../../../src/domain/settings/configuration.ts';

/** Made-up resources of one person, for tests of what is pure. */
export const account: Account = {
  principal: 'AAAAAAAAAAAAAAAAAAAAAA' as PrincipalId,
  domain: '',
  login: 'jo',
  name: 'Jo Doe',
  mails: ['jo@example.com'],
  kind: 'individual',
  deniedModules: [],
};

export const calendar: CalendarResource = {
  is: 'calendar',
  href: '/SOGo/dav/jo/Calendar/work/',
  account,
  collection: {
    collection: 'AAAAAAAAAAAAAAAAAAAAAQ' as CollectionId,
    kind: 'calendar',
    owner: account.principal,
    name: 'work',
    components: 'VEVENT VTODO',
    transparency: 'opaque',
    timezone: null,
    web: null,
    created: 3 as Position,
    created_at: Date.UTC(2026, 0, 2, 3, 4, 5),
  },
  access: OWN,
};

/** An object of that calendar, with its text where one is given. */
export const object = (text: string | null = null, name = 'a.ics'): CalendarObjectResource => ({
  is: 'calendar-object',
  href: `${calendar.href}${name}`,
  account,
  collection: calendar.collection,
  access: OWN,
  view: 'whole',
  object: {
    object: 'AAAAAAAAAAAAAAAAAAAAAg' as MemberId,
    name,
    component: 'VEVENT',
    classification: null,
    etag: 'AAAAAAAAAAAAAAAAAAAAAw' as EventId,
    size: 321,
    position: 4 as Position,
    created_at: Date.UTC(2026, 0, 2),
    modified_at: Date.UTC(2026, 0, 3),
    text,
    octets: null,
  },
});

/** What was fetched for a resource: nothing, unless said otherwise. */
export const view = (fetched: Partial<View> = {}): View => ({
  caller: account,
  root: '/SOGo/dav/',
  tree: '/SOGo/dav/',
  stored: new Map(),
  syncToken: '',
  locks: '',
  grants: [],
  defaultRoles: [],
  preference: (key) => preferenceOf(NOTHING_SET, '', {}, key),
  directoryBooks: () => [],
  proxies: [],
  sharing: { shared: new Set(), sharees: new Map() },
  now: 0,
  maxResourceSize: 1000,
  ...fetched,
});
