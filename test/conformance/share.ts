/** What the people of this suite do to share: by hand for now. */
import { type Account, account } from '../../src/domain/account/decider.ts';
import type { Collection, CollectionKind, Grant } from '../../src/domain/collection/collection.ts';
import { KINDS } from '../../src/domain/collection/kinds.ts';
import { type Actor, accountStream, type CorrelationId } from '../../src/domain/kernel/ids.ts';
import { isRefusal } from '../../src/domain/kernel/refusal.ts';
import { openLog } from '../../src/composition/database.ts';
import { openDatabase } from '../../src/composition/database.ts';
import { NOTHING_SET } from '../../src/domain/settings/configuration.ts';
import { principalOf } from '../../src/projections/accounts.ts';
import { collectionState } from '../../src/projections/collections.ts';
import type { Target } from './client.ts';

const metadata = { actor: 'tool:test' as Actor, protocol: 'cli', correlationId: 'shared' as CorrelationId } as const;

const within = async (url: string, owner: Target, colleague: Target, run: Function) => {
  const segments = new URL(url).pathname.split('/').filter((one) => one !== '');
  const [segment, name] = segments.slice(-2);
  const kind: CollectionKind = segment === 'Calendar' ? 'calendar' : 'address-book';
  const database = await openDatabase(NOTHING_SET, process.env.CONFORMANCE_DATA, 'join');
  const log = await openLog(database);
  try {
    const [o, c] = [await principalOf(log.sql, '', owner.user), await principalOf(log.sql, '', colleague.user)];
    const found = await collectionState(log.sql, { owner: o!, kind, name: name! });
    await run(log, o, c, found, kind);
  } finally {
    await log.close();
    await database.close();
  }
};

export const setRoles = (owner: Target, url: string, colleague: Target, roles: readonly string[]) =>
  within(url, owner, colleague, async (log: any, o: any, c: any, found: any, kind: CollectionKind) => {
    const changes = [{ grantee: c, roles }] as Grant[];
    const decision = KINDS[kind].collections.decide(found.state as Collection, { type: 'change-roles', changes } as never);
    if (isRefusal(decision)) throw new Error(decision.detail);
    const stream = KINDS[kind].collectionStream(found.state.collection);
    const v = await log.append({ writes: [{ stream, expected: found.revision, events: decision.events }], metadata });
    if (v.is !== 'appended') throw new Error(JSON.stringify(v));
  });

export const subscribe = (colleague: Target, url: string, owner: Target) =>
  within(url, owner, colleague, async (log: any, o: any, c: any, found: any) => {
    const stream = accountStream(c);
    const [at] = await log.states([stream]);
    const decision = account.decide(at.state as Account, { type: 'subscribe', collection: found.state.collection, owner: o });
    if (isRefusal(decision)) throw new Error(decision.detail);
    const v = await log.append({ writes: [{ stream, expected: at.revision, events: decision.events }], metadata });
    if (v.is !== 'appended') throw new Error(JSON.stringify(v));
  });
import { authorization } from './client.ts';

/** The answer's text to a request that must succeed. */
export const done = async (who: Target, method: string, url: string, body?: string): Promise<string> => {
  const headers = { authorization: authorization(who), 'content-type': 'application/xml; charset=utf-8', depth: '0' };
  const timed = { signal: AbortSignal.timeout(20_000) };
  const answer = await fetch(url, { method, headers, ...timed, ...(body !== undefined && { body }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text;
};
