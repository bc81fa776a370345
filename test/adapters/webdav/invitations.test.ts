/** Invitations where the directory has groups, and how they are kept. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_INVITED, MAX_SUMMARY } from '../../../src/domain/limits/invitations.ts';
import { ask, type Fasti } from '../../support/fasti.ts';
import { as, eventsAfter, withServer } from './colleagues.ts';

const share = (fasti: Fasti, ...words: readonly string[]) => {
  const body = `<CS:share xmlns="DAV:" xmlns:CS="http://calendarserver.org/ns/">${words.join('')}</CS:share>`;
  return ask(fasti, 'POST', '/SOGo/dav/jo/Calendar/personal/', as('jo'), body);
};

const set = (address: string, summary = '') =>
  `<CS:set><href>${address}</href><CS:summary>${summary}</CS:summary><CS:read/></CS:set>`;

const inviteesOf = async (fasti: Fasti): Promise<string[]> => {
  const body = '<propfind xmlns="DAV:"><prop><invite xmlns="http://calendarserver.org/ns/"/></prop></propfind>';
  const { text } = await ask(fasti, 'PROPFIND', '/SOGo/dav/jo/Calendar/personal/', as('jo'), body);
  return [...text.matchAll(/<D:href>(mailto:[^<]*)</g)].map(([, address = '']) => address);
};

test('what one request invites to is one change of the calendar and of everybody’s account', () =>
  withServer({}, async (fasti) => {
    await share(fasti, set('/SOGo/dav/ann/'), set('mailto:bob@example.com'));
    const before = await fasti.log.head();
    assert.equal((await share(fasti, set('mailto:ann@example.com', 'x'), set('mailto:bob@example.com'))).status, 200);
    const events = await eventsAfter(fasti, before.position);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['invitation-received', 'invitation-received'],
    );
    assert.equal(new Set(events.map(({ correlationId }) => correlationId)).size, 1);
    assert.deepEqual(await inviteesOf(fasti), ['mailto:ann@example.com', 'mailto:bob@example.com']);
  }));

test('a group of the directory stands for its members without its owner, addresses may be escaped', () =>
  withServer({}, async (fasti) => {
    assert.equal((await share(fasti, set('MAILTO:staff%40example.com'))).status, 200);
    assert.deepEqual(await inviteesOf(fasti), ['mailto:ann@example.com', 'mailto:bob@example.com']);
    assert.equal((await share(fasti, set('mailto:%'))).status, 403);
  }));

test('so many at once, and so long a summary', () =>
  withServer({}, async (fasti) => {
    const words = Array.from({ length: MAX_INVITED + 1 }, () => set('mailto:ann@example.com'));
    assert.equal((await share(fasti, ...words)).status, 403);
    assert.equal((await share(fasti, ...words.slice(1))).status, 200);
    assert.equal((await share(fasti, set('mailto:bob@example.com', 'x'.repeat(MAX_SUMMARY + 1)))).status, 507);
    assert.equal((await share(fasti, set('mailto:bob@example.com', 'x'.repeat(MAX_SUMMARY)))).status, 200);
  }));

test('where sharing is switched off nobody is invited', () =>
  withServer({ SOGoDisableSharing: ['Calendar'] }, async (fasti) => {
    const { status, text } = await share(fasti, set('mailto:ann@example.com'));
    assert.equal(status, 403);
    assert.match(text, /No calendar is shared on this server/);
  }));

test('where calendars are closed to somebody he has no notifications', () =>
  withServer({ SOGoCalendarDAVAccessEnabled: false }, async (fasti) => {
    const { status } = await ask(fasti, 'PROPFIND', '/SOGo/dav/jo/notifications/', as('jo'));
    assert.equal(status, 404);
  }));
