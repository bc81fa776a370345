/** A server with people who share: collections with items of every class, and others who were given roles there. */
import assert from 'node:assert/strict';
import { account } from '../../../../src/domain/account/decider.ts';
import type { CollectionKind, Grant } from '../../../../src/domain/collection/collection.ts';
import { KINDS } from '../../../../src/domain/collection/kinds.ts';
import type { Decision } from '../../../../src/domain/kernel/decider.ts';
import type { Event } from '../../../../src/domain/kernel/event.ts';
import {
  ABSENT,
  type Actor,
  accountStream,
  type CollectionId,
  type CorrelationId,
  type MemberId,
  type PrincipalId,
  type Revision,
  type StreamId,
} from '../../../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../../../src/domain/kernel/json-body.ts';
import { isRefusal, type Refusal } from '../../../../src/domain/kernel/refusal.ts';
import type { Append, Appended } from '../../../../src/domain/ports.ts';
import type { SettingValues } from '../../../../src/domain/settings/table.ts';
import { principalOf } from '../../../../src/projections/accounts.ts';
import { directoryWith, entry, sourceOf, startDav } from '../../../support/dav.ts';
import { ask, basic, type Fasti } from '../../../support/fasti.ts';
import { DOMAIN_ROLES } from './cases.ts';
import type { Words } from './model.ts';

/** Owners are jo and, in a domain that gives roles to everybody, bea. Ann asks for what is theirs; bob has subscribed to it. */
export type Person = 'jo' | 'bea' | 'ann' | 'bob' | 'root';
const GROUPS = ['staff', 'club'] as const;

const domain = (set: SettingValues): SettingValues => set;

const CONFIGURATION = {
  system: { SOGoEnablePublicAccess: true, FastiBirthdayCalendar: true },
  domains: new Map([
    ['a.example', domain({ SOGoSuperUsernames: ['root'] })],
    [
      'b.example',
      domain({
        SOGoCalendarDefaultRoles: DOMAIN_ROLES.calendar,
        SOGoContactsDefaultRoles: DOMAIN_ROLES['address-book'],
      }),
    ],
  ]),
};

const group = (uid: string) => entry(uid, { kind: 'group' });

const DIRECTORY = directoryWith(
  {
    'a.example': {
      ...sourceOf('a', [...['jo', 'ann', 'bob', 'root'].map((uid) => entry(uid)), ...GROUPS.map(group)]),
      groupsOf: async (login) => (['ann', 'bob'].includes(login) ? GROUPS : []),
    },
    'b.example': sourceOf('b', [entry('bea')]),
  },
  { visibility: [['a.example', 'b.example']] },
);

/** Text of an item, and what it is called. */
export type Item = { readonly name: string; readonly text: string };

/** A collection to be made. */
export type Plan = {
  readonly owner: 'jo' | 'bea';
  readonly kind: CollectionKind;
  readonly name: string;
  readonly words: Words;
  readonly items: readonly Item[];
  /** Whether it is a calendar that is fetched from another server. */
  readonly isWeb?: boolean;
  /** Who subscribed to it, and whether he wants the owner's alarms. */
  readonly subscriber?: { readonly showsAlarms: boolean };
};

export type Site = {
  readonly fasti: Fasti;
  /** Makes collections; the ETag of each item, without its quotes, by collection and name. */
  make(plans: readonly Plan[]): Promise<ReadonlyMap<string, string>>;
  stop(): Promise<void>;
};

const metadata = { actor: 'tool:test' as Actor, protocol: 'cli', correlationId: 'made' as CorrelationId } as const;

type Part = { readonly stream: StreamId; readonly expected: Revision; readonly decision: Decision<Event> | Refusal };

/** What one append may hold. */
const AT_ONCE = 900;

const appendOf = (parts: readonly Part[]): Append => {
  const decisions = parts.map(({ stream, expected, decision }) => {
    assert.ok(!isRefusal(decision), JSON.stringify(decision));
    return { stream, expected, decision };
  });
  return {
    writes: decisions.map(({ stream, expected, decision }) => ({ stream, expected, events: decision.events })),
    claims: decisions.flatMap(({ decision }) => decision.claims),
    metadata,
  };
};

const append = async ({ log }: Fasti, parts: readonly Part[]): Promise<readonly Appended[]> => {
  const appended: Appended[] = [];
  for (let from = 0; from < parts.length; from += AT_ONCE) {
    const verdict = await log.append(appendOf(parts.slice(from, from + AT_ONCE)));
    assert.ok(verdict.is === 'appended', JSON.stringify(verdict));
    appended.push(...verdict.events);
  }
  return appended;
};

/** What the words of a case are as grants: to ann and bob alike. */
const grantsOf = ({ own, groups = [], byDefault, ofPublic }: Words, people: ReadonlyMap<string, PrincipalId>) => {
  const id = (login: string) => people.get(login) ?? ('' as PrincipalId);
  const given = (grantee: string, roles: readonly string[] | undefined) =>
    roles === undefined ? [] : [{ grantee, roles }];
  return [
    ...given(id('ann'), own),
    ...given(id('bob'), own),
    ...groups.map((roles, at) => ({ grantee: `@${id(GROUPS[at] ?? '')}`, roles })),
    ...given('<default>', byDefault),
    ...given('anonymous', ofPublic),
  ];
};

/** A collection with its grants, as one decision. */
const collectionOf = ({ owner, kind, name, words, isWeb }: Plan, people: ReadonlyMap<string, PrincipalId>): Part => {
  const { collections, components, collectionStream } = KINDS[kind];
  const id = name as CollectionId;
  const principal = people.get(owner) ?? ('' as PrincipalId);
  const made = collections.decide(
    { is: 'absent' },
    {
      type: 'create-collection',
      ...{ collection: id, owner: principal, name, components, facts: {}, properties: { set: {}, remove: [] } },
    },
  );
  assert.ok(!isRefusal(made));
  const live = { is: 'live', collection: id, owner: principal, name, components } as const;
  const changes = grantsOf(words, people) as readonly Grant[];
  const shared = collections.decide(live, { type: 'change-roles', changes });
  assert.ok(!isRefusal(shared));
  const place = { calendar: id, owner: principal, name };
  const web: readonly Event[] = isWeb === true ? [{ type: 'web-calendar-added', data: place, body: jsonBody('') }] : [];
  const decision = { ...made, events: [...made.events, ...web, ...shared.events] };
  return { stream: collectionStream(id), expected: ABSENT, decision };
};

const itemOf = ({ kind, name: collection }: Plan, { name, text }: Item): Part => {
  const { members, components, memberStream, read } = KINDS[kind];
  const object = `${collection}/${name}` as MemberId;
  const content = read(new TextEncoder().encode(text));
  assert.ok(!isRefusal(content), JSON.stringify(content));
  const into = { collection: collection as CollectionId, components };
  const decision = members.decide({ is: 'absent' }, { type: 'create-object', object, into, name, content });
  return { stream: memberStream(object), expected: ABSENT, decision };
};

const subscriptionsOf = async (fasti: Fasti, plans: readonly Plan[], people: ReadonlyMap<string, PrincipalId>) => {
  const bob = people.get('bob') ?? ('' as PrincipalId);
  const stream = accountStream(bob);
  const [at] = await fasti.log.states([stream]);
  const state = { is: 'open', principal: bob, domain: 'a.example' } as const;
  const events = plans.flatMap(({ owner, name, subscriber }) => {
    if (subscriber === undefined) return [];
    const collection = name as CollectionId;
    const subscribe = { type: 'subscribe', collections: [collection], owner: people.get(owner) ?? bob } as const;
    const choose = { type: 'change-subscription', collection, choices: subscriber } as const;
    const decisions = [
      account.decide(state, subscribe),
      account.decide({ ...state, subscriptions: [collection] }, choose),
    ];
    return decisions.flatMap((decision) => (isRefusal(decision) ? assert.fail(decision.detail) : decision.events));
  });
  const decision = { is: 'decided', events, claims: [] } as const;
  return events.length === 0 ? [] : append(fasti, [{ stream, expected: at?.revision ?? ABSENT, decision }]);
};

/** Everybody's id: people get theirs at their first request, groups at their first grant. */
const peopleOf = async (fasti: Fasti): Promise<ReadonlyMap<string, PrincipalId>> => {
  const groups = GROUPS.map((login) => {
    const principal = login as string as PrincipalId;
    const decision = account.decide(account.start, { type: 'open-account', principal, domain: 'a.example', login });
    return { stream: accountStream(principal), expected: ABSENT, decision };
  });
  await append(fasti, groups);
  const people = new Map(GROUPS.map((login): [string, PrincipalId] => [login, login as string as PrincipalId]));
  for (const login of ['jo', 'bea', 'ann', 'bob', 'root']) {
    const { status } = await ask(fasti, 'PROPFIND', '/SOGo/dav/', { depth: '0', authorization: basic(login) });
    assert.equal(status, 207);
    const principal = await principalOf(fasti.log.sql, login === 'bea' ? 'b.example' : 'a.example', login);
    assert.ok(principal !== undefined, login);
    people.set(login, principal);
  }
  return people;
};

/** Starts the server. */
export const startSite = async (): Promise<Site> => {
  const fasti = await startDav({ configuration: CONFIGURATION, directory: DIRECTORY });
  const people = await peopleOf(fasti);
  return {
    fasti,
    make: async (plans) => {
      await append(
        fasti,
        plans.map((plan) => collectionOf(plan, people)),
      );
      const items = plans.flatMap((plan) => plan.items.map((item) => ({ plan, item })));
      const appended = await append(
        fasti,
        items.map(({ plan, item }) => itemOf(plan, item)),
      );
      await subscriptionsOf(fasti, plans, people);
      return new Map(items.map(({ plan, item }, at) => [`${plan.name}/${item.name}`, appended[at]?.id ?? '']));
    },
    stop: fasti.stop,
  };
};
