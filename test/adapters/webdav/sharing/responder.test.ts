/** Who may only respond for the owner stores his answer, whatever else he sends. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { event } from '../../../support/fasti.ts';
import { type Site, startSite } from './site.ts';
import { send } from './table.ts';

const ICS = { 'content-type': 'text/calendar' };
const BASE = '/SOGo/dav/jo/Calendar/answered/';

const lines = (partstat: string, ...more: readonly string[]): readonly string[] => [
  ...['ORGANIZER:mailto:boss@example.org', 'SEQUENCE:3', 'SUMMARY:Meeting'],
  `ATTENDEE;CN=Jo;PARTSTAT=${partstat};RSVP=TRUE:mailto:jo@example.com`,
  'ATTENDEE;PARTSTAT=ACCEPTED:mailto:kai@example.org',
  ...more,
];
const meeting = (uid: string): string => event(uid, ...lines('NEEDS-ACTION'));
const answered = (text: string, partstat: string): string =>
  text.replace(';PARTSTAT=NEEDS-ACTION;RSVP=TRUE', `;PARTSTAT=${partstat}`);

/** What is sent, and the answer that is stored of it; none: nothing is. */
const SENT: readonly (readonly [string, (uid: string) => string, string | undefined])[] = [
  ['an answer', (uid) => event(uid, ...lines('ACCEPTED')), 'ACCEPTED'],
  [
    'an answer in other letters',
    (uid) => event(uid, ...lines('tentative').map((one) => one.replace('jo@', 'JO@'))),
    'TENTATIVE',
  ],
  [
    'another organizer, summary, time, number and class',
    (uid) =>
      event(
        uid,
        ...[
          'DTSTART:20270101T100000Z',
          'ORGANIZER:mailto:ann@example.com',
          'SEQUENCE:9',
          'SUMMARY:Other',
          'CLASS:PRIVATE',
        ],
        'ATTENDEE;PARTSTAT=DECLINED:mailto:jo@example.com',
      ),
    'DECLINED',
  ],
  [
    'more attendees, and answers of others',
    (uid) =>
      event(uid, ...lines('ACCEPTED', 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.com')).replace(
        'ACCEPTED:mailto:kai',
        'DECLINED:mailto:kai',
      ),
    'ACCEPTED',
  ],
  [
    'an alarm and an attachment',
    (uid) =>
      event(
        uid,
        ...lines(
          'ACCEPTED',
          'ATTACH:http://example.org/x',
          'BEGIN:VALARM',
          'ACTION:DISPLAY',
          'DESCRIPTION:x',
          'TRIGGER:-PT5M',
          'END:VALARM',
        ),
      ),
    'ACCEPTED',
  ],
  ['another UID', () => event('another-uid', ...lines('ACCEPTED')), 'ACCEPTED'],
  ['a delegation', (uid) => event(uid, ...lines('DELEGATED;DELEGATED-TO="mailto:ann@example.com"')), undefined],
  ['a word that is no answer', (uid) => event(uid, ...lines('X-WHATEVER')), undefined],
  ['a parameter hidden in the answer', (uid) => event(uid, ...lines('"ACCEPTED;X-MORE=1"')), undefined],
  ['no attendee', (uid) => event(uid, 'SUMMARY:Other'), undefined],
  ['his own answer alone', (uid) => event(uid, 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.com'), undefined],
  [
    'an occurrence that is not there',
    (uid) => event(uid, ...lines('ACCEPTED', 'RECURRENCE-ID:20260106T100000Z')),
    undefined,
  ],
];

describe('PUT by who may respond', () => {
  let site: Site;
  before(async () => {
    site = await startSite();
    const items = [...SENT, ['', () => '', undefined] as const].map((_, at) => ({
      name: `${at}.ics`,
      text: meeting(`answered-${at}`),
    }));
    await site.make([{ owner: 'jo', kind: 'calendar', name: 'answered', words: { own: ['PublicResponder'] }, items }]);
  });
  after(() => site.stop());

  const stored = async (name: string): Promise<string> => (await send(site.fasti, 'jo', 'GET', BASE + name)).text;

  for (const [at, [what, text, partstat]] of SENT.entries())
    test(`${what}: ${partstat ?? 'nothing'} is stored`, async () => {
      const { fasti } = site;
      const [name, uid] = [`${at}.ics`, `answered-${at}`];
      const {
        status,
        headers,
        text: told,
      } = await send(fasti, 'ann', 'PUT', BASE + name, { ...ICS, prefer: 'return=representation' }, text(uid));
      assert.deepEqual([status, headers.get('etag'), told], [204, null, '']);
      assert.equal(await stored(name), partstat === undefined ? meeting(uid) : answered(meeting(uid), partstat));
    });

  test('what is no calendar object is refused, and nothing is stored', async () => {
    const last = SENT.length;
    const uid = `answered-${last}`;
    for (const text of [
      '',
      'nonsense',
      meeting(uid).replace('END:VEVENT\r\n', ''),
      meeting(uid).replace('UID:', 'X:'),
    ]) {
      const { status } = await send(site.fasti, 'ann', 'PUT', `${BASE}${last}.ics`, ICS, text);
      assert.ok(status >= 400 && status < 500, `${status}`);
    }
    assert.equal(await stored(`${last}.ics`), meeting(uid));
  });

  test('nothing else that would change it is allowed', async () => {
    const path = `${BASE}${SENT.length}.ics`;
    const note = '<propertyupdate xmlns="DAV:"><set><prop><note xmlns="urn:x">x</note></prop></set></propertyupdate>';
    const destination = `${BASE}elsewhere.ics`;
    assert.equal((await send(site.fasti, 'ann', 'DELETE', path)).status, 403);
    assert.equal((await send(site.fasti, 'ann', 'MOVE', path, { destination })).status, 403);
    assert.equal((await send(site.fasti, 'ann', 'COPY', path, { destination })).status, 403);
    assert.equal((await send(site.fasti, 'ann', 'PROPPATCH', path, {}, note)).status, 403);
    assert.equal((await send(site.fasti, 'ann', 'POST', BASE, ICS, event('posted'))).status, 403);
    assert.equal(await stored(`${SENT.length}.ics`), meeting(`answered-${SENT.length}`));
  });
});
