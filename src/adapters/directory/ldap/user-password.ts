import type { PASSWORD_SCHEMES } from '../../../domain/settings/password-scheme.ts';

/** Makes the stored form of a password under a scheme, without the scheme's name in front. Throws where it cannot. */
export type Encode = (algorithm: string, password: string) => Promise<string>;

/** What stands in braces before a value of userPassword: RFC 2307 §5.3, OpenLDAP's names and Dovecot's. */
const NAMES: Readonly<Record<(typeof PASSWORD_SCHEMES)[number], string>> = {
  none: '',
  plain: '',
  crypt: 'CRYPT',
  'md5-crypt': 'CRYPT',
  'sha256-crypt': 'CRYPT',
  'sha512-crypt': 'CRYPT',
  'blf-crypt': 'CRYPT',
  md5: 'MD5',
  'ldap-md5': 'MD5',
  'plain-md5': 'MD5',
  smd5: 'SMD5',
  'cram-md5': 'CRAM-MD5',
  sha: 'SHA',
  sha1: 'SHA',
  sha256: 'SHA256',
  sha512: 'SHA512',
  ssha: 'SSHA',
  ssha256: 'SSHA256',
  ssha512: 'SSHA512',
  pbkdf2: 'PBKDF2',
  'sym-aes-128-cbc': 'SYM-AES-128-CBC',
  argon2: 'ARGON2',
  argon2i: 'ARGON2',
  argon2id: 'ARGON2',
};

/** Digests are base64 in LDAP, whatever they are elsewhere. */
const DIGEST = /^S?(MD5|SHA(256|512)?)$/;

const isScheme = (name: string): name is keyof typeof NAMES => Object.hasOwn(NAMES, name);

/** The value of userPassword for a password, under `userPasswordAlgorithm` (as `passwordScheme` gives it). */
export const userPassword = async (algorithm: string, password: string, encode: Encode): Promise<string> => {
  const [scheme = '', suffix] = algorithm.split('.');
  const name = isScheme(scheme) ? NAMES[scheme] : scheme.toUpperCase();
  if (DIGEST.test(name) && suffix !== 'hex') return `{${name}}${await encode(`${scheme}.b64`, password)}`;
  const value = await encode(algorithm, password);
  if (suffix !== undefined) return `{${name || 'PLAIN'}.${suffix.toUpperCase()}}${value}`;
  return name === '' ? value : `{${name}}${value}`;
};
