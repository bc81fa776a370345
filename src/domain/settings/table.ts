import { ACTIVESYNC } from './activesync.ts';
import { AUTHENTICATION } from './authentication.ts';
import { CALENDAR_PREFERENCES } from './calendar-preferences.ts';
import { FASTI } from './fasti.ts';
import { GENERAL } from './general.ts';
import { MAIL_SERVERS } from './mail.ts';
import { MAIL_PREFERENCES } from './mail-preferences.ts';
import { MULTI_DOMAIN } from './multi-domain.ts';
import { OPENID } from './openid.ts';
import { PROCESS } from './process.ts';
import { RATE_LIMITS } from './rate-limits.ts';
import type { Effective, Given, Row, Rows } from './row.ts';
import type { SetSource } from './set-source.ts';
import { STORAGE } from './storage.ts';
import { WEB_INTERFACE } from './web-interface.ts';

/** Every key of the configuration but `domains`, which holds dictionaries of these keys by mail domain. */
export const SETTINGS = {
  ...FASTI,
  ...PROCESS,
  ...AUTHENTICATION,
  ...OPENID,
  ...RATE_LIMITS,
  ...GENERAL,
  ...MULTI_DOMAIN,
  ...STORAGE,
  ...MAIL_SERVERS,
  ...MAIL_PREFERENCES,
  ...WEB_INTERFACE,
  ...CALENDAR_PREFERENCES,
  ...ACTIVESYNC,
} as const;

export type SettingKey = keyof typeof SETTINGS;
type RowOf<K extends SettingKey> = (typeof SETTINGS)[K];

/** What is set at one level. */
export type SettingValues = {
  readonly [K in SettingKey]?: K extends 'SOGoUserSources' ? readonly SetSource[] : Given<RowOf<K>>;
};

/** What a key is worth when it is asked for. */
export type Setting<K extends SettingKey> = K extends 'SOGoUserSources' ? readonly SetSource[] : Effective<RowOf<K>>;

/** Keys that a user may set for himself. */
export type PreferenceKey = { [K in SettingKey]: RowOf<K> extends { readonly level: 'U' } ? K : never }[SettingKey];

/** The same rows, for those who look a key up by a name that may be none. */
export const ROWS: Rows = SETTINGS;

/** The row of a name; undefined for a name that is no key. */
export const rowOf = (rows: Rows, name: string): Row | undefined =>
  Object.hasOwn(rows, name) ? rows[name] : undefined;
