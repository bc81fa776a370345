import { type Account, type AccountCommand, account } from '../../domain/account/decider.ts';
import { foldLogin } from '../../domain/account/login.ts';
import { DirectoryUnavailable } from '../../domain/kernel/directory-errors.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import { ABSENT, accountStream, type PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import type { DirectoryEntry, EventLog, Sql } from '../../domain/ports.ts';
import { allAccounts, principalOf } from '../../projections/accounts.ts';
import { appendAnew, BUSY, toldOf } from './append-anew.ts';
import { Told } from './told.ts';

/** What the commands on somebody's account need. */
export type AccountParts = {
  readonly log: EventLog;
  readonly sql: Sql;
  readonly metadata: Metadata;
  /** Whom the directory knows by this login. */
  find(login: string): Promise<DirectoryEntry | undefined>;
  /** The id of his account, which is opened if he never logged in. */
  openAccount(entry: DirectoryEntry): Promise<PrincipalId | 'too-busy'>;
};

const entryOf = async ({ find }: AccountParts, login: string): Promise<DirectoryEntry> => {
  const entry = await find(login);
  if (entry === undefined) throw new Told(`There is no user ${login}.`);
  return entry;
};

/**
 * The id of a user; undefined if he never logged in. Tells who is no user; during an outage of the directory a user is who
 * has an account of exactly this login, and nobody else has, in whatever domain.
 */
export const knownPrincipal = async (parts: AccountParts, login: string): Promise<PrincipalId | undefined> => {
  try {
    const entry = await entryOf(parts, login);
    return await principalOf(parts.sql, entry.domain, entry.login);
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    const [known, another] = (await allAccounts(parts.sql)).filter((one) => one.login === foldLogin(login));
    if (known === undefined || another !== undefined) throw error;
    return known.principal;
  }
};

/** The id of a user, who gets an account if he never logged in. Tells who is no user. */
export const openedPrincipal = async (parts: AccountParts, login: string): Promise<PrincipalId> => {
  const principal = await parts.openAccount(await entryOf(parts, login));
  if (principal === 'too-busy') throw new Told(BUSY);
  return principal;
};

/** Looks, decides, appends; looks again when somebody else was faster. Tells why not. */
export const changeAccount = (
  { log, metadata }: AccountParts,
  principal: PrincipalId,
  command: AccountCommand,
): Promise<void> => {
  const stream = accountStream(principal);
  return appendAnew(log, metadata, async () => {
    const [found] = await log.states([stream]);
    const decision = account.decide((found?.state ?? account.start) as Account, command);
    if (isRefusal(decision)) throw toldOf(decision);
    if (decision.events.length === 0) return undefined;
    const write = { stream, expected: found?.revision ?? ABSENT, events: decision.events };
    return { writes: [write], claims: decision.claims };
  });
};
