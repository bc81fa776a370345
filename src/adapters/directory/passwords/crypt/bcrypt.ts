import { hashSync } from 'bcryptjs';
import { MAX_BCRYPT_COST } from '../../../../domain/limits.ts';

const SETTING = /^\$2[aby]\$(\d\d)\$[./0-9A-Za-z]{22}/;

/**
 * crypt(3) with `$2a$`, `$2b$` and `$2y$`: 72 octets of the password at most. Undefined where the setting is none of them,
 * or its cost is beyond MAX_BCRYPT_COST.
 */
export const bcrypt = (password: string, setting: string): string | undefined => {
  const [salt, cost] = SETTING.exec(setting) ?? [];
  if (salt === undefined || Number(cost) < 4 || Number(cost) > MAX_BCRYPT_COST) return undefined;
  return hashSync(password, salt);
};
