import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppPasswordId } from '../../src/domain/account/app-passwords.ts';
import type { AccountEvent } from '../../src/domain/account/events.ts';
import type { CalendarEvent } from '../../src/domain/calendar/events.ts';
import type { CalendarObjectEvent } from '../../src/domain/calendar-object/events.ts';
import { quickFacts } from '../../src/domain/calendar-object/quick-facts.ts';
import type { FastiEvent } from '../../src/domain/event-types.ts';
import type { Body } from '../../src/domain/kernel/event.ts';
import type { CollectionId, MemberId, Position, PrincipalId } from '../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../src/domain/kernel/json-body.ts';
import { accounts } from '../../src/projections/accounts.ts';
import { appPasswords } from '../../src/projections/app-passwords.ts';
import { collections } from '../../src/projections/collections.ts';
import { projections } from '../../src/projections/index.ts';
import { members } from '../../src/projections/members.ts';
import { preferences } from '../../src/projections/preferences.ts';
import { properties } from '../../src/projections/properties.ts';
import { event } from '../support/fasti.ts';
import { inOrder, rowsOf } from './rows.ts';

const principal = 'p' as PrincipalId;
const calendar = 'c' as CollectionId;
const other = 'd' as CollectionId;
const object = 'o' as MemberId;
const domain = '';
const INVERSE = '{urn:inverse:params:xml:ns:inverse-dav}';
const text = (summary: string): Body => ({ stored: new TextEncoder().encode(event('u', `SUMMARY:${summary}`)) });
const [lunch, dinner] = [text('Lunch'), text('Dinner!')];
const note = jsonBody({ '{x}note': '<note xmlns="x"/>' });
const facts = { uid: 'u', component: 'VEVENT' as const, classification: 'PUBLIC' as const };

const opened: AccountEvent = { type: 'account-opened', data: { principal, domain }, body: jsonBody({ login: 'jo' }) };
const noted: AccountEvent = {
  type: 'account-properties-changed',
  data: { principal, resource: 'inbox', set: ['{x}note'], removed: ['{x}gone'] },
  body: note,
};
const preferred: AccountEvent = {
  type: 'preferences-changed',
  data: { principal, part: 'defaults', set: ['SOGoTimeZone', 'Vacation'], removed: ['SOGoLanguage'] },
  body: jsonBody({ SOGoTimeZone: 'Europe/Rome', Vacation: { enabled: 1, days: ['b', 'a'] } }),
};
const classified = {
  type: 'account-properties-changed',
  data: { principal, resource: 'calendar-home', set: [`${INVERSE}events-default-classification`], removed: [] },
  body: jsonBody({
    [`${INVERSE}events-default-classification`]:
      '<I:events-default-classification xmlns:I="urn:inverse:params:xml:ns:inverse-dav"> PRIVATE </I:events-default-classification>',
  }),
} satisfies AccountEvent;
const phone: AccountEvent = {
  type: 'app-password-created',
  data: { principal, id: 'phone1' as AppPasswordId, scope: 'dav' },
  body: jsonBody({ label: 'Phone', hash: 'abc' }),
};
const lost: AccountEvent = { type: 'app-password-revoked', data: { principal, id: 'phone1' as AppPasswordId } };
const closed: AccountEvent = { type: 'account-closed', data: { principal, domain } };

const place = { calendar, owner: principal, name: 'work' };
const made: CalendarEvent = {
  type: 'calendar-created',
  data: { ...place, components: ['VEVENT', 'VTODO'], set: ['{x}note'], removed: [] },
  body: note,
};
const changed: CalendarEvent = {
  type: 'calendar-properties-changed',
  data: { ...place, transparency: 'transparent', timezone: 'Europe/Rome', set: [], removed: ['{x}note'] },
  body: jsonBody({}),
};
const renamed: CalendarEvent = { type: 'calendar-moved', data: { ...place, name: 'job', from: 'work' } };
const ended: CalendarEvent = { type: 'calendar-deleted', data: place };

const at = { object, calendar, name: 'a.ics' };
const born: CalendarObjectEvent = { type: 'calendar-object-created', data: { ...at, ...facts }, body: lunch };
const edited: CalendarObjectEvent = {
  type: 'calendar-object-changed',
  data: { ...at, ...facts, classificationBefore: 'PUBLIC', created: 1 as Position },
  body: dinner,
};
const marked: CalendarObjectEvent = {
  type: 'calendar-object-properties-changed',
  data: { ...at, set: ['{x}note'], removed: [] },
  body: note,
};
const moved: CalendarObjectEvent = {
  type: 'calendar-object-moved',
  data: {
    ...{ object, calendar: other, name: 'b.ics' },
    ...facts,
    ...{ created: 1 as Position, fromCalendar: calendar, fromName: 'a.ics' },
  },
  body: lunch,
};
const deleted: CalendarObjectEvent = {
  type: 'calendar-object-deleted',
  data: { ...at, created: 1 as Position, classification: 'PUBLIC' },
};

test('accounts: who is who, while the account is open', () => {
  assert.deepEqual(rowsOf(accounts, inOrder([opened, noted])), { accounts: [{ principal, domain, login: 'jo' }] });
  assert.deepEqual(rowsOf(accounts, inOrder([opened, closed])), { accounts: [] });
});

test('calendars: one row each, under its present name', () => {
  const { calendar: collection, ...named } = place;
  const row = {
    ...named,
    collection,
    kind: 'calendar',
    components: 'VEVENT VTODO',
    transparency: 'opaque',
    timezone: null,
    web: null,
    created: 1,
    created_at: 1,
  };
  assert.deepEqual(rowsOf(collections, inOrder([made])), { collections: [row] });
  const after = { ...row, transparency: 'transparent', timezone: 'Europe/Rome' };
  assert.deepEqual(rowsOf(collections, inOrder([made, changed])), { collections: [after] });
  assert.deepEqual(rowsOf(collections, inOrder([made, renamed])), { collections: [{ ...row, name: 'job' }] });
  assert.deepEqual(rowsOf(collections, inOrder([made, ended])), { collections: [] });
  const web: CalendarEvent = { type: 'web-calendar-added', data: place, body: { stored: new Uint8Array([1]) } };
  assert.deepEqual(rowsOf(collections, inOrder([made, web])), { collections: [{ ...row, web: 2 }] });
});

test('calendars: a time zone that was taken away is gone, one that was not named stays', () => {
  const zone = (timezone: string | null): CalendarEvent => ({ ...changed, data: { ...changed.data, timezone } });
  const quiet: CalendarEvent = { type: 'calendar-properties-changed', data: { ...place, set: [], removed: [] } };
  const zoneAfter = (...events: readonly CalendarEvent[]) =>
    rowsOf(collections, inOrder([made, ...events])).collections?.[0]?.timezone;
  assert.equal(zoneAfter(zone('Europe/Rome'), quiet), 'Europe/Rome');
  assert.equal(zoneAfter(zone('Europe/Rome'), zone(null)), null);
});

const row = (name: string, n: number, body: Body) => ({
  ...facts,
  ...quickFacts(body),
  object,
  collection: calendar,
  name,
  is_utf8: true,
  etag: `event-${n}`,
  body: n,
  size: body.stored.byteLength,
  position: n,
  created_at: n,
  modified_at: n,
});

test('calendar objects: new bytes are a new entity tag, size and time; the creation stays', () => {
  const live = { members: [{ ...row('a.ics', 2, dinner), created_at: 1 }], removals: [] };
  assert.deepEqual(rowsOf(members, inOrder([born, edited])), live);
});

test('calendar objects: changed properties are a change to synchronize, and no new entity tag', () => {
  const live = { members: [{ ...row('a.ics', 1, lunch), position: 2 }], removals: [] };
  assert.deepEqual(rowsOf(members, inOrder([born, marked])), live);
});

test('calendar objects: a moved one is new where it is, and known to be gone where it was', () =>
  assert.deepEqual(rowsOf(members, inOrder([born, moved])), {
    members: [{ ...row('b.ics', 2, lunch), collection: other }],
    removals: [{ collection: calendar, position: 2, name: 'a.ics', created: 1, classification: 'PUBLIC' }],
  }));

test('calendar objects: a deleted one is known to be gone, and with its calendar nothing is known any more', () => {
  const gone = {
    members: [],
    removals: [{ collection: calendar, position: 2, name: 'a.ics', created: 1, classification: 'PUBLIC' }],
  };
  assert.deepEqual(rowsOf(members, inOrder([born, deleted])), gone);
  const nothing = { members: [], removals: [] };
  assert.deepEqual(rowsOf(members, inOrder([born, deleted, ended])), nothing);
  assert.deepEqual(rowsOf(members, inOrder([born, ended])), nothing);
});

test('properties: of accounts, calendars and objects, as they were sent', () => {
  const value = '<note xmlns="x"/>';
  const of = (holder: string) => ({ holder, name: '{x}note', value });
  assert.deepEqual(rowsOf(properties, inOrder([noted, made, marked])), {
    properties: [of('p/inbox'), of('c'), of('o')],
  });
});

test('properties: what is removed, erased, deleted or closed has none', () => {
  const { body: _, ...erased } = noted;
  const ends: readonly (readonly FastiEvent[])[] = [
    [made, changed],
    [erased],
    [made, ended],
    [born, marked, deleted],
    [noted, closed],
  ];
  for (const events of ends) assert.deepEqual(rowsOf(properties, inOrder(events)), { properties: [] });
});

test('preferences: by part and key, as JSON in the order it was typed', () => {
  const of = (key: string, value: string) => ({ principal, part: 'defaults', key, value });
  const rows = [of('SOGoTimeZone', '"Europe/Rome"'), of('Vacation', '{"enabled":1,"days":["b","a"]}')];
  assert.deepEqual(rowsOf(preferences, inOrder([preferred])), { preferences: rows });
  const unset: AccountEvent = {
    type: 'preferences-changed',
    data: { principal, part: 'defaults', set: [], removed: ['Vacation'] },
    body: jsonBody({}),
  };
  assert.deepEqual(rowsOf(preferences, inOrder([preferred, unset])), { preferences: rows.slice(0, 1) });
});

test('preferences: a class that was set as a property of the collection of calendars is one', () => {
  const [name] = classified.data.set;
  const key = 'SOGoCalendarEventsDefaultClassification';
  const row = { principal, part: 'defaults', key, value: '"PRIVATE"' };
  assert.deepEqual(rowsOf(preferences, inOrder([noted, classified])), { preferences: [row] });
  const elsewhere: AccountEvent = { ...classified, data: { ...classified.data, resource: 'inbox' } };
  const removed: AccountEvent = { ...classified, data: { ...classified.data, set: [], removed: [name ?? ''] } };
  assert.deepEqual(rowsOf(preferences, inOrder([elsewhere])), { preferences: [] });
  assert.deepEqual(rowsOf(preferences, inOrder([classified, removed])), { preferences: [] });
});

test('preferences: what is erased or closed is preferred by nobody', () => {
  const { body: _, ...erased } = preferred;
  assert.deepEqual(rowsOf(preferences, inOrder([erased])), { preferences: [] });
  assert.deepEqual(rowsOf(preferences, inOrder([preferred, classified, closed])), { preferences: [] });
});

test('app passwords: one row each until it is revoked or the account closed', () => {
  const row = { principal, id: 'phone1', scope: 'dav', label: 'Phone', hash: 'abc', created_at: 1 };
  assert.deepEqual(rowsOf(appPasswords, inOrder([phone])), { app_passwords: [row] });
  assert.deepEqual(rowsOf(appPasswords, inOrder([phone, lost])), { app_passwords: [] });
  assert.deepEqual(rowsOf(appPasswords, inOrder([phone, closed])), { app_passwords: [] });
});

const histories: readonly (readonly FastiEvent[])[] = [
  [opened, noted, closed],
  [opened, preferred, classified, phone, lost, phone],
  [made, changed, renamed],
  [born, edited, marked, moved],
  [made, born, deleted, ended],
];
for (const projection of projections)
  test(`${projection.name}: the same events once more change nothing`, () => {
    for (const history of histories) {
      const events = inOrder(history);
      assert.deepEqual(rowsOf(projection, events, 2), rowsOf(projection, events));
    }
  });
