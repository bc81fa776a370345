import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addWebCalendar, calendar, isReservedName } from '../../../src/domain/calendar/decider.ts';
import type { CalendarEvent } from '../../../src/domain/calendar/events.ts';
import { COMPONENT_TYPES } from '../../../src/domain/ical/component.ts';
import { decided } from '../../../src/domain/kernel/decider.ts';
import type { CollectionId, PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../../src/domain/kernel/json-body.ts';
import type { Claim } from '../../../src/domain/ports.ts';
import { nothing, refused, scenario, stateAfter } from '../../support/scenario.ts';

const id = 'c' as CollectionId;
const owner = 'p' as PrincipalId;
const place = { calendar: id, owner };
const named = { collection: id, owner };
const name = '{DAV:}displayname';
const value = '<displayname xmlns="DAV:">Work</displayname>';

const createdAs = (as: string): CalendarEvent => ({
  type: 'calendar-created',
  data: { ...place, name: as, components: ['VEVENT'], transparency: 'transparent', set: [name], removed: [] },
  body: jsonBody({ [name]: value }),
});
const created = createdAs('work');
const changed: CalendarEvent = {
  type: 'calendar-properties-changed',
  data: { ...place, name: 'work', timezone: null, set: [], removed: ['{x}zone'] },
  body: jsonBody({}),
};
const moved: CalendarEvent = { type: 'calendar-moved', data: { ...place, name: 'job', from: 'work' } };
const deletedAs = (as: string): CalendarEvent => ({ type: 'calendar-deleted', data: { ...place, name: as } });
const deleted = deletedAs('work');
const claim = (op: Claim['op'], key: string): Claim => ({ op, scope: 'calendars/p', key, holder: 'c' });

const create = (as: string) => ({
  type: 'create-collection' as const,
  ...named,
  name: as,
  components: ['VEVENT'] as const,
  facts: { transparency: 'transparent' as const },
  properties: { set: { [name]: value }, remove: [] },
});
const change = {
  type: 'change-collection-properties' as const,
  facts: { timezone: null },
  properties: { set: {}, remove: ['{x}zone'] },
};
const move = (to: string) => ({ type: 'move-collection' as const, name: to });
const remove = { type: 'delete-collection' as const };
const close = { type: 'delete-collection' as const, closing: true as const };

test('a calendar is created with a name that its owner has not used, and with its properties', () =>
  scenario(calendar, { given: [], when: create('work'), outcome: decided([created], [claim('take', 'work')]) }));

test('a calendar is created once, and never again after its end', () => {
  scenario(calendar, { given: [created], when: create('work'), outcome: refused('name-taken') });
  scenario(calendar, { given: [created, deleted], when: create('work'), outcome: refused('name-taken') });
});

test('names that stand for something else are not given to calendars', () => {
  for (const taken of ['inbox', 'outbox', 'work.ics', 'Work.XML']) {
    assert.ok(isReservedName(taken), taken);
    scenario(calendar, { given: [], when: create(taken), outcome: refused('name-reserved') });
    scenario(calendar, { given: [created], when: move(taken), outcome: refused('name-reserved') });
  }
  for (const free of ['Inbox', 'ics', 'work.ics.old', '.icsx']) assert.ok(!isReservedName(free), free);
});

test('properties change with what other parts of the server act on', () =>
  scenario(calendar, { given: [created], when: change, outcome: decided([changed]) }));

test('a change that says nothing is no event', () => {
  const empty = { type: 'change-collection-properties' as const, facts: {}, properties: { set: {}, remove: [] } };
  scenario(calendar, { given: [created], when: empty, outcome: nothing });
});

test('a calendar is renamed: the old name is free again', () =>
  scenario(calendar, {
    given: [created],
    when: move('job'),
    outcome: decided([moved], [claim('release', 'work'), claim('take', 'job')]),
  }));

test('a calendar that is renamed to its own name stays as it is', () =>
  scenario(calendar, { given: [created], when: move('work'), outcome: nothing }));

test('a deleted calendar gives its name back, the one it has now', () => {
  scenario(calendar, { given: [created], when: remove, outcome: decided([deleted], [claim('release', 'work')]) });
  const after = decided([deletedAs('job')], [claim('release', 'job')]);
  scenario(calendar, { given: [created, moved], when: remove, outcome: after });
});

test('what is absent or deleted cannot be changed, renamed or deleted', () => {
  for (const given of [[], [created, deleted]])
    for (const when of [change, move('job'), remove, close])
      scenario(calendar, { given, when, outcome: refused('no-such-resource') });
});

test('personal is there for everybody: it is neither renamed nor deleted, and nothing is renamed to it', () => {
  const personal = createdAs('personal');
  scenario(calendar, {
    given: [],
    when: create('personal'),
    outcome: decided([personal], [claim('take', 'personal')]),
  });
  scenario(calendar, { given: [personal], when: move('job'), outcome: refused('personal-is-permanent') });
  scenario(calendar, { given: [personal], when: remove, outcome: refused('personal-is-permanent') });
  scenario(calendar, { given: [created], when: move('personal'), outcome: refused('personal-is-permanent') });
});

test('personal goes with the account', () => {
  const after = decided([deletedAs('personal')], [claim('release', 'personal')]);
  scenario(calendar, { given: [createdAs('personal')], when: close, outcome: after });
});

test('what each event makes of a calendar', () => {
  const live = { is: 'live', collection: id, owner, name: 'work', components: ['VEVENT'] };
  assert.deepEqual(stateAfter(calendar, []), { is: 'absent' });
  assert.deepEqual(stateAfter(calendar, [created]), live);
  assert.deepEqual(stateAfter(calendar, [created, changed]), live);
  assert.deepEqual(stateAfter(calendar, [created, moved]), { ...live, name: 'job' });
  assert.deepEqual(stateAfter(calendar, [created, deleted]), { is: 'deleted' });
  assert.deepEqual(stateAfter(calendar, [created, deleted, moved]), { is: 'deleted' });
});

test('a web calendar is a calendar that is fetched from a place that only who can decrypt it knows', () => {
  const source = new Uint8Array([1, 2, 3]);
  const made = { ...named, name: 'feed', properties: { set: {}, remove: [] }, source };
  const at = { ...place, name: 'feed' };
  const events: readonly CalendarEvent[] = [
    {
      type: 'calendar-created',
      data: { ...at, components: COMPONENT_TYPES, set: [], removed: [] },
      body: jsonBody({}),
    },
    { type: 'web-calendar-added', data: at, body: { stored: source } },
  ];
  assert.deepEqual(addWebCalendar(made), decided(events, [claim('take', 'feed')]));
  const live = { is: 'live', ...named, components: COMPONENT_TYPES, web: true };
  assert.deepEqual(stateAfter(calendar, events), { ...live, name: 'feed' });
  const renamed: CalendarEvent = { type: 'calendar-moved', data: { ...at, name: 'job', from: 'feed' } };
  assert.deepEqual(stateAfter(calendar, [...events, renamed]), { ...live, name: 'job' });
});
