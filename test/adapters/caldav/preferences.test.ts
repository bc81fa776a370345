import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { AccountEvent } from '../../../src/domain/account/events.ts';
import { type Actor, accountStream, type CorrelationId, type PrincipalId } from '../../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../../src/domain/kernel/json-body.ts';
import type { Configuration } from '../../../src/domain/settings/configuration.ts';
import { principalOf } from '../../../src/projections/accounts.ts';
import { preferencesOfAll } from '../../../src/projections/preferences.ts';
import { directoryWith, entry, sourceOf, startDav } from '../../support/dav.ts';
import { ask, type Fasti, startFasti } from '../../support/fasti.ts';

const INVERSE = 'urn:inverse:params:xml:ns:inverse-dav';
const CALENDARS = '/SOGo/dav/jo/Calendar/';

/** The text of a property of jo's, as PROPFIND gives it. */
const propertyOf = async (fasti: Fasti, path: string, namespace: string, local: string) => {
  const body = `<propfind xmlns="DAV:"><prop><${local} xmlns="${namespace}"/></prop></propfind>`;
  const { text } = await ask(fasti, 'PROPFIND', path, { depth: '0' }, body);
  return new RegExp(`<\\w+:${local}[^>]*>([^<]*)<`).exec(text)?.[1];
};
const eventClassOf = (fasti: Fasti) => propertyOf(fasti, CALENDARS, INVERSE, 'events-default-classification');
const offsetOf = (fasti: Fasti) =>
  propertyOf(fasti, '/SOGo/dav/jo/', 'urn:ietf:params:xml:ns:caldav', 'calendar-timezone');

describe('preferences by DAV', () => {
  let fasti: Fasti;
  let principal: PrincipalId;
  before(async () => {
    fasti = await startFasti('jo');
    await ask(fasti, 'OPTIONS', CALENDARS);
    const found = await principalOf(fasti.log.sql, '', 'jo');
    assert.ok(found !== undefined);
    principal = found;
  });
  after(() => fasti.stop());

  const happens = async (event: AccountEvent): Promise<void> => {
    const metadata = { actor: 'tool:test' as Actor, protocol: 'cli', correlationId: 'test' as CorrelationId } as const;
    const writes = [{ stream: accountStream(principal), expected: 'any' as const, events: [event] }];
    assert.equal((await fasti.log.append({ writes, metadata })).is, 'appended');
  };

  const eventClass = () => eventClassOf(fasti);

  const proppatch = (instruction: 'set' | 'remove', content: string) => {
    const prop = `<prop><events-default-classification xmlns="${INVERSE}">${content}</events-default-classification></prop>`;
    const body = `<propertyupdate xmlns="DAV:"><${instruction}>${prop}</${instruction}></propertyupdate>`;
    return ask(fasti, 'PROPPATCH', CALENDARS, {}, body);
  };

  const EVENTS_CLASS = 'SOGoCalendarEventsDefaultClassification';

  const preferred = (set: Record<string, string>): AccountEvent => ({
    type: 'preferences-changed',
    data: { principal, part: 'defaults', set: Object.keys(set), removed: [] },
    body: jsonBody(set),
  });

  test('what was set as a property before there were preferences is still said, until somebody says otherwise', async () => {
    const name = `{${INVERSE}}events-default-classification`;
    const element = `<I:events-default-classification xmlns:I="${INVERSE}">CONFIDENTIAL</I:events-default-classification>`;
    await happens({
      type: 'account-properties-changed',
      data: { principal, resource: 'calendar-home', set: [name], removed: [] },
      body: jsonBody({ [name]: element }),
    });
    assert.equal(await eventClass(), 'CONFIDENTIAL');
    await proppatch('set', 'PRIVATE');
    assert.equal(await eventClass(), 'PRIVATE');
    await proppatch('remove', '');
    assert.equal(await eventClass(), 'PUBLIC');
  });

  test('what a client sets is a preference under SOGo’s key, and the other way round', async () => {
    await proppatch('set', 'CONFIDENTIAL');
    const stored = await preferencesOfAll(fasti.log.sql, [principal], 'defaults');
    assert.deepEqual(stored.get(principal), { [EVENTS_CLASS]: 'CONFIDENTIAL' });
    await happens(preferred({ [EVENTS_CLASS]: 'PRIVATE' }));
    assert.equal(await eventClass(), 'PRIVATE');
  });

  test('a preference that is no class is none', async () => {
    await happens(preferred({ [EVENTS_CLASS]: 'SECRET' }));
    assert.equal(await eventClass(), 'PUBLIC');
  });

  test('a principal’s time zone says how far its clock is ahead of UTC now, in hours and minutes', async () => {
    for (const [zone, expected] of [
      ['America/Bogota', '-500'],
      ['Asia/Kolkata', '530'],
      ['Pacific/Marquesas', '-930'],
      ['Nowhere/AtAll', '0'],
    ] as const) {
      await happens(preferred({ SOGoTimeZone: zone }));
      assert.equal(await offsetOf(fasti), expected, zone);
    }
  });
});

test('who has chosen nothing has what his domain says, else the system; clocks are those of the season', async () => {
  const configuration: Configuration = {
    system: { SOGoTimeZone: 'Europe/Rome', SOGoCalendarEventsDefaultClassification: 'PRIVATE' },
    domains: new Map([['example.com', { SOGoCalendarEventsDefaultClassification: 'CONFIDENTIAL' }]]),
  };
  const directory = directoryWith({ 'example.com': sourceOf('all', [entry('jo')]) });
  let now = Date.UTC(2026, 0, 1);
  const fasti = await startDav({ configuration, directory, now: () => now });
  assert.equal(await eventClassOf(fasti), 'CONFIDENTIAL');
  assert.equal(await offsetOf(fasti), '100');
  now = Date.UTC(2026, 6, 1);
  assert.equal(await offsetOf(fasti), '200');
  await fasti.stop();
});
