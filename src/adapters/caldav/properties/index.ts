import type { Property } from '../../webdav/property.ts';
import { data } from './data.ts';
import { limits } from './limits.ts';
import { preferences } from './preferences.ts';
import { principal } from './principal.ts';
import { proxies } from './proxies.ts';
import { sharing } from './sharing.ts';
import { timezones } from './timezone.ts';
import { types } from './types.ts';

/** Every property that CalDAV and its relatives add. */
export const caldavProperties: readonly Property[] = [
  ...types,
  ...limits,
  ...principal,
  ...preferences,
  ...proxies,
  ...sharing,
  ...timezones,
  ...data,
];
