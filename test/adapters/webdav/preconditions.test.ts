import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OWN } from '../../../src/adapters/webdav/access.ts';
import type { DavRequest } from '../../../src/adapters/webdav/method.ts';
import {
  type Current,
  checkPreconditions,
  evaluate,
  gatherConditions,
  type Touch,
} from '../../../src/adapters/webdav/preconditions.ts';
import type { Account, Resource, Unmapped } from '../../../src/adapters/webdav/resource.ts';
import { logSchema } from '../../../src/domain/event-types.ts';
import type {
  Actor,
  CollectionId,
  CorrelationId,
  EventId,
  MemberId,
  Position,
  PrincipalId,
} from '../../../src/domain/kernel/ids.ts';
import { isRefusal, type Refusal } from '../../../src/domain/kernel/refusal.ts';
import type { Lock, Locks } from '../../../src/domain/ports.ts';
import { MemoryStore, openMemoryLog } from '../../support/memory-log.ts';

const PAST = '0000000000000000000000' as EventId;
const NOW = '1111111111111111111111' as EventId;

const account: Account = {
  principal: 'P' as PrincipalId,
  domain: '',
  login: 'jo',
  name: 'Jo',
  mails: [],
  kind: 'individual',
  deniedModules: [],
};
const home: Resource = { is: 'calendar-home', href: '/dav/jo/Calendar/', account };
const calendarRow = (name: string) => ({
  collection: name as CollectionId,
  kind: 'calendar' as const,
  owner: account.principal,
  name,
  components: 'VEVENT',
  transparency: 'opaque' as const,
  timezone: null,
  web: null,
  created: 1 as Position,
  created_at: 0,
});
const work: Resource = {
  is: 'calendar',
  href: '/dav/jo/Calendar/work/',
  account,
  collection: calendarRow('work'),
  access: OWN,
};
const object = (name: string, etag = NOW): Resource => ({
  is: 'calendar-object',
  href: `/dav/jo/Calendar/work/${name}`,
  account,
  collection: calendarRow('work'),
  access: OWN,
  view: 'whole',
  object: {
    object: name as MemberId,
    name,
    component: 'VEVENT',
    classification: null,
    etag,
    size: 1,
    position: 1 as Position,
    created_at: 0,
    modified_at: 0,
    text: null,
    octets: null,
  },
});
const free = (name: string): Unmapped => ({
  is: 'unmapped',
  href: `/dav/jo/Calendar/work/${name}`,
  parent: work,
  name,
});
const tree: readonly (Resource | Unmapped)[] = [home, work, object('a.ics'), object('b.ics', PAST), free('new.ics')];

const lock = (path: string, more: Partial<Lock> = {}): Lock => ({
  token: `urn:lock:${path}`,
  path: `/P/Calendar${path}`,
  href: `/dav/jo/Calendar${path}`,
  depth: '0',
  scope: 'exclusive',
  owner: '',
  principal: account.principal,
  expires: 9,
  ...more,
});

/** A table of locks that binds as the contract of the port says, and counts how often it is asked. */
const tableOf = (locks: readonly Lock[]) => {
  const asked: string[][] = [];
  const binding: Locks['binding'] = async (paths, _now, trees) => {
    asked.push([...paths]);
    const binds = ({ path, depth }: Lock) =>
      paths.some((asked) => asked === path || (depth === 'infinity' && asked.startsWith(`${path}/`))) ||
      trees.some((root) => path.startsWith(`${root}/`));
    return locks.filter(binds);
  };
  const never = () => Promise.reject(new Error('nothing is changed by a check'));
  return { asked, locks: { binding, add: never, refresh: never, remove: never, removeBelow: never } satisfies Locks };
};

/** Nothing but a sync-token needs the store. */
const store = {
  now: () => 5,
  sql: () => Promise.reject(new Error('the store is not asked')),
  log: openMemoryLog(new MemoryStore(), logSchema),
};

const requestFor = (target: Resource | Unmapped, headers: Readonly<Record<string, string>>): DavRequest => ({
  method: 'PUT',
  target,
  headers,
  caller: account,
  metadata: { actor: 'P' as Actor, protocol: 'caldav', correlationId: 'c' as CorrelationId },
  root: '/dav/',
  tree: '/dav/',
  origin: 'http://localhost',
  body: async () => new Uint8Array(),
  locate: async (path) => tree.find(({ href }) => href === path),
});

type Case = {
  readonly target?: Resource | Unmapped;
  readonly headers?: Readonly<Record<string, string>>;
  readonly locks?: readonly Lock[];
  readonly touches?: readonly Touch[];
};

/** What becomes of a request: the reason of its refusal, or 'passes'. */
const check = async ({
  target = object('a.ics'),
  headers = {},
  locks = [],
  touches,
}: Case): Promise<Refusal | undefined> =>
  checkPreconditions(
    requestFor(target, headers),
    { ...tableOf(locks), ...store },
    touches ?? [{ resource: target, how: 'put' }],
  );

const reasonOf = async (one: Case): Promise<string> => (await check(one))?.reason ?? 'passes';

describe('entity tags (RFC 7232)', () => {
  const cases: readonly [string, Case, string][] = [
    ['without conditions everything passes', {}, 'passes'],
    ['If-Match with the present tag', { headers: { 'if-match': `"${NOW}"` } }, 'passes'],
    ['If-Match with a view of the present event', { headers: { 'if-match': `"${NOW}.f"` } }, 'passes'],
    ['If-Match with one of several', { headers: { 'if-match': `"x", "${NOW}"` } }, 'passes'],
    ['If-Match with an old tag', { headers: { 'if-match': `"${PAST}"` } }, 'precondition-failed'],
    ['If-Match with more than the tag', { headers: { 'if-match': `"${NOW}2"` } }, 'precondition-failed'],
    ['If-Match with a weak tag', { headers: { 'if-match': `W/"${NOW}"` } }, 'precondition-failed'],
    ['If-Match: * on what is there', { headers: { 'if-match': '*' } }, 'passes'],
    ['If-Match: * on a collection', { target: work, headers: { 'if-match': '*' } }, 'passes'],
    ['If-Match: * on a free name', { target: free('new.ics'), headers: { 'if-match': '*' } }, 'precondition-failed'],
    [
      'If-Match on a free name',
      { target: free('new.ics'), headers: { 'if-match': `"${NOW}"` } },
      'precondition-failed',
    ],
    ['If-Match that cannot be read', { headers: { 'if-match': NOW } }, 'request-malformed'],
    ['If-None-Match: * on what is there', { headers: { 'if-none-match': '*' } }, 'precondition-failed'],
    ['If-None-Match: * on a collection', { target: work, headers: { 'if-none-match': '*' } }, 'precondition-failed'],
    ['If-None-Match: * on a free name', { target: free('new.ics'), headers: { 'if-none-match': '*' } }, 'passes'],
    ['If-None-Match with the present tag', { headers: { 'if-none-match': `"${NOW}"` } }, 'precondition-failed'],
    ['If-None-Match with the same tag, weak', { headers: { 'if-none-match': `W/"${NOW}"` } }, 'precondition-failed'],
    ['If-None-Match with an old tag', { headers: { 'if-none-match': `"${PAST}"` } }, 'passes'],
    ['If-None-Match that cannot be read', { headers: { 'if-none-match': '"' } }, 'request-malformed'],
  ];
  for (const [title, one, outcome] of cases)
    test(`${title}: ${outcome}`, async () => assert.equal(await reasonOf(one), outcome));
});

describe('the If header (RFC 4918 §10.4)', () => {
  const held = lock('/work/a.ics');
  const token = `<${held.token}>`;
  const tagged = (name: string, list: string) => ({ if: `</dav/jo/Calendar/work/${name}> ${list}` });
  const cases: readonly [string, Case, string][] = [
    ['a token of a lock that holds', { headers: { if: `(${token})` }, locks: [held] }, 'passes'],
    ['a token that no lock has', { headers: { if: `(${token})` } }, 'precondition-failed'],
    ['a token and a wrong tag', { headers: { if: `(${token} ["${PAST}"])` }, locks: [held] }, 'precondition-failed'],
    ['a list that fails and one that holds', { headers: { if: `(["${PAST}"]) (["${NOW}"])` } }, 'passes'],
    ['the negation of an old tag', { headers: { if: `(Not ["${PAST}"])` } }, 'passes'],
    ['the negation of the present tag', { headers: { if: `(Not ["${NOW}"])` } }, 'precondition-failed'],
    ['a weak tag', { headers: { if: `([W/"${NOW}"])` } }, 'precondition-failed'],
    ['a tag of another resource', { headers: tagged('b.ics', `(["${PAST}"])`) }, 'passes'],
    ['a wrong tag of another resource', { headers: tagged('b.ics', `(["${NOW}"])`) }, 'precondition-failed'],
    ['a tag of a free name', { headers: tagged('new.ics', `(["${NOW}"])`) }, 'precondition-failed'],
    ['the negation of a tag of a free name', { headers: tagged('new.ics', `(Not ["${NOW}"])`) }, 'passes'],
    ['a tag of a place that cannot be', { headers: { if: `</else/where> (["${NOW}"])` } }, 'precondition-failed'],
    ['the negation of such', { headers: { if: `</else/where> (Not ["${NOW}"])` } }, 'passes'],
    [
      'a lock on another resource than the one tagged',
      { headers: tagged('b.ics', `(${token})`), locks: [held] },
      'precondition-failed',
    ],
    [
      'a collection’s lock of depth infinity, on a member',
      { headers: { if: '(<urn:lock:/work>)' }, locks: [lock('/work', { depth: 'infinity' })] },
      'passes',
    ],
    [
      'a collection’s lock of depth 0, on a member',
      { headers: { if: '(<urn:lock:/work>)' }, locks: [lock('/work')] },
      'precondition-failed',
    ],
    ['a header that cannot be read', { headers: { if: `["${NOW}"]` } }, 'request-malformed'],
    [
      'more resources than anybody needs',
      { headers: { if: Array.from({ length: 17 }, (_, n) => `</dav/${n}> (["x"])`).join(' ') } },
      'request-malformed',
    ],
  ];
  for (const [title, one, outcome] of cases)
    test(`${title}: ${outcome}`, async () => assert.equal(await reasonOf(one), outcome));
});

describe('locks (RFC 4918 §7)', () => {
  const anyway = (...tokens: readonly string[]) => ({
    if: `(Not <DAV:no-lock> ${tokens.map((one) => `Not <${one}x>`).join(' ')})`,
  });
  const bringing = (...tokens: readonly string[]) => ({
    if: tokens
      .map((one) => `(<${one}>)`)
      .join(' ')
      .concat(' (Not <DAV:no-lock>)'),
  });
  const member = (...resources: readonly (Resource | Unmapped)[]) =>
    resources.map((resource) => ({ resource, how: 'member' }) as const);
  const cases: readonly [string, Case, string][] = [
    ['a locked resource', { locks: [lock('/work/a.ics')] }, 'locked'],
    [
      'a locked resource, with its token',
      { locks: [lock('/work/a.ics')], headers: bringing('urn:lock:/work/a.ics') },
      'passes',
    ],
    ['with the token of another', { locks: [lock('/work/a.ics')], headers: anyway('urn:lock:/work/a.ics') }, 'locked'],
    [
      'with the token of somebody else’s lock',
      { locks: [lock('/work/a.ics', { principal: 'Q' as PrincipalId })], headers: bringing('urn:lock:/work/a.ics') },
      'locked',
    ],
    ['a neighbour that is locked', { locks: [lock('/work/b.ics')] }, 'passes'],
    ['a member of a calendar locked with depth 0', { locks: [lock('/work')] }, 'passes'],
    ['a member of a calendar locked with depth infinity', { locks: [lock('/work', { depth: 'infinity' })] }, 'locked'],
    ['a new member of a calendar locked with depth 0', { target: free('new.ics'), locks: [lock('/work')] }, 'locked'],
    [
      'a new member, with the token',
      { target: free('new.ics'), locks: [lock('/work')], headers: bringing('urn:lock:/work') },
      'passes',
    ],
    ['a new member whose name is locked', { target: free('new.ics'), locks: [lock('/work/new.ics')] }, 'locked'],
    ['a new member, the home locked with depth 0', { target: free('new.ics'), locks: [lock('')] }, 'passes'],
    [
      'the removal of a member of a locked calendar',
      { locks: [lock('/work')], touches: member(object('a.ics')) },
      'locked',
    ],
    [
      'a change of a calendar with a locked member',
      { target: work, locks: [lock('/work/a.ics')], touches: [{ resource: work, how: 'change' }] },
      'passes',
    ],
    [
      'the removal of a calendar with a locked member',
      { target: work, locks: [lock('/work/a.ics')], touches: member(work) },
      'locked',
    ],
    [
      'the same with the token',
      { target: work, locks: [lock('/work/a.ics')], touches: member(work), headers: bringing('urn:lock:/work/a.ics') },
      'passes',
    ],
    [
      'a move with one of two tokens',
      {
        locks: [lock('/work/a.ics'), lock('/work/new.ics')],
        touches: member(object('a.ics'), free('new.ics')),
        headers: bringing('urn:lock:/work/a.ics'),
      },
      'locked',
    ],
    [
      'a move with both tokens',
      {
        locks: [lock('/work/a.ics'), lock('/work/new.ics')],
        touches: member(object('a.ics'), free('new.ics')),
        headers: bringing('urn:lock:/work/a.ics', 'urn:lock:/work/new.ics'),
      },
      'passes',
    ],
    [
      'one of two shared locks',
      {
        locks: [
          lock('/work/a.ics', { scope: 'shared' }),
          lock('/work/a.ics', { scope: 'shared', token: 'urn:2', principal: 'Q' as PrincipalId }),
        ],
        headers: bringing('urn:lock:/work/a.ics'),
      },
      'passes',
    ],
    ['what is only read', { locks: [lock('/work/a.ics')], touches: [] }, 'passes'],
  ];
  for (const [title, one, outcome] of cases)
    test(`${title}: ${outcome}`, async () => assert.equal(await reasonOf(one), outcome));

  test('the refusal names what is locked, once', async () => {
    const locks = [lock('/work', { depth: 'infinity' })];
    const refusal = await check({ locks, touches: member(object('a.ics'), free('new.ics')) });
    assert.deepEqual(refusal?.places, ['/dav/jo/Calendar/work']);
  });

  test('a write without conditions asks once, and a read not at all', async () => {
    const { asked, locks } = tableOf([]);
    await gatherConditions(requestFor(object('a.ics'), {}), { locks, ...store }, [
      { resource: object('a.ics'), how: 'put' },
    ]);
    assert.deepEqual(asked, [['/P/Calendar/work/a.ics', '/P/Calendar/work']]);
    await gatherConditions(requestFor(object('a.ics'), { 'if-none-match': '"x"' }), { locks, ...store }, []);
    assert.equal(asked.length, 1);
  });
});

describe('conditions are judged on the state that is decided on', () => {
  const judge = async (headers: Readonly<Record<string, string>>, current: Current, locks: readonly Lock[] = []) => {
    const target = object('a.ics');
    const services = { ...tableOf(locks), ...store };
    const conditions = await gatherConditions(requestFor(target, headers), services, [
      { resource: target, how: 'put' },
    ]);
    assert.ok(!isRefusal(conditions));
    return evaluate(conditions, current)?.reason ?? 'passes';
  };

  test('a race that was lost since is seen', async () => {
    const headers = { 'if-match': `"${NOW}"` };
    assert.equal(await judge(headers, NOW), 'passes');
    assert.equal(await judge(headers, PAST), 'precondition-failed');
    assert.equal(await judge(headers, undefined), 'precondition-failed');
  });

  test('so it is in the If header, with or without the target’s own tag', async () => {
    for (const headers of [{ if: `(["${PAST}"])` }, { if: `</dav/jo/Calendar/work/a.ics> (["${PAST}"])` }]) {
      assert.equal(await judge(headers, NOW), 'precondition-failed');
      assert.equal(await judge(headers, PAST), 'passes');
    }
  });

  test('what vanished meanwhile would be a new member of its calendar', async () => {
    assert.equal(await judge({}, NOW, [lock('/work')]), 'passes');
    assert.equal(await judge({}, undefined, [lock('/work')]), 'locked');
  });
});
