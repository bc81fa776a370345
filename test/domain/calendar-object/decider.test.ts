import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarObject } from '../../../src/domain/calendar-object/decider.ts';
import type { CalendarObjectEvent, CalendarObjectFacts } from '../../../src/domain/calendar-object/events.ts';
import type { Content as ContentOf } from '../../../src/domain/collection/member.ts';
import type { ComponentType } from '../../../src/domain/ical/component.ts';
import { decided } from '../../../src/domain/kernel/decider.ts';
import type { CollectionId, MemberId, Position } from '../../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../../src/domain/kernel/json-body.ts';
import type { Claim } from '../../../src/domain/ports.ts';
import { nothing, refused, scenario, stateAfter } from '../../support/scenario.ts';

type Content = ContentOf<CalendarObjectFacts>;

const object = 'o' as MemberId;
const calendar = 'c' as CollectionId;
const elsewhere = 'd' as CollectionId;
const created = (at: number) => at as Position;

const content = (text: string, more: Partial<Content> = {}): Content => ({
  uid: 'u',
  component: 'VEVENT',
  classification: 'PUBLIC',
  bytes: new TextEncoder().encode(text),
  ...more,
});
const lunch = content('lunch');
const dinner = content('dinner', { classification: 'PRIVATE' });
const facts = ({ uid, component, classification }: Content) => ({ uid, component, classification });
const place = { object, calendar, name: 'a.ics' };
const there = { object, calendar: elsewhere, name: 'b.ics' };

const born: CalendarObjectEvent = {
  type: 'calendar-object-created',
  data: { ...place, ...facts(lunch) },
  body: { stored: lunch.bytes },
};
const changed: CalendarObjectEvent = {
  type: 'calendar-object-changed',
  data: { ...place, ...facts(dinner), classificationBefore: 'PUBLIC', created: created(1) },
  body: { stored: dinner.bytes },
};
const moved: CalendarObjectEvent = {
  type: 'calendar-object-moved',
  data: { ...there, ...facts(lunch), created: created(1), fromCalendar: calendar, fromName: 'a.ics' },
  body: { stored: lunch.bytes },
};
const marked: CalendarObjectEvent = {
  type: 'calendar-object-properties-changed',
  data: { ...place, set: ['{x}a'], removed: [] },
  body: jsonBody({ '{x}a': '<a xmlns="x"/>' }),
};
const deleted: CalendarObjectEvent = {
  type: 'calendar-object-deleted',
  data: { ...place, created: created(1), classification: 'PUBLIC' },
};

const claims = (op: Claim['op'], at: string, name: string): readonly Claim[] => [
  { op, scope: `names/${at}`, key: name, holder: 'o' },
  { op, scope: `uids/${at}`, key: 'u', holder: 'o' },
];

const into = (at: CollectionId = calendar, ...components: readonly ComponentType[]) => ({
  collection: at,
  components: components.length === 0 ? (['VEVENT', 'VTODO'] as const) : components,
});
const create = { type: 'create-object' as const, object, into: into(), name: 'a.ics', content: lunch };
const change = (to: Content, at = into()) => ({ type: 'change-object' as const, into: at, content: to });
const move = (at = into(elsewhere)) => ({ type: 'move-object' as const, into: at, name: 'b.ics', content: lunch });
const mark = { type: 'change-object-properties' as const, change: { set: { '{x}a': '<a xmlns="x"/>' }, remove: [] } };
const remove = { type: 'delete-object' as const };

test('an object is created with the bytes as they were sent; name and UID are taken in its calendar', () =>
  scenario(calendarObject, { given: [], when: create, outcome: decided([born], claims('take', 'c', 'a.ics')) }));

test('an object may come with properties, as a copy does', () =>
  scenario(calendarObject, {
    given: [],
    when: { ...create, properties: mark.change.set },
    outcome: decided([born, marked], claims('take', 'c', 'a.ics')),
  }));

test('an object is created once, and never again after its end', () => {
  scenario(calendarObject, { given: [born], when: create, outcome: refused('name-taken') });
  scenario(calendarObject, { given: [born, deleted], when: create, outcome: refused('name-taken') });
});

test('a calendar takes only the components it was made for', () => {
  const tasks = into(calendar, 'VTODO');
  scenario(calendarObject, { given: [], when: { ...create, into: tasks }, outcome: refused('component-unsupported') });
  scenario(calendarObject, { given: [born], when: change(dinner, tasks), outcome: refused('component-unsupported') });
  scenario(calendarObject, { given: [born], when: move(tasks), outcome: refused('component-unsupported') });
});

test('a change tells the class before and when the name came into the calendar; it takes no key', () => {
  scenario(calendarObject, { given: [born], when: change(dinner), outcome: decided([changed]) });
  const again: CalendarObjectEvent = {
    type: 'calendar-object-changed',
    data: { ...place, ...facts(lunch), classificationBefore: 'PRIVATE', created: created(1) },
    body: { stored: lunch.bytes },
  };
  scenario(calendarObject, { given: [born, changed], when: change(lunch), outcome: decided([again]) });
});

test('the same bytes once more are a change: the client was told a new entity tag', () => {
  const same: CalendarObjectEvent = {
    type: 'calendar-object-changed',
    data: { ...place, ...facts(lunch), classificationBefore: 'PUBLIC', created: created(1) },
    body: { stored: lunch.bytes },
  };
  scenario(calendarObject, { given: [born], when: change(lunch), outcome: decided([same]) });
});

test('an object keeps its UID', () =>
  scenario(calendarObject, {
    given: [born],
    when: change(content('x', { uid: 'other' })),
    outcome: refused('uid-changed'),
  }));

test('an object moves with its history: both calendars’ keys change hands', () =>
  scenario(calendarObject, {
    given: [born],
    when: move(),
    outcome: decided([moved], [...claims('release', 'c', 'a.ics'), ...claims('take', 'd', 'b.ics')]),
  }));

test('after a move the name is as old as the move', () => {
  const gone: CalendarObjectEvent = {
    type: 'calendar-object-deleted',
    data: { ...there, created: created(2), classification: 'PUBLIC' },
  };
  const outcome = decided([gone], claims('release', 'd', 'b.ics'));
  scenario(calendarObject, { given: [born, moved], when: remove, outcome });
});

test('properties of an object can be changed; a change that says nothing is no event', () => {
  scenario(calendarObject, { given: [born], when: mark, outcome: decided([marked]) });
  const empty = { type: 'change-object-properties' as const, change: { set: {}, remove: [] } };
  scenario(calendarObject, { given: [born], when: empty, outcome: nothing });
});

test('a deleted object gives name and UID back', () =>
  scenario(calendarObject, {
    given: [born],
    when: remove,
    outcome: decided([deleted], claims('release', 'c', 'a.ics')),
  }));

test('what is absent or deleted cannot be changed, moved or deleted', () => {
  for (const given of [[], [born, deleted]])
    for (const when of [change(dinner), move(), mark, remove])
      scenario(calendarObject, { given, when, outcome: refused('no-such-resource') });
});

const at = (collection: CollectionId, name: string) => ({ object, collection, name });

test('what each event makes of an object: new bytes are a new entity tag, properties are not', () => {
  const live = { is: 'live', ...at(calendar, 'a.ics'), ...facts(lunch), etag: 'event-1', created: 1 };
  assert.deepEqual(stateAfter(calendarObject, []), { is: 'absent' });
  assert.deepEqual(stateAfter(calendarObject, [born]), live);
  assert.deepEqual(stateAfter(calendarObject, [born, marked]), live);
  assert.deepEqual(stateAfter(calendarObject, [born, marked, changed]), {
    ...live,
    classification: 'PRIVATE',
    etag: 'event-3',
  });
  assert.deepEqual(stateAfter(calendarObject, [born, moved]), {
    ...live,
    ...at(elsewhere, 'b.ics'),
    etag: 'event-2',
    created: 2,
  });
  assert.deepEqual(stateAfter(calendarObject, [born, deleted]), { is: 'deleted' });
  assert.deepEqual(stateAfter(calendarObject, [born, deleted, changed]), { is: 'deleted' });
});

test('nobody puts anything into a web calendar but who fetches it, and he does not say that it is one', () => {
  const web = { ...into(), web: true as const };
  scenario(calendarObject, { given: [], when: { ...create, into: web }, outcome: refused('not-allowed') });
  scenario(calendarObject, { given: [born], when: change(dinner, web), outcome: refused('not-allowed') });
  scenario(calendarObject, { given: [born], when: move(web), outcome: refused('not-allowed') });
});
