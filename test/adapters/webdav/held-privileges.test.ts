import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { heldPrivileges } from '../../../src/adapters/webdav/held-privileges.ts';
import { namesIn, privilegesOf } from '../../../src/adapters/webdav/privileges.ts';
import { clark } from '../../../src/adapters/webdav/xml/name.ts';
import { type Rights, rightsOf } from '../../../src/domain/sharing/rights.ts';
import type { Role } from '../../../src/domain/sharing/roles.ts';
import { calendar, object } from './samples.ts';

const seenWith = (rights: Rights) => ({ ...calendar, access: { rights, showsAlarms: true } });

const inCalendar = (...roles: readonly Role[]): string =>
  heldPrivileges(seenWith(rightsOf('calendar', roles)), 'ann')
    .map(({ local }) => local)
    .filter((name) => !name.startsWith('schedule-'))
    .join(' ');

const onEvent = (...roles: readonly Role[]): string => {
  const { access } = seenWith(rightsOf('calendar', roles));
  return heldPrivileges({ ...object(), access }, 'ann')
    .map(({ local }) => local)
    .join(' ');
};

const ANY = 'read read-current-user-privilege-set read-free-busy';

describe('current-user-privilege-set, as SOGo tells it', () => {
  test('every role shows in the calendar', () => {
    assert.equal(inCalendar('PublicDAndTViewer'), `${ANY} viewdant-public-records`);
    assert.equal(inCalendar('PrivateViewer'), `${ANY} viewwhole-private-records`);
    assert.equal(
      inCalendar('ConfidentialResponder'),
      `${ANY} viewwhole-confidential-records respondto-confidential-records`,
    );
    assert.equal(
      inCalendar('PublicModifier'),
      `${ANY} viewwhole-public-records modify-public-records respondto-public-records`,
    );
    assert.equal(inCalendar('ObjectCreator'), `${ANY} bind schedule write-content`);
    assert.equal(inCalendar('ObjectEraser'), `${ANY} unbind`);
  });

  test('the order is SOGo’s', () => {
    assert.equal(
      inCalendar('ObjectEraser', 'ObjectCreator', 'PrivateResponder', 'PublicViewer', 'ConfidentialDAndTViewer'),
      `${ANY} bind schedule unbind write-content viewwhole-public-records viewwhole-private-records respondto-private-records viewdant-confidential-records`,
    );
  });

  test('and on an event, whose class is public', () => {
    assert.equal(onEvent('PublicDAndTViewer'), 'read view-date-and-time read-current-user-privilege-set');
    const viewing = 'read view-whole-component view-date-and-time read-current-user-privilege-set';
    assert.equal(onEvent('PublicViewer'), viewing);
    assert.equal(onEvent('PublicResponder'), `${viewing} write-content respond-to-component`);
    assert.equal(
      onEvent('PublicModifier', 'ObjectEraser'),
      `${viewing} write write-properties write-content respond-to-component`,
    );
  });

  test('the owner has every privilege that there is', () => {
    for (const resource of [calendar, object()])
      assert.deepEqual(
        new Set(heldPrivileges(resource, 'jo').map(clark)),
        new Set(namesIn(privilegesOf(resource)).map(clark)),
      );
  });

  test('what is fetched from elsewhere or made of cards says of nothing that it can be written', () => {
    const fetched = { ...calendar, collection: { ...calendar.collection, web: calendar.collection.created } };
    const names = heldPrivileges(fetched, 'jo').map(({ local }) => local);
    assert.deepEqual(
      names.filter((name) => ['all', 'write', 'write-content', 'bind', 'unbind'].includes(name)),
      [],
    );
    assert.ok(names.includes('write-properties'));
  });
});
