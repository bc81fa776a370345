import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { childrenOf } from '../../../src/adapters/webdav/children.ts';
import type { Resource } from '../../../src/adapters/webdav/resource.ts';
import { virtualCollection } from '../../../src/adapters/webdav/virtual.ts';
import { davSettings } from '../../../src/composition/dav-settings.ts';
import { calendarObject } from '../../../src/domain/calendar-object/decider.ts';
import { COMPONENT_TYPES } from '../../../src/domain/ical/component.ts';
import type { Metadata } from '../../../src/domain/kernel/event.ts';
import {
  ABSENT,
  type Actor,
  type CorrelationId,
  calendarObjectStream,
  type MemberId,
} from '../../../src/domain/kernel/ids.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { LISTING_PAGE, MAX_APPEND_EVENTS } from '../../../src/domain/limits.ts';
import type { Claim, Write } from '../../../src/domain/ports.ts';
import { NOTHING_SET } from '../../../src/domain/settings/configuration.ts';
import { directoryWith } from '../../support/dav.ts';
import { type Fasti, startFasti } from '../../support/fasti.ts';
import { account, calendar, object } from './samples.ts';

const metadata: Metadata = { actor: 'tool:test' as Actor, protocol: 'cli', correlationId: 'test' as CorrelationId };
const text = (uid: string) =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:${uid}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260101T000000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;

const created = (number: number): { write: Write; claims: readonly Claim[] } => {
  const uid = `u${String(number).padStart(5, '0')}`;
  const id = uid.padEnd(22, '0') as MemberId;
  const decision = calendarObject.decide(calendarObject.start, {
    type: 'create-object',
    object: id,
    into: { collection: calendar.collection.collection, components: COMPONENT_TYPES },
    name: `${uid} ü.ics`,
    content: { uid, component: 'VEVENT', classification: 'PUBLIC', bytes: new TextEncoder().encode(text(uid)) },
  });
  assert.ok(!isRefusal(decision));
  return {
    write: { stream: calendarObjectStream(id), expected: ABSENT, events: decision.events },
    claims: decision.claims,
  };
};

const COUNT = LISTING_PAGE + 1;

describe('the members of', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startFasti();
    for (let from = 0; from < COUNT; from += MAX_APPEND_EVENTS) {
      const many = Array.from({ length: Math.min(MAX_APPEND_EVENTS, COUNT - from) }, (_, at) => created(from + at));
      const verdict = await fasti.log.append({
        writes: many.map(({ write }) => write),
        claims: many.flatMap(({ claims }) => claims),
        metadata,
      });
      assert.equal(verdict.is, 'appended');
    }
  });
  after(() => fasti.stop());

  const pagesOf = async (resource: Resource, texts = false, apple = false, names = false) => {
    const pages: (readonly Resource[])[] = [];
    const services = { sql: fasti.log.sql, settings: davSettings(NOTHING_SET), directory: directoryWith({}) };
    for await (const page of childrenOf(services, resource, account, { texts, names, apple })) pages.push(page);
    return pages;
  };
  const hrefsOf = async (resource: Resource, apple = false): Promise<string[]> =>
    (await pagesOf(resource, false, apple)).flat().map(({ href }) => href);

  test('where names and entity tags are enough, nothing else is fetched, and asking for more is an error', async () => {
    const whole = (await pagesOf(calendar)).flat();
    const named = (await pagesOf(calendar, false, false, true)).flat();
    const facts = (resource: Resource) => resource.is === 'calendar-object' && [resource.href, resource.object.etag];
    assert.deepEqual(named.map(facts), whole.map(facts));
    const [first] = named;
    assert.ok(first?.is === 'calendar-object');
    assert.throws(() => first.object.size, /the size of .* was not asked for/);
  });

  test('a calendar of more than a page is listed whole, in the order of its names, each once', async () => {
    const pages = await pagesOf(calendar);
    assert.deepEqual(
      pages.map(({ length }) => length),
      [LISTING_PAGE, 1],
    );
    const hrefs = pages.flat().map(({ href }) => href);
    assert.equal(hrefs[0], '/SOGo/dav/jo/Calendar/work/u00000%20%C3%BC.ics');
    assert.deepEqual(hrefs, [...new Set(hrefs)].sort());
  });

  test('objects come with their texts where they are wanted', async () => {
    const [first] = await pagesOf(calendar, true);
    const [member] = first ?? [];
    assert.equal(member?.is === 'calendar-object' && member.object.text, text('u00000'));
  });

  test('the root has the caller alone, he has his busy times, calendars and address books', async () => {
    assert.deepEqual(await hrefsOf({ is: 'root', href: '/SOGo/dav' }), ['/SOGo/dav/jo']);
    assert.deepEqual(await hrefsOf({ is: 'principal', href: '/SOGo/dav/jo/', account }), [
      '/SOGo/dav/jo/freebusy.ifb',
      '/SOGo/dav/jo/Calendar/',
      '/SOGo/dav/jo/Contacts/',
    ]);
  });

  test('a home nobody wrote to has a personal calendar', async () => {
    const home: Resource = { is: 'calendar-home', href: '/SOGo/dav/jo/Calendar/', account };
    const personal = '/SOGo/dav/jo/Calendar/personal';
    assert.deepEqual(await hrefsOf(home), [`${personal}/`, `${personal}.ics`, `${personal}.xml`]);
    assert.deepEqual(await hrefsOf(home, true), ['/SOGo/dav/jo/Calendar/inbox/', `${personal}/`]);
    const [[made]] = (await pagesOf(home)) as [[Resource]];
    assert.deepEqual(made.is === 'calendar' && made.collection, virtualCollection(account, 'calendar', 'personal'));
  });

  test('what has no members gives no page', async () => {
    assert.deepEqual(
      await pagesOf({ ...calendar, collection: virtualCollection(account, 'calendar', 'personal') }),
      [],
    );
    assert.deepEqual(await pagesOf(object()), []);
    assert.deepEqual(await pagesOf({ is: 'inbox', href: '/x/', account }), []);
  });
});
