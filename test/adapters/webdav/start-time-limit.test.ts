import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Configuration } from '../../../src/domain/settings/configuration.ts';
import { directoryWith, entry, sourceOf, startDav } from '../../support/dav.ts';
import { ask, basic, event, type Fasti } from '../../support/fasti.ts';

const ICS = { 'content-type': 'text/calendar' };
const XML = { 'content-type': 'application/xml' };
const NOW = Date.UTC(2026, 5, 1);

const component = (type: string, ...lines: readonly string[]): string =>
  event('u', 'DTSTART')
    .replaceAll('VEVENT', type)
    .replace('DTSTART\r\n', lines.map((line) => `${line}\r\n`).join(''));

const vevent = (...lines: readonly string[]): string => component('VEVENT', ...lines);

/** With a limit of 30 days at NOW, the second of May is where the view begins. */
const IN_VIEW: Readonly<Record<string, string>> = {
  'ends-at-the-limit': vevent('DTSTART:20260501T230000Z', 'DTEND:20260502T000000Z'),
  'still-goes-on': vevent('DTSTART:20250101T000000Z', 'DTEND:20260601T000000Z'),
  'began-before': vevent('DTSTART:20260410T000000Z', 'DTEND:20260503T000000Z'),
  future: vevent('DTSTART:20300101T000000Z', 'DTEND:20300101T010000Z'),
  'day-in-view': vevent('DTSTART;VALUE=DATE:20260502'),
  'endless-series': vevent('DTSTART:20200101T100000Z', 'DTEND:20200101T110000Z', 'RRULE:FREQ=WEEKLY'),
  'series-in-view': vevent(
    'DTSTART:20200101T100000Z',
    'DTEND:20200101T110000Z',
    'RRULE:FREQ=DAILY;UNTIL=20260503T100000Z',
  ),
  'task-without-dates': component('VTODO', 'SUMMARY:Some day'),
  'note-without-date': component('VJOURNAL', 'SUMMARY:A thought'),
};
const OUT_OF_VIEW: Readonly<Record<string, string>> = {
  'just-over': vevent('DTSTART:20260501T220000Z', 'DTEND:20260501T235959Z'),
  'long-over': vevent('DTSTART:20200101T100000Z', 'DTEND:20200101T110000Z'),
  'long-and-over': vevent('DTSTART:20250101T000000Z', 'DTEND:20260401T000000Z'),
  'day-over': vevent('DTSTART;VALUE=DATE:20260430'),
  'series-over': vevent('DTSTART:20200101T100000Z', 'DTEND:20200101T110000Z', 'RRULE:FREQ=WEEKLY;COUNT=10'),
  'task-over': component('VTODO', 'DUE:20260101T100000Z'),
};

const RESPONSE = /<D:response><D:href>([^<]+)<\/D:href>(.*?)<\/D:response>/gs;

/** Names of objects in an answer, each once, with whether they are told as gone. */
const namesIn = (text: string): { there: string[]; gone: string[] } => {
  const there: string[] = [];
  const gone: string[] = [];
  for (const [, href = '', content = ''] of text.matchAll(RESPONSE)) {
    const name = /([^/]+)\.ics$/.exec(href)?.[1];
    if (name === undefined) continue;
    assert.ok(![...there, ...gone].includes(name), `${name} is told twice`);
    if (content.startsWith('<D:status>HTTP/1.1 404')) gone.push(name);
    else there.push(name);
  }
  return { there: there.sort(), gone: gone.sort() };
};

const tokenIn = (text: string): string => /<D:sync-token>([^<]+)</.exec(text)?.[1] ?? '';

const limited = (days: number, ...supers: readonly string[]): Configuration => ({
  system: { SOGoDAVCalendarStartTimeLimit: days, SOGoSuperUsernames: supers },
  domains: new Map(),
});

/** A server of somebody with all those objects in `personal`. */
class Person {
  readonly #fasti: Fasti;
  readonly #who: string;

  constructor(fasti: Fasti, who: string) {
    this.#fasti = fasti;
    this.#who = who;
  }

  get calendar(): string {
    return `/SOGo/dav/${this.#who}/Calendar/personal/`;
  }

  ask(method: string, path: string, headers: Readonly<Record<string, string>>, body?: string) {
    return ask(this.#fasti, method, path, { ...headers, authorization: basic(this.#who) }, body);
  }

  async put(name: string, text: string): Promise<void> {
    const uid = text.replace('UID:u\r\n', `UID:${name}\r\n`);
    const { status, text: answer } = await this.ask('PUT', `${this.calendar}${name}.ics`, ICS, uid);
    assert.ok(status === 201 || status === 204, answer);
  }

  async putAll(): Promise<void> {
    for (const [name, text] of Object.entries({ ...IN_VIEW, ...OUT_OF_VIEW })) await this.put(name, text);
  }

  async propfind(prop: string) {
    const body = `<propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop>${prop}</prop></propfind>`;
    return this.ask('PROPFIND', this.calendar, { ...XML, depth: '1' }, body);
  }

  async sync(token: string, prop = '<getetag/>', limit = '') {
    const body = `<sync-collection xmlns="DAV:"><sync-token>${token}</sync-token><sync-level>1</sync-level>${limit}<prop>${prop}</prop></sync-collection>`;
    const { status, text } = await this.ask('REPORT', this.calendar, XML, body);
    assert.equal(status, 207, text);
    return { ...namesIn(text), token: tokenIn(text), text };
  }

  async query(range: string) {
    const body =
      '<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/></prop><C:filter>' +
      `<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">${range}</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`;
    const { status, text } = await this.ask('REPORT', this.calendar, XML, body);
    assert.equal(status, 207, text);
    return namesIn(text).there;
  }
}

const NAMES = Object.keys(IN_VIEW).sort();
const ALL = Object.keys({ ...IN_VIEW, ...OUT_OF_VIEW }).sort();
const FAR = 'DTSTART:20300101T100000Z';
const OVER = 'DTSTART:20200101T100000Z';

describe('SOGoDAVCalendarStartTimeLimit', () => {
  let fasti: Fasti;
  let jo: Person;
  before(async () => {
    const directory = directoryWith({ '': sourceOf('all', [entry('jo'), entry('ann'), entry('root')]) });
    fasti = await startDav({ configuration: limited(30, 'root'), directory, now: () => NOW });
    jo = new Person(fasti, 'jo');
    await jo.putAll();
  });
  after(() => fasti.stop());

  for (const prop of ['<getetag/>', '<getcontentlength/>', '<C:calendar-data/>'])
    test(`a listing leaves out what is over for longer: ${prop}`, async () => {
      assert.deepEqual(namesIn((await jo.propfind(prop)).text).there, NAMES);
    });

  for (const prop of ['<getetag/>', '<getlastmodified/>'])
    test(`so does a first sync: ${prop}`, async () => {
      const { there, gone } = await jo.sync('', prop);
      assert.deepEqual({ there, gone }, { there: NAMES, gone: [] });
    });

  test('so does one in steps', async () => {
    const seen: string[] = [];
    for (let token = '', isCut = true; isCut; ) {
      const answer = await jo.sync(token, '<getetag/>', '<limit><nresults>2</nresults></limit>');
      // What a first step did not tell, a later one may tell as gone.
      seen.push(...answer.there);
      token = answer.token;
      isCut = answer.text.includes(' 507 ');
    }
    assert.deepEqual(seen.sort(), NAMES);
  });

  test('what is asked for by name is given', async () => {
    const path = `${jo.calendar}long-over.ics`;
    assert.equal((await jo.ask('GET', path, {})).status, 200);
    assert.equal((await jo.ask('PROPFIND', path, { depth: '0' })).status, 207);
    const body = `<C:calendar-multiget xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/></prop><href>${path}</href></C:calendar-multiget>`;
    assert.deepEqual(namesIn((await jo.ask('REPORT', jo.calendar, XML, body)).text).there, ['long-over']);
  });

  test('a super user sees everything', async () => {
    const root = new Person(fasti, 'root');
    await root.putAll();
    assert.deepEqual(namesIn((await root.propfind('<getetag/>')).text).there, ALL);
    assert.deepEqual((await root.sync('')).there, ALL);
    assert.ok((await root.query('<C:time-range start="20190101T000000Z"/>')).includes('long-over'));
  });

  describe('a client that syncs', () => {
    let ann: Person;
    let token: string;
    before(async () => {
      ann = new Person(fasti, 'ann');
      await ann.put('coming', vevent(FAR));
      await ann.put('past', vevent(OVER));
      ({ token } = await ann.sync(''));
    });

    const next = async (expected: { there: string[]; gone: string[] }): Promise<void> => {
      const inSteps = await ann.sync(token, '<getetag/>', '<limit><nresults>9</nresults></limit>');
      const { there, gone, token: now } = await ann.sync(token);
      assert.deepEqual({ there, gone }, expected);
      assert.deepEqual({ there: inSteps.there, gone: inSteps.gone }, expected);
      assert.notEqual(now, token);
      token = now;
      assert.deepEqual((await ann.sync(token)).text, inSteps.text.replace(/<D:response>.*<\/D:response>/, ''));
    };

    test('is told of what comes into view', async () => {
      await ann.put('past', vevent(FAR));
      await next({ there: ['past'], gone: [] });
    });

    test('is told that what was moved out of view is gone', async () => {
      await ann.put('coming', vevent(OVER));
      await next({ there: [], gone: ['coming'] });
    });

    test('is told of no change of what was never in view, but that it is not there', async () => {
      await ann.put('old', vevent(OVER));
      await next({ there: [], gone: ['old'] });
    });

    test('is told of removals, once', async () => {
      await ann.put('coming', vevent(OVER, 'SUMMARY:x'));
      await ann.ask('DELETE', `${ann.calendar}coming.ics`, {});
      await ann.ask('DELETE', `${ann.calendar}past.ics`, {});
      await next({ there: [], gone: ['coming', 'past'] });
    });
  });

  describe('RFC 4791 §9.9: a range wider than the limit', () => {
    const rows: readonly (readonly [what: string, range: string, names: readonly string[]])[] = [
      [
        'as wide as the limit is what it is',
        'start="20260502T000000Z" end="20260601T000000Z"',
        ['began-before', 'day-in-view', 'endless-series', 'series-in-view', 'still-goes-on'],
      ],
      [
        'around now is half of it on either side',
        'start="20190101T000000Z" end="20400101T000000Z"',
        ['endless-series', 'still-goes-on'],
      ],
      ['with open ends too', '', ['endless-series', 'still-goes-on']],
      [
        'wholly past is all of it at its end',
        'start="20190101T000000Z" end="20200110T000000Z"',
        ['endless-series', 'long-over', 'series-over', 'series-in-view'],
      ],
      [
        'wholly future is all of it at its start',
        'start="20291220T000000Z" end="20400101T000000Z"',
        ['endless-series', 'future'],
      ],
    ];
    for (const [what, range, names] of rows)
      test(what, async () => {
        assert.deepEqual(await jo.query(`<C:time-range ${range}/>`), [...names].sort());
      });

    test('a query without a range finds by its other conditions alone', async () => {
      assert.ok((await jo.query('')).includes('long-over'));
    });
  });
});

test('what falls out of view by the passing of time is told by nobody, and tokens stay valid', async () => {
  let now = NOW;
  const fasti = await startDav({ configuration: limited(30), now: () => now });
  try {
    const jo = new Person(fasti, 'jo');
    await jo.put('lunch', vevent('DTSTART:20260525T100000Z', 'DTEND:20260525T110000Z'));
    const first = await jo.sync('');
    assert.deepEqual(first.there, ['lunch']);
    now += 40 * 86_400_000;
    const later = await jo.sync(first.token);
    assert.deepEqual([later.there, later.gone, later.token], [[], [], first.token]);
    assert.deepEqual(namesIn((await jo.propfind('<getetag/>')).text).there, []);
  } finally {
    await fasti.stop();
  }
});
