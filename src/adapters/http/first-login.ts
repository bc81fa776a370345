import { account } from '../../domain/account/decider.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import { ABSENT, type Actor, accountStream, type PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import type { DirectoryEntry, EventLog, Sql } from '../../domain/ports.ts';
import { principalOf } from '../../projections/accounts.ts';

export type AccountParts = { readonly log: EventLog; readonly sql: Sql; newId(): string };

/** Who acts: the person himself, unless somebody else is named. */
type Origin = Omit<Metadata, 'actor'> & Partial<Pick<Metadata, 'actor'>>;

/** The opaque id of a user; the first to ask has it given, by an event that claims the login. */
export const principalFor = async (
  { log, sql, newId }: AccountParts,
  { domain, login }: Pick<DirectoryEntry, 'domain' | 'login'>,
  origin: Origin,
): Promise<PrincipalId | 'too-busy'> => {
  const known = await principalOf(sql, domain, login);
  if (known !== undefined) return known;
  const id = newId() as PrincipalId;
  const decision = account.decide(account.start, { type: 'open-account', principal: id, domain, login });
  if (isRefusal(decision)) throw new Error(`an account cannot be opened: ${decision.reason}`);
  const { events, claims } = decision;
  const write = { stream: accountStream(id), expected: ABSENT, events };
  const metadata = { actor: id as string as Actor, ...origin };
  const verdict = await log.append({ writes: [write], claims, metadata });
  if (verdict.is === 'appended') return id;
  if (isRefusal(verdict) && verdict.reason === 'too-busy') return 'too-busy';
  const other = verdict.is === 'already-claimed' ? await principalOf(sql, domain, login) : undefined;
  if (other === undefined) throw new Error(`an account cannot be opened: ${verdict.is}`);
  return other;
};
