import type { UserSource } from '../../../domain/ports.ts';
import type { SqlSourceSettings } from '../../../domain/settings/user-source.ts';
import { sqlBook } from './book.ts';
import { sourceOver, type Warn } from './source.ts';
import { viewRows } from './view-rows.ts';
import { viewAddress } from './view-url.ts';

export type SqlSourceOptions = {
  readonly warn: Warn;
  /** Milliseconds for a connection, and for an answer. */
  readonly timeout?: number;
};

/** A look-up takes a millisecond; people wait for it. */
const TIMEOUT = 5000;

/**
 * A table or view of users with SOGo's columns, in a PostgreSQL of its own. Connects when there is something to ask; throws
 * a TypeError when viewURL cannot be used.
 */
export const sqlSource = (settings: SqlSourceSettings, { warn, timeout = TIMEOUT }: SqlSourceOptions): UserSource => {
  const address = viewAddress(settings.viewURL);
  if (typeof address === 'string') throw new TypeError(`User source ${settings.id}: ${address}`);
  const rows = viewRows(settings, address, timeout);
  const source = sourceOver(rows, settings, warn);
  return settings.isAddressBook ? { ...source, book: sqlBook(settings, rows.ask) } : source;
};
