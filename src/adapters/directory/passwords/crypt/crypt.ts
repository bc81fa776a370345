import { bcrypt } from './bcrypt.ts';
import { desCrypt } from './des-crypt.ts';
import { md5Crypt } from './md5-crypt.ts';
import { shaCrypt } from './sha-crypt.ts';

/**
 * crypt(3): hashes a password as the setting says, which may be a whole hash. Undefined where the setting is of no known
 * kind, or costs too much. Takes up to some seconds without a pause.
 */
export const crypt = (password: string, setting: string): string | undefined => {
  if (setting.startsWith('$2')) return bcrypt(password, setting);
  if (/^\$[56]\$/.test(setting)) return shaCrypt(password, setting);
  return setting.startsWith('$') ? md5Crypt(password, setting) : desCrypt(password, setting);
};
