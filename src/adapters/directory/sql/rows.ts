import { MAX_INDEXED_OCTETS } from '../../../domain/limits.ts';
import type { SourceEntry } from '../../../domain/ports.ts';

/** One user as a table has it. */
export type UserRow = {
  readonly entry: SourceEntry;
  /** Everything he may be asked for by, as it is spelled. */
  readonly logins: readonly string[];
  /** As it is stored; absent where there is none, or nobody asked. */
  readonly password?: string;
};

/** Whom a look-up is for: who logs in must pass more than who is only looked up. */
export type Purpose = 'find' | 'authenticate';

/**
 * A table or view of users. What is asked for is `askable`, and folded but for what is searched; what is found may be only
 * similar, and is looked at again. Every method rejects with `DirectoryUnavailable` during an outage.
 */
export type Rows = {
  byLogin(login: string, domain: string, purpose: Purpose): Promise<readonly UserRow[]>;
  byMail(mail: string, domain: string): Promise<readonly UserRow[]>;
  containing(text: string, limit: number, domain: string): Promise<readonly UserRow[]>;
  /** Somebody's stored password: what it costs to check is what it costs to check most of them. */
  anyPassword(): Promise<string | undefined>;
  /** `refused` is a sentence for the person. */
  setPassword(uid: string, stored: string): Promise<'changed' | 'gone' | { readonly refused: string }>;
  close(): Promise<void>;
};

/** Whether a text can be sent to PostgreSQL and be in a column: others are nobody's. */
export const askable = (text: string): boolean =>
  text.isWellFormed() && !text.includes('\0') && Buffer.byteLength(text) <= MAX_INDEXED_OCTETS;
