import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from 'pg';
import { CLASSIFICATIONS, type Classification } from '../../src/domain/ical/component.ts';
import {
  ABSENT,
  calendarObjectStream,
  calendarStream,
  contactStream,
  type MemberId,
  type Position,
  type PrincipalId,
  START,
} from '../../src/domain/kernel/ids.ts';
import type { Sql } from '../../src/domain/ports.ts';
import { type CollectionView, wholeView } from '../../src/domain/sharing/view.ts';
import { busyTimes } from '../../src/projections/members/busy.ts';
import { changedMembers, changedNames, lastChange, lastChanges } from '../../src/projections/members/changes.ts';
import { changedAndEnded, namesSince } from '../../src/projections/members/ended.ts';
import { listedNamed, membersOfTypes, namesAfter } from '../../src/projections/members/listed.ts';
import { contentsNamed, memberAt, membersAfter, membersNamed } from '../../src/projections/members/named.ts';
import { BEGINNING, objectsBetween } from '../../src/projections/members/timed.ts';
import { card, event } from '../support/fasti.ts';
import { lookedAt } from './looked-at.ts';
import { created, HERE, metadata } from './view-model.ts';
import { inWorld } from './world.ts';

const OWNER = 'p' as PrincipalId;
const bytes = (text: string) => ({ stored: new TextEncoder().encode(text) });
const SERIES = bytes(event('u', 'DTSTART:20260105T080000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=5'));
const NAMES = [...CLASSIFICATIONS.flatMap((one) => [`${one} event`, `${one} series`]), 'contact'].sort();
const [FROM, TO] = [Date.UTC(2026, 0, 1) / 1000, Date.UTC(2026, 1, 1) / 1000];
const UNTIL = 1_000_000 as Position;
const LIMIT = 1000;

/** An event and a series of each class, and a contact, which has none, though they would not be in one collection. */
const withMembers = (use: (sql: Sql) => Promise<void>): Promise<void> =>
  inWorld(async ({ log }) => {
    const place = (object: string) => ({ object: object as MemberId, name: object });
    const data = { calendar: HERE, owner: OWNER, name: 'work', components: ['VEVENT'], set: [], removed: [] };
    const calendar = { type: 'calendar-created', data };
    const objects = CLASSIFICATIONS.flatMap((one) => [
      created({ calendar: HERE, ...place(`${one} event`) }, one),
      { ...created({ calendar: HERE, ...place(`${one} series`) }, one), body: SERIES },
    ]);
    const contact = {
      type: 'contact-created',
      data: { book: HERE, ...place('contact'), uid: 'kai', component: 'vcard' },
      body: bytes(card('kai')),
    };
    const writes = [
      { stream: calendarStream(HERE), expected: ABSENT, events: [calendar] },
      ...objects.map((one) => ({
        stream: calendarObjectStream(one.data.object),
        expected: ABSENT,
        events: [one],
      })),
      { stream: contactStream('contact' as MemberId), expected: ABSENT, events: [contact] },
    ];
    await log.append({ writes, claims: [], guards: [], metadata });
    await use(log.sql);
  });

type Row = { readonly name: string; readonly classification: Classification | null };

/** Every query that tells which members are there. */
const LISTINGS: Readonly<Record<string, (sql: Sql, of: CollectionView) => Promise<readonly Row[]>>> = {
  changedNames: async (sql, of) => (await changedNames(sql, of, START, UNTIL, LIMIT)).rows,
  changedMembers: async (sql, of) => (await changedMembers(sql, of, START, UNTIL, LIMIT)).rows,
  namesAfter: (sql, of) => namesAfter(sql, of, '', LIMIT),
  membersOfTypes: (sql, of) => membersOfTypes(sql, of, ['VEVENT', 'vcard'], '', LIMIT),
  listedNamed: (sql, of) => listedNamed(sql, of, NAMES),
  membersAfter: (sql, of) => membersAfter(sql, of, '', LIMIT, true),
  membersNamed: (sql, of) => membersNamed(sql, of, NAMES, false),
  contentsNamed: (sql, of) => contentsNamed(sql, of, NAMES),
};

/** Those of calendar objects, by time. */
const TIMED: typeof LISTINGS = {
  namesSince: (sql, of) => namesSince(sql, of, FROM),
  objectsBetween: async (sql, of) => (await objectsBetween(sql, of, ['VEVENT'], FROM, TO, BEGINNING, LIMIT)).rows,
};

const classOf = (name: string) => CLASSIFICATIONS.find((one) => name.startsWith(one)) ?? null;
const VIEWS: readonly (readonly Classification[])[] = [[], ['PUBLIC'], ['PRIVATE', 'CONFIDENTIAL'], CLASSIFICATIONS];

/** What is in view of these names, with its class; who has no class counts as PUBLIC. */
const expected = (names: readonly string[], classes: readonly Classification[]): readonly Row[] =>
  names
    .filter((name) => classes.includes(classOf(name) ?? 'PUBLIC'))
    .map((name) => ({ name, classification: classOf(name) }));

const told = (rows: readonly Row[]): readonly Row[] =>
  rows.map(({ name, classification }) => ({ name, classification })).sort((a, b) => (a.name < b.name ? -1 : 1));

test('a listing shows the classes of the view, and says the class of each member', () =>
  withMembers(async (sql) => {
    const dated = NAMES.filter((name) => name !== 'contact');
    for (const classes of VIEWS) {
      const of = { collection: HERE, classes };
      for (const [query, ask] of Object.entries(LISTINGS))
        assert.deepEqual(told(await ask(sql, of)), expected(NAMES, classes), `${query} of ${classes}`);
      for (const [query, ask] of Object.entries(TIMED))
        assert.deepEqual(told(await ask(sql, of)), expected(dated, classes), `${query} of ${classes}`);
    }
    for (const [query, ask] of Object.entries(LISTINGS)) {
      const rows = await ask(sql, wholeView(HERE));
      assert.deepEqual(rows.map(({ name }) => name).sort(), NAMES, `${query} of everything`);
    }
  }));

test('what has ended since is told of the classes of the view', () =>
  withMembers(async (sql) => {
    for (const classes of VIEWS) {
      const rows = await changedAndEnded(sql, { collection: HERE, classes }, START, UNTIL, TO, LIMIT);
      const names = NAMES.filter((name) => classes.includes(classOf(name) ?? 'PUBLIC') && name !== 'contact');
      assert.deepEqual(rows.map(({ name }) => name).sort(), names, String(classes));
    }
  }));

test('busy are the events of the classes of each view', () =>
  withMembers(async (sql) => {
    const count = async (...views: readonly CollectionView['classes'][]) => {
      const of = views.map((classes) => ({ view: { collection: HERE, classes }, timezone: null }));
      return (await busyTimes(sql, of, { from: FROM, to: TO }, { objects: LIMIT })).length;
    };
    assert.equal(await count(undefined), 18);
    assert.equal(await count([]), 0);
    assert.equal(await count(['PRIVATE']), 6);
    assert.equal(await count(['PUBLIC', 'CONFIDENTIAL']), 12);
    assert.equal(await count(['PRIVATE'], undefined), 24);
  }));

test('the tokens of many views are those of each', () =>
  withMembers(async (sql) => {
    const other = { collection: 'e' as typeof HERE, classes: undefined };
    for (const classes of [undefined, ...VIEWS]) {
      const of = { collection: HERE, classes };
      const all = await lastChanges(sql, [of, other]);
      assert.deepEqual([all.get(HERE), all.get(other.collection)], [await lastChange(sql, of), START]);
    }
  }));

test('a member is found at its path whatever its class, which is told', () =>
  withMembers(async (sql) => {
    const at = { owner: OWNER, kind: 'calendar', name: 'work' } as const;
    for (const name of NAMES) {
      const found = await memberAt(sql, at, name, false);
      assert.equal(found?.object?.name, name);
      assert.equal(found?.object?.classification, classOf(name));
    }
  }));

/** A calendar of 10,000 events, of which each tenth is PRIVATE, beside one that is as large. */
const fill = (client: Client): Promise<unknown> =>
  client.query(`
  insert into members (collection, name, object, uid, component, classification, etag, body, size, is_utf8, position,
      created_at, modified_at, starts, ends, brief, floating, busy, timing)
    select at, 'n' || n, 'o' || n, 'u' || n, 'VEVENT', case when n % 10 = 1 then 'PRIVATE' else 'PUBLIC' end, 'e', n, 1, true,
      n, 0, 0, ${FROM} + n * 3600, ${FROM} + n * 3600 + 1800, true, false, 'BUSY', null
    from generate_series(1, 10000) n, unnest(array['${HERE}', 'd']) at;
  analyze members`);

for (const [called, of] of [
  ['everything', wholeView(HERE)],
  ['some classes', { collection: HERE, classes: ['PUBLIC'] }],
] as const)
  test(`a token of ${called}, a change and a month are found by the indexes`, async () => {
    const { kinds, rows } = await lookedAt(fill, async (sql) => {
      await lastChange(sql, of);
      await lastChanges(sql, [of]);
      await changedNames(sql, of, 9990 as Position, 10_000 as Position, LIMIT);
      await objectsBetween(sql, of, ['VEVENT'], FROM, FROM + 86_400, BEGINNING, LIMIT);
      await busyTimes(sql, [{ view: of, timezone: null }], { from: FROM, to: FROM + 86_400 }, { objects: LIMIT });
    });
    assert.ok(!kinds.includes('Seq Scan'), kinds.join());
    assert.ok(rows > 0 && rows <= 120, `${rows} rows were looked at`);
  });
