import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePlan } from '../../../src/adapters/webdav/plan.ts';
import type { PropertiesAsked } from '../../../src/adapters/webdav/properties-asked.ts';
import { caldav, dav, type XmlName } from '../../../src/adapters/webdav/xml/name.ts';
import { registry } from '../../../src/composition/dav-registry.ts';
import { calendar, object, view } from './samples.ts';

const names = (...asked: XmlName[]): PropertiesAsked => ({ is: 'prop', names: asked });
const plan = (asked: PropertiesAsked, minimal = false) => compilePlan(registry.properties, asked, minimal);
const unknown: XmlName = { ns: 'urn:x', local: 'a' };
const mine = { stored: new Map([['{urn:x}a', '<x:a xmlns:x="urn:x">1</x:a>']]) };

test('what is there stands under 200, what is not under 404', () =>
  assert.equal(
    plan(names(dav('getetag'), unknown)).respond(object(), view()),
    '<D:response><D:href>/SOGo/dav/jo/Calendar/work/a.ics</D:href>' +
      '<D:propstat><D:prop><D:getetag>&quot;AAAAAAAAAAAAAAAAAAAAAw&quot;</D:getetag></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>' +
      '<D:propstat><D:prop><X:a xmlns:X="urn:x"/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response>',
  ));

test('a minimal answer leaves out what is not there, and is never without a propstat', () => {
  const lean = plan(names(unknown), true).respond(object(), view());
  assert.match(
    lean,
    /<D:propstat><D:prop><\/D:prop><D:status>HTTP\/1.1 200 OK<\/D:status><\/D:propstat><\/D:response>$/,
  );
  assert.doesNotMatch(lean, /404/);
});

test('what a client set is given back as it was', () =>
  assert.match(plan(names(unknown)).respond(object(), view(mine)), /<D:prop><x:a xmlns:x="urn:x">1<\/x:a><\/D:prop>/));

test('only what is asked for is fetched, and only for the kinds that have it', () => {
  assert.deepEqual([...plan(names(dav('getetag'))).needs('calendar-object')], []);
  assert.deepEqual([...plan(names(dav('sync-token'))).needs('calendar')], ['sync']);
  assert.deepEqual([...plan(names(caldav('calendar-data'))).needs('calendar-object')], ['text']);
  assert.deepEqual([...plan(names(unknown)).needs('calendar-object')], ['stored']);
});

test('allprop gives WebDAV’s properties and the dead ones, of CalDAV’s only those included', () => {
  const asked: PropertiesAsked = { is: 'allprop', include: [caldav('max-instances'), caldav('nosuch')] };
  const all = plan(asked).respond(calendar, view(mine));
  assert.match(all, /<D:displayname>work<\/D:displayname>/);
  assert.match(all, /<x:a xmlns:x="urn:x">1<\/x:a>/);
  assert.match(all, /<C:max-instances>/);
  assert.match(all, /<C:nosuch\/><\/D:prop><D:status>HTTP\/1.1 404/);
  assert.doesNotMatch(all, /sync-token|max-resource-size/);
});

test('a dead property that is included is there once', () => {
  const all = plan({ is: 'allprop', include: [unknown] }).respond(calendar, view(mine));
  assert.equal(all.match(/<x:a/g)?.length, 1);
});

test('propname gives the names of what is there, without values', () => {
  const all = plan({ is: 'propname' }).respond(calendar, view({ ...mine, syncToken: '1' }));
  assert.match(all, /<D:displayname\/>.*<D:sync-token\/>/);
  assert.match(all, /<X:a xmlns:X="urn:x"\/>/);
  assert.doesNotMatch(all, /calendar-color|calendar-timezone|404/);
});

test('the text of an object is no property by name', () => {
  const all = plan({ is: 'propname' });
  assert.ok(!all.needs('calendar-object').has('text'));
  assert.doesNotMatch(all.respond(object('BEGIN:VCALENDAR'), view()), /calendar-data/);
});

test('an href is written as XML', () => {
  const amp = { ...object(), href: '/SOGo/dav/jo/Calendar/work/a&b.ics' };
  assert.match(plan(names(dav('getetag'))).respond(amp, view()), /a&amp;b\.ics/);
});
