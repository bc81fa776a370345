import type { PASSWORD_SCHEMES } from '../../../domain/settings/password-scheme.ts';
import { aesCbc } from './aes-cbc.ts';
import { argon2 } from './argon2.ts';
import { cramMd5 } from './cram-md5.ts';
import { cryptScheme } from './crypt-scheme.ts';
import { digest, saltedDigest } from './digests.ts';
import { pbkdf2 } from './pbkdf2.ts';
import { plain } from './plain.ts';
import type { Scheme } from './scheme.ts';
import { scrypt } from './scrypt.ts';

/** What settings and `{SCHEME}` before a stored password may name; the last two stand only there. */
type PasswordScheme = (typeof PASSWORD_SCHEMES)[number] | 'cleartext' | 'scrypt';

const SCHEMES: Readonly<Record<PasswordScheme, Scheme>> = {
  none: plain,
  plain,
  cleartext: plain,
  // The name stands for all forms of crypt(3); the one that is made is the best that every crypt(3) knows.
  crypt: cryptScheme('sha512'),
  'md5-crypt': cryptScheme('md5'),
  'sha256-crypt': cryptScheme('sha256'),
  'sha512-crypt': cryptScheme('sha512'),
  'blf-crypt': cryptScheme('bcrypt'),
  md5: digest('md5', 'hex'),
  'plain-md5': digest('md5', 'hex'),
  'ldap-md5': digest('md5', 'base64'),
  smd5: saltedDigest('md5'),
  'cram-md5': cramMd5,
  sha: digest('sha1', 'hex'),
  sha1: digest('sha1', 'hex'),
  sha256: digest('sha256', 'base64'),
  sha512: digest('sha512', 'base64'),
  ssha: saltedDigest('sha1'),
  ssha256: saltedDigest('sha256'),
  ssha512: saltedDigest('sha512'),
  pbkdf2,
  'sym-aes-128-cbc': aesCbc,
  argon2: argon2('argon2i'),
  argon2i: argon2('argon2i'),
  argon2id: argon2('argon2id'),
  scrypt,
};

const isScheme = (name: string): name is PasswordScheme => Object.hasOwn(SCHEMES, name);

/** The scheme of a name in lower case; undefined where there is none. */
export const schemeNamed = (name: string): Scheme | undefined => (isScheme(name) ? SCHEMES[name] : undefined);
