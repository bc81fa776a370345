/** Schemes of stored passwords, as SOGo and Dovecot name them, in lower case. */
export const PASSWORD_SCHEMES = [
  'none',
  'plain',
  'crypt',
  'md5',
  'md5-crypt',
  'smd5',
  'cram-md5',
  'ldap-md5',
  'plain-md5',
  'sha',
  'sha1',
  'sha256',
  'sha512',
  'ssha',
  'ssha256',
  'ssha512',
  'sha256-crypt',
  'sha512-crypt',
  'blf-crypt',
  'pbkdf2',
  'sym-aes-128-cbc',
  'argon2',
  'argon2i',
  'argon2id',
] as const;

const SCHEME = new RegExp(`^(?:${PASSWORD_SCHEMES.join('|')})(?:\\.(?:b64|base64|hex))?$`);

/** A scheme in lower case, with its encoding where one is given; undefined when it is none. */
export const passwordScheme = (text: string): string | undefined => {
  const folded = text.trim().toLowerCase();
  return SCHEME.test(folded) ? folded : undefined;
};
