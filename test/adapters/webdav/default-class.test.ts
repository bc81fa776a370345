import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Configuration, NOTHING_SET } from '../../../src/domain/settings/configuration.ts';
import { startDav } from '../../support/dav.ts';
import { ask, basic, event, type Fasti, unique } from '../../support/fasti.ts';

const ICS = { 'content-type': 'text/calendar' };
const XML = { 'content-type': 'application/xml' };
const HOME = '/SOGo/dav/jo/Calendar/';

const prefers = async (fasti: Fasti, kind: 'events' | 'tasks', word: string, who = 'jo'): Promise<void> => {
  const name = `I:${kind}-default-classification`;
  const body = `<propertyupdate xmlns="DAV:" xmlns:I="urn:inverse:params:xml:ns:inverse-dav"><set><prop><${name}>${word}</${name}></prop></set></propertyupdate>`;
  const headers = { ...XML, authorization: basic(who) };
  assert.equal((await ask(fasti, 'PROPPATCH', `/SOGo/dav/${who}/Calendar/`, headers, body)).status, 207);
};

const give = async (fasti: Fasti, calendar: string, ...roles: readonly string[]): Promise<void> => {
  const words = roles.map((role) => `<${role}/>`).join('');
  const body = `<acl-query xmlns="urn:inverse:params:xml:ns:inverse-dav"><set-roles user="ann">${words}</set-roles></acl-query>`;
  assert.equal((await ask(fasti, 'POST', `${HOME}${calendar}/`, XML, body)).status, 204);
};

const VIEWS = ['PublicViewer', 'PrivateDAndTViewer'] as const;

/** A calendar in which ann sees what is public, when what is private is, and nothing else. */
const calendarFor = async (fasti: Fasti, ...more: readonly string[]): Promise<string> => {
  const name = unique();
  assert.equal((await ask(fasti, 'MKCALENDAR', `${HOME}${name}/`)).status, 201);
  await give(fasti, name, ...VIEWS, ...more);
  return name;
};

/** The class that an item has, by what ann sees of it. */
const classOf = async (fasti: Fasti, path: string): Promise<string> => {
  const { status, text } = await ask(fasti, 'GET', path, { authorization: basic('ann') });
  if (status === 403) return 'CONFIDENTIAL';
  assert.equal(status, 200, text);
  return text.includes('X-SOGO-SECURE') ? 'PRIVATE' : 'PUBLIC';
};

const stored = async (fasti: Fasti, path: string, text: string, who = 'jo', status = 201): Promise<void> => {
  const answer = await ask(fasti, 'PUT', path, { ...ICS, authorization: basic(who) }, text);
  assert.equal(answer.status, status, answer.text);
};

const component = (name: string, ...lines: readonly string[]): string =>
  event(unique(), ...lines).replaceAll('VEVENT', name);

describe('the class of what says none', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startDav();
  });
  after(() => fasti.stop());

  test('is public, until its owner prefers another, for events and for tasks', async () => {
    const calendar = `${HOME}${await calendarFor(fasti)}/`;
    await stored(fasti, `${calendar}first.ics`, component('VEVENT'));
    await prefers(fasti, 'events', 'CONFIDENTIAL');
    await prefers(fasti, 'tasks', 'PRIVATE');
    for (const [name, expected] of [
      ['VEVENT', 'CONFIDENTIAL'],
      ['VTODO', 'PRIVATE'],
      ['VJOURNAL', 'PUBLIC'],
    ] as const) {
      await stored(fasti, `${calendar}${name}.ics`, component(name).replace(/DTEND.*\r\n/, ''));
      assert.equal(await classOf(fasti, `${calendar}${name}.ics`), expected, name);
    }
    assert.equal(await classOf(fasti, `${calendar}first.ics`), 'PUBLIC');
  });

  test('is decided when it is stored: what he prefers later changes nothing, but what he stores again', async () => {
    const calendar = `${HOME}${await calendarFor(fasti)}/`;
    await prefers(fasti, 'events', 'PRIVATE');
    const text = component('VEVENT');
    await stored(fasti, `${calendar}x.ics`, text);
    await prefers(fasti, 'events', 'PUBLIC');
    assert.equal(await classOf(fasti, `${calendar}x.ics`), 'PRIVATE');
    await stored(fasti, `${calendar}x.ics`, text, 'jo', 204);
    assert.equal(await classOf(fasti, `${calendar}x.ics`), 'PUBLIC');
  });

  test('a class that is there counts, and of several components the strictest', async () => {
    const calendar = `${HOME}${await calendarFor(fasti)}/`;
    await prefers(fasti, 'events', 'PRIVATE');
    const withOverride = (master: readonly string[], override: readonly string[]): string => {
      const uid = unique();
      const series = event(uid, 'DTSTART:20260105T100000Z', 'RRULE:FREQ=DAILY', ...master);
      const one = event(uid, 'RECURRENCE-ID:20260106T100000Z', 'DTSTART:20260106T110000Z', ...override);
      return series.replace('END:VCALENDAR\r\n', one.slice(one.indexOf('BEGIN:VEVENT')));
    };
    for (const [name, text, expected] of [
      ['public', component('VEVENT', 'CLASS:PUBLIC'), 'PUBLIC'],
      ['confidential', component('VEVENT', 'CLASS:CONFIDENTIAL'), 'CONFIDENTIAL'],
      ['half', withOverride(['CLASS:PUBLIC'], []), 'PRIVATE'],
      ['stricter', withOverride([], ['CLASS:CONFIDENTIAL']), 'CONFIDENTIAL'],
    ] as const) {
      await stored(fasti, `${calendar}${name}.ics`, text);
      assert.equal(await classOf(fasti, `${calendar}${name}.ics`), expected, name);
    }
  });

  test('the text stays as it was sent', async () => {
    const calendar = `${HOME}${await calendarFor(fasti)}/`;
    await prefers(fasti, 'events', 'CONFIDENTIAL');
    const text = component('VEVENT');
    await stored(fasti, `${calendar}x.ics`, text);
    assert.equal((await ask(fasti, 'GET', `${calendar}x.ics`)).text, text);
  });

  test('by POST it is the same', async () => {
    const calendar = `${HOME}${await calendarFor(fasti)}/`;
    await prefers(fasti, 'events', 'PRIVATE');
    const { status, headers } = await ask(fasti, 'POST', calendar, ICS, component('VEVENT'));
    assert.equal(status, 201);
    assert.equal(await classOf(fasti, headers.get('location') ?? ''), 'PRIVATE');
  });

  test('whoever writes into the calendar of somebody else writes by that one’s preference', async () => {
    const calendar = `${HOME}${await calendarFor(fasti, 'ObjectCreator')}/`;
    await prefers(fasti, 'events', 'CONFIDENTIAL');
    await prefers(fasti, 'events', 'PUBLIC', 'ann');
    await stored(fasti, `${calendar}x.ics`, component('VEVENT'), 'ann');
    assert.equal(await classOf(fasti, `${calendar}x.ics`), 'CONFIDENTIAL');
  });

  test('a copy and what moves keep theirs', async () => {
    const calendar = `${HOME}${await calendarFor(fasti)}/`;
    await prefers(fasti, 'events', 'PRIVATE');
    await stored(fasti, `${calendar}x.ics`, component('VEVENT'));
    await prefers(fasti, 'events', 'PUBLIC');
    const other = `${HOME}${await calendarFor(fasti)}/`;
    for (const method of ['COPY', 'MOVE']) {
      const destination = `${other}${method}.ics`;
      // Of one UID there is one object in a calendar.
      assert.equal((await ask(fasti, method, `${calendar}x.ics`, { destination })).status, 201, method);
      assert.equal(await classOf(fasti, destination), 'PRIVATE', method);
      if (method === 'COPY') await ask(fasti, 'DELETE', destination);
    }
  });

  test('who only answers for the owner does not change it', async () => {
    const name = await calendarFor(fasti);
    await give(fasti, name, ...VIEWS, 'PrivateResponder');
    await prefers(fasti, 'events', 'PRIVATE');
    const me = (answer: string) => `ATTENDEE;PARTSTAT=${answer}:mailto:jo@example.com`;
    const text = component('VEVENT', 'ORGANIZER:mailto:boss@example.com', me('NEEDS-ACTION'));
    await stored(fasti, `${HOME}${name}/x.ics`, text);
    await prefers(fasti, 'events', 'PUBLIC');
    await stored(fasti, `${HOME}${name}/x.ics`, text.replace('NEEDS-ACTION', 'ACCEPTED'), 'ann', 204);
    await give(fasti, name, ...VIEWS);
    assert.match((await ask(fasti, 'GET', `${HOME}${name}/x.ics`)).text, /ACCEPTED/);
    assert.equal(await classOf(fasti, `${HOME}${name}/x.ics`), 'PRIVATE');
  });
});

test('what the configuration prefers counts for who says nothing, in a calendar that nobody made too', async () => {
  const configuration: Configuration = {
    ...NOTHING_SET,
    system: { SOGoCalendarEventsDefaultClassification: 'PRIVATE', SOGoCalendarDefaultRoles: [...VIEWS] },
  };
  const fasti = await startDav({ configuration });
  try {
    await stored(fasti, `${HOME}personal/x.ics`, component('VEVENT'));
    assert.equal(await classOf(fasti, `${HOME}personal/x.ics`), 'PRIVATE');
    await prefers(fasti, 'events', 'PUBLIC');
    await stored(fasti, `${HOME}personal/y.ics`, component('VEVENT'));
    assert.equal(await classOf(fasti, `${HOME}personal/y.ics`), 'PUBLIC');
  } finally {
    await fasti.stop();
  }
  const other = await startDav({ configuration });
  try {
    await prefers(other, 'events', 'CONFIDENTIAL');
    await stored(other, `${HOME}personal/first.ics`, component('VEVENT'));
    assert.equal(await classOf(other, `${HOME}personal/first.ics`), 'CONFIDENTIAL');
  } finally {
    await other.stop();
  }
});
