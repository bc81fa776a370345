import { type Account, account } from '../../domain/account/decider.ts';
import type { AccountResource } from '../../domain/account/events.ts';
import { ABSENT, accountStream, type CollectionId, type PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Append } from '../../domain/ports.ts';
import { changeRefusal } from '../../domain/sharing/permitted.ts';
import { collectionState } from '../../projections/collections.ts';
import { writeState } from '../../projections/members/named.ts';
import { rightsIn } from './access.ts';
import { KINDS } from './collection-kind.ts';
import type { Attempt } from './commit.ts';
import { classOf } from './member-write.ts';
import type { Services } from './method.ts';
import { type Conditions, type Current, evaluate } from './preconditions.ts';
import type { Judgement } from './property-changes.ts';
import {
  type Account as Caller,
  type CollectionResource,
  isMember,
  type MemberResource,
  type Resource,
} from './resource.ts';
import { isForeign } from './shared-properties.ts';
import { isGiven } from './virtual.ts';

type Outcome = Promise<Attempt<'done'>>;

const appending = (append: Omit<Append, 'metadata'>): Attempt<'done'> =>
  append.writes.some(({ events }) => events.length > 0) ? { append, answer: () => 'done' } : { nothing: 'done' };

const ofAccount = async (
  { log }: Services,
  principal: PrincipalId,
  resource: AccountResource,
  { change, preferences }: Judgement,
): Outcome => {
  const stream = accountStream(principal);
  const [found] = await log.states([stream]);
  const now = (found?.state ?? account.start) as Account;
  const properties = account.decide(now, { type: 'change-account-properties', resource, change });
  if (isRefusal(properties)) return properties;
  const preferred = account.decide(now, { type: 'change-preferences', part: 'defaults', change: preferences });
  if (isRefusal(preferred)) return preferred;
  const events = [...properties.events, ...preferred.events];
  return appending({ writes: [{ stream, expected: found?.revision ?? ABSENT, events }] });
};

/** The first write to a collection that is given creates it. */
const ofCollection = async (
  services: Services,
  { account, collection: { kind, name } }: CollectionResource,
  { facts, change }: Judgement,
): Outcome => {
  const { collections, collectionStream, components, called } = KINDS[kind];
  const owner = account.principal;
  const found = await collectionState(services.sql, { owner, kind, name });
  if (found === undefined && !(await isGiven(services, account, kind, name)))
    return refuse('no-such-resource', `There is no such ${called.collection}.`);
  const id = found?.state.is === 'live' ? found.state.collection : (services.newId() as CollectionId);
  const made = { collection: id, owner, name, components };
  const decision =
    found === undefined
      ? collections.decide({ is: 'absent' }, { type: 'create-collection', ...made, facts, properties: change })
      : collections.decide(found.state, { type: 'change-collection-properties', facts, properties: change });
  if (isRefusal(decision)) return decision;
  const write = { stream: collectionStream(id), expected: found?.revision ?? ABSENT, events: decision.events };
  return appending({ writes: [write], claims: decision.claims });
};

/** Of a collection of somebody else a subscriber changes what he alone sees. */
const ofSubscription = async (
  { log }: Services,
  { principal }: Caller,
  { collection: { collection }, access }: CollectionResource,
  { facts, choices, change }: Judgement,
): Outcome => {
  if (access.subscription === undefined)
    return refuse('not-allowed', 'Subscribe to it to name and colour it for yourself.');
  const stream = accountStream(principal);
  const [found] = await log.states([stream]);
  const now = (found?.state ?? account.start) as Account;
  const chosen = { ...choices, ...(facts.transparency && { isBusy: facts.transparency === 'opaque' }) };
  const isChoice = Object.keys(chosen).length > 0;
  const first = isChoice && account.decide(now, { type: 'change-subscription', collection, choices: chosen });
  if (isRefusal(first)) return first;
  const second = account.decide(now, { type: 'change-subscription-properties', collection, change });
  if (isRefusal(second)) return second;
  const events = [...(first === false ? [] : first.events), ...second.events];
  return appending({ writes: [{ stream, expected: found?.revision ?? ABSENT, events }] });
};

const ofMember = async (
  services: Services,
  caller: Caller,
  target: MemberResource,
  { change }: Judgement,
  refusalNow: (current: Current) => Refusal | undefined,
): Outcome => {
  const state = await writeState(services.sql, target.collection, target.object.name);
  if (state?.collection.is !== 'live' || state.object?.is !== 'live' || state.object_revision === null)
    return refuse('no-such-resource', 'There is no such object.');
  const { kind } = target.collection;
  const rights = await rightsIn(services, caller, target.account, kind, state.collection.grants ?? {});
  const refused = changeRefusal(rights, classOf(state.object)) ?? refusalNow(state.object.etag);
  if (refused !== undefined) return refused;
  const { members, memberStream, collectionStream } = KINDS[kind];
  const decision = members.decide(state.object, { type: 'change-object-properties', change });
  if (isRefusal(decision)) return decision;
  return appending({
    writes: [{ stream: memberStream(state.object.object), expected: state.object_revision, events: decision.events }],
    guards: [{ stream: collectionStream(state.collection.collection), expected: state.collection_revision }],
  });
};

/**
 * One look at a resource and the append that changes its properties, for `commit`. The conditions of the request are held
 * against what is seen now.
 */
export const changeProperties = async (
  services: Services,
  caller: Caller,
  target: Resource,
  judgement: Judgement,
  conditions: Conditions,
): Outcome => {
  if (isMember(target))
    return ofMember(services, caller, target, judgement, (current) => evaluate(conditions, current));
  const refused = evaluate(conditions, null);
  if (refused !== undefined) return refused;
  switch (target.is) {
    case 'principal':
      return ofAccount(services, target.account.principal, 'home', judgement);
    case 'calendar-home':
    case 'address-book-home':
    case 'inbox':
      return ofAccount(services, target.account.principal, target.is, judgement);
    case 'calendar':
    case 'address-book':
      return isForeign(target)
        ? ofSubscription(services, caller, target, judgement)
        : ofCollection(services, target, judgement);
    case 'root':
    case 'other-principal':
    case 'other-calendar-home':
    case 'other-address-book-home':
    case 'directory-book':
    case 'directory-card':
    case 'calendar-export':
    case 'component':
    case 'proxy-group':
    case 'notifications':
    case 'notification':
    case 'free-busy':
      return refuse('method-not-allowed', 'Nobody sets properties here.');
  }
};
