import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instructionsIn, judge } from '../../../src/adapters/webdav/property-changes.ts';
import type { Resource } from '../../../src/adapters/webdav/resource.ts';
import { clark } from '../../../src/adapters/webdav/xml/name.ts';
import { parseXml } from '../../../src/adapters/webdav/xml/parse.ts';
import { registry } from '../../../src/composition/dav-registry.ts';
import { MAX_INSTRUCTIONS, MAX_PROPERTIES, MAX_PROPERTY_SIZE } from '../../../src/domain/limits.ts';
import { calendar, object } from './samples.ts';

const NAMESPACES =
  'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/" xmlns:x="urn:x"';

const judged = (instructions: string, resource: Resource = calendar, stored: readonly string[] = []) => {
  const root = parseXml(new TextEncoder().encode(`<propertyupdate ${NAMESPACES}>${instructions}</propertyupdate>`));
  assert.ok(!('is' in root));
  return judge(instructionsIn(root), resource, registry.properties, new Set(stored), async () => undefined);
};
const set = (properties: string): string => `<set><prop>${properties}</prop></set>`;
const remove = (properties: string): string => `<remove><prop>${properties}</prop></remove>`;
const reasons = (judgement: Awaited<ReturnType<typeof judged>>) =>
  judgement.verdicts.map(({ name, refusal }) => [clark(name), refusal?.reason]);

test('instructions are followed in their order', async () => {
  const { change } = await judged(set('<x:a>1</x:a><x:b>2</x:b>') + remove('<x:a/>') + set('<x:b>3</x:b>'));
  assert.deepEqual(change, { set: { '{urn:x}b': '<x:b xmlns:x="urn:x">3</x:b>' }, remove: ['{urn:x}a'] });
});

test('what is set after its removal is not removed', async () => {
  const { change } = await judged(remove('<x:a/>') + set('<x:a>1</x:a>'));
  assert.deepEqual([Object.keys(change.set), change.remove], [['{urn:x}a'], []]);
});

test('what we know is kept under our prefix, what only its client knows under his', async () => {
  const { change } = await judged(set('<displayname>W</displayname><y:a xmlns:y="urn:x">1</y:a>'));
  assert.deepEqual(Object.values(change.set), [
    '<D:displayname xmlns:D="DAV:">W</D:displayname>',
    '<y:a xmlns:y="urn:x">1</y:a>',
  ]);
});

for (const name of [
  'getetag',
  'resourcetype',
  'sync-token',
  'current-user-principal',
  'principal-URL',
  'lockdiscovery',
])
  test(`${name} is protected on whatever resource`, async () => {
    for (const resource of [calendar, object()])
      assert.deepEqual(reasons(await judged(set(`<${name}/>`), resource)), [[`{DAV:}${name}`, 'property-protected']]);
  });

test('a calendar’s own properties are dead ones elsewhere', async () =>
  assert.equal((await judged(set('<A:calendar-color>red</A:calendar-color>'), object())).refused, false));

test('a name stays with a calendar', async () => {
  assert.equal((await judged(set('<displayname> </displayname>'))).refused, true);
  assert.deepEqual((await judged(remove('<displayname/>'))).change.remove, ['{DAV:}displayname']);
});

test('removing what is not there succeeds', async () => assert.equal((await judged(remove('<x:a/>'))).refused, false));

for (const [value, refused] of [
  ['#FF0000FF', false],
  ['#ff0000', false],
  ['red', true],
  ['#FF00', true],
] as const)
  test(`${value} is ${refused ? 'no colour' : 'a colour'}`, async () =>
    assert.equal((await judged(set(`<A:calendar-color>${value}</A:calendar-color>`))).refused, refused));

for (const [value, refused] of [
  ['1', false],
  ['-3', false],
  ['abc', true],
  ['1.5', true],
] as const)
  test(`${value} is ${refused ? 'no order' : 'an order'}`, async () =>
    assert.equal((await judged(set(`<A:calendar-order>${value}</A:calendar-order>`))).refused, refused));

test('transparency is a fact, in whatever namespace; its removal makes the calendar opaque', async () => {
  const transp = (child: string) => set(`<C:schedule-calendar-transp>${child}</C:schedule-calendar-transp>`);
  assert.deepEqual((await judged(transp('<transparent/>'))).facts, { transparency: 'transparent' });
  assert.deepEqual((await judged(transp('<C:opaque/>'))).facts, { transparency: 'opaque' });
  assert.deepEqual((await judged(remove('<C:schedule-calendar-transp/>'))).facts, { transparency: 'opaque' });
  for (const child of ['', '<C:busy/>', '<opaque/><transparent/>'])
    assert.equal((await judged(transp(child))).refused, true);
});

const zone = (id: string) =>
  `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VTIMEZONE\nTZID:${id}\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\nEND:VCALENDAR`;

test('a zone that the database has is known by its name, another by its definition', async () => {
  const timezone = (text: string) => judged(set(`<C:calendar-timezone>\n${text}\n</C:calendar-timezone>`));
  assert.deepEqual((await timezone(zone('Europe/Berlin'))).facts, { timezone: 'Europe/Berlin' });
  assert.deepEqual((await timezone(zone('Mine'))).facts, { timezone: zone('Mine') });
  for (const text of ['', 'x', 'BEGIN:VCALENDAR\nEND:VCALENDAR']) assert.equal((await timezone(text)).refused, true);
});

test('a zone’s identifier replaces a definition, and the other way round', async () => {
  const byId = await judged(set('<C:calendar-timezone-id>Europe/Berlin</C:calendar-timezone-id>'));
  assert.deepEqual(byId.facts, { timezone: 'Europe/Berlin' });
  assert.deepEqual(byId.change.remove, ['{urn:ietf:params:xml:ns:caldav}calendar-timezone']);
  const byText = await judged(set(`<C:calendar-timezone>${zone('Mine')}</C:calendar-timezone>`));
  assert.deepEqual(byText.change.remove, ['{urn:ietf:params:xml:ns:caldav}calendar-timezone-id']);
  assert.deepEqual((await judged(remove('<C:calendar-timezone/>'))).facts, { timezone: null });
});

test('a property may have so many characters', async () => {
  assert.equal((await judged(set(`<x:a>${'x'.repeat(MAX_PROPERTY_SIZE - 100)}</x:a>`))).refused, false);
  assert.deepEqual(reasons(await judged(set(`<x:a>${'x'.repeat(MAX_PROPERTY_SIZE)}</x:a>`))), [
    ['{urn:x}a', 'property-too-large'],
  ]);
});

test('a resource may have so many properties; changing one of them or making room is no more', async () => {
  const full = Array.from({ length: MAX_PROPERTIES }, (_, at) => `{urn:x}p${at}`);
  assert.deepEqual(reasons(await judged(set('<x:a/>'), calendar, full)), [['{urn:x}a', 'too-many-properties']]);
  assert.equal((await judged(set('<x:p0/>'), calendar, full)).refused, false);
  assert.equal((await judged(remove('<x:p0/>') + set('<x:a/>'), calendar, full)).refused, false);
});

test('what one request asks for beyond measure is refused without a look at it', async () => {
  const removals = Array.from({ length: MAX_INSTRUCTIONS }, (_, at) => `<x:p${at}/>`).join('');
  assert.equal((await judged(remove(removals))).refused, false);
  const judgement = await judged(remove(`${removals}<x:more/>`));
  assert.deepEqual(reasons(judgement).at(-1), ['{urn:x}more', 'too-many-properties']);
});
