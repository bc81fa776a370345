/** How the octets of a stored password are written as text. */
export type Encoding = 'plain' | 'hex' | 'base64';

/** What one password scheme can do. The octets are those behind the encoding; `keyPath` is the source's, where it has one. */
export type Scheme = {
  /** Where neither the stored value nor the settings say. */
  readonly encoding: Encoding;
  /** Of what is stored, where that is always as long. */
  readonly octets?: number;
  /** Whether this is the password; a sentence for the log where the stored octets are damaged or cost too much. */
  matches(
    password: string,
    stored: Buffer,
    keyPath: string | undefined,
  ): Promise<boolean | Unusable> | boolean | Unusable;
  /** What to store for a new password. */
  make(password: string, keyPath: string | undefined): Promise<Buffer> | Buffer;
};

/** Why a stored password cannot be compared with anything: for the log, without the value itself. */
export type Unusable = { readonly unusable: string };

/** Says that a stored password cannot be compared; the reason must not hold it. */
export const unusable = (reason: string): Unusable => ({ unusable: reason });
