import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendar } from '../../../src/domain/calendar/decider.ts';
import type { CalendarEvent } from '../../../src/domain/calendar/events.ts';
import type { Grant } from '../../../src/domain/collection/collection.ts';
import { decided } from '../../../src/domain/kernel/decider.ts';
import type { CollectionId, PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../../src/domain/kernel/json-body.ts';
import { MAX_GRANTEES } from '../../../src/domain/limits.ts';
import { ANONYMOUS, DEFAULT_USER, type Grantee, groupGrantee } from '../../../src/domain/sharing/grants.ts';
import type { Role } from '../../../src/domain/sharing/roles.ts';
import { nothing, refused, scenario, stateAfter } from '../../support/scenario.ts';

const id = 'c' as CollectionId;
const owner = 'p' as PrincipalId;
const place = { calendar: id, owner, name: 'work' };
const [ann, bob] = ['ann' as PrincipalId, 'bob' as PrincipalId];

const created: CalendarEvent = {
  type: 'calendar-created',
  data: { ...place, components: ['VEVENT'], set: [], removed: [] },
  body: jsonBody({}),
};
const moved: CalendarEvent = { type: 'calendar-moved', data: { ...place, name: 'job', from: 'work' } };
const deleted: CalendarEvent = { type: 'calendar-deleted', data: place };
const give = (grantee: Grantee, ...roles: readonly Role[]): Grant => ({ grantee, roles });
const forget = (grantee: Grantee): Grant => ({ grantee, roles: null });
const change = (...changes: readonly Grant[]) => ({ type: 'change-roles' as const, changes });
const changed = (grant: Grant, name = 'work'): CalendarEvent => ({
  type: 'calendar-roles-changed',
  data: { ...place, name, ...grant },
});

const viewer = give(ann, 'PublicViewer');

test('roles are given to people, to groups, to everybody and to the public: an event for each', () => {
  const all = [
    viewer,
    give(groupGrantee('staff' as PrincipalId), 'PrivateModifier', 'ObjectCreator'),
    give(DEFAULT_USER, 'PublicDAndTViewer'),
    give(ANONYMOUS, 'PublicDAndTViewer'),
  ];
  scenario(calendar, { given: [created], when: change(...all), outcome: decided(all.map((one) => changed(one))) });
});

test('new roles take the place of the old ones', () => {
  const creator = give(ann, 'ObjectCreator');
  scenario(calendar, {
    given: [created, changed(viewer)],
    when: change(creator),
    outcome: decided([changed(creator)]),
  });
});

test('no role at all is a denial, and something else than nothing said', () => {
  const denied = give(ann);
  scenario(calendar, { given: [created], when: change(denied), outcome: decided([changed(denied)]) });
  scenario(calendar, { given: [created, changed(denied)], when: change(denied), outcome: nothing });
  scenario(calendar, {
    given: [created, changed(denied)],
    when: change(forget(ann)),
    outcome: decided([changed(forget(ann))]),
  });
});

test('what is so already is no event, in whatever order the roles stand', () => {
  const two = give(ann, 'PublicViewer', 'ObjectCreator');
  const given = [created, changed(two)];
  scenario(calendar, { given, when: change(two, forget(bob)), outcome: nothing });
  scenario(calendar, { given, when: change(give(ann, 'ObjectCreator', 'PublicViewer')), outcome: nothing });
  scenario(calendar, { given, when: change(), outcome: nothing });
});

test('of two words on one grantee the last counts', () => {
  const given = [created, changed(viewer)];
  scenario(calendar, { given, when: change(give(ann, 'ObjectCreator'), viewer), outcome: nothing });
  const creator = give(ann, 'ObjectCreator');
  scenario(calendar, { given, when: change(forget(ann), creator), outcome: decided([changed(creator)]) });
});

test('only what is there has roles', () => {
  for (const given of [[], [created, deleted]])
    scenario(calendar, { given, when: change(viewer), outcome: refused('no-such-resource') });
});

test('a calendar that was renamed keeps its roles and says its present name', () => {
  const given = [created, changed(viewer), moved];
  scenario(calendar, { given, when: change(viewer), outcome: nothing });
  scenario(calendar, { given, when: change(forget(ann)), outcome: decided([changed(forget(ann), 'job')]) });
});

test('roles are given to so many and no more; those who have some can change', () => {
  const grants = Array.from({ length: MAX_GRANTEES }, (_, n) => give(`g${n}` as PrincipalId, 'PublicViewer'));
  const given = [created, ...grants.map((one) => changed(one))];
  scenario(calendar, { given: [created], when: change(...grants, viewer), outcome: refused('too-many-grantees') });
  scenario(calendar, { given, when: change(viewer), outcome: refused('too-many-grantees') });
  const first = 'g0' as PrincipalId;
  for (const changes of [[give(first, 'ObjectEraser')], [forget(first)], [forget(first), viewer]])
    scenario(calendar, { given, when: change(...changes), outcome: decided(changes.map((one) => changed(one))) });
});

test('what each event makes of a calendar’s roles', () => {
  const live = { is: 'live', collection: id, owner, name: 'work', components: ['VEVENT'] };
  const after = (...events: readonly CalendarEvent[]) => stateAfter(calendar, [created, ...events]);
  assert.deepEqual(after(changed(viewer)), { ...live, grants: { ann: ['PublicViewer'] } });
  const both = { ann: ['PublicViewer'], bob: [] };
  assert.deepEqual(after(changed(viewer), changed(give(bob))), { ...live, grants: both });
  assert.deepEqual(after(changed(viewer), changed(give(bob)), changed(forget(ann))), { ...live, grants: { bob: [] } });
  assert.deepEqual(after(changed(viewer), changed(forget(ann))), live);
  assert.deepEqual(after(deleted, changed(viewer)), { is: 'deleted' });
});
