/** Whoever sees of an item only its date and time, or not its alarms, finds nothing else out by asking otherwise. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { event } from '../../../support/fasti.ts';
import { asking } from './shared-calendar.ts';
import { type Site, startSite } from './site.ts';
import { membersIn, XML } from './table.ts';

const ICS = { 'content-type': 'text/calendar' };
const NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"';
const JO = '/SOGo/dav/jo/Calendar/attacked/';
const BOB = '/SOGo/dav/bob/Calendar/jo_attacked/';

const ALARM = (text: string) => [
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  `DESCRIPTION:${text}`,
  'TRIGGER:-PT5H',
  'END:VALARM',
];
const todo = (uid: string, ...lines: readonly string[]): string =>
  event(uid, 'DTSTART:20260301T090000Z', ...lines).replaceAll('VEVENT', 'VTODO');

/** A secret event with an occurrence that is changed, a secret task, and a public event with an alarm. */
const ITEMS = [
  {
    name: 'secret.ics',
    text: event(
      'uid-secret',
      'DTSTART:20260105T100000Z',
      'DTEND:20260105T110000Z',
      'RRULE:FREQ=DAILY;COUNT=3',
      'CLASS:PRIVATE',
      'SUMMARY:words of jo',
      'LOCATION:hidden place',
      'ATTENDEE;CN=Kai:mailto:kai@example.org',
      'STATUS:TENTATIVE',
      ...ALARM('words of jo'),
      'END:VEVENT',
      'BEGIN:VEVENT',
      'UID:uid-secret',
      'DTSTAMP:20260101T000000Z',
      'RECURRENCE-ID:20260106T100000Z',
      'DTSTART:20260106T150000Z',
      'DTEND:20260106T160000Z',
      'SUMMARY:words of jo moved',
    ),
  },
  {
    name: 'task.ics',
    text: todo('uid-task', 'CLASS:PRIVATE', 'SUMMARY:words of jo', 'COMPLETED:20260309T090000Z', 'STATUS:COMPLETED'),
  },
  { name: 'alarmed.ics', text: event('uid-alarmed', 'SUMMARY:open words', ...ALARM('words of jo')) },
  { name: 'hidden.ics', text: event('uid-hidden', 'CLASS:CONFIDENTIAL', 'SUMMARY:words of jo') },
];

describe('what is shown in part', () => {
  let site: Site;
  const etags = new Map<string, string>();
  before(async () => {
    site = await startSite();
    const own = ['PublicViewer', 'PrivateDAndTViewer', 'ObjectCreator'];
    const plan = { owner: 'jo', kind: 'calendar', name: 'attacked', words: { own }, items: ITEMS } as const;
    for (const [name, etag] of await site.make([{ ...plan, subscriber: { showsAlarms: false } }]))
      etags.set(name, etag);
  });
  after(() => site.stop());

  const ask = asking(() => site);

  /** The names of items that a filter on calendars finds for bob. */
  const found = async (filter: string, more = ''): Promise<readonly string[]> => {
    const body = `<C:calendar-query ${NAMESPACES}><prop><getetag/>${more}</prop><C:filter><C:comp-filter name="VCALENDAR">${filter}</C:comp-filter></C:filter></C:calendar-query>`;
    const { status, text } = await ask('bob', 'REPORT', BOB, { ...XML, depth: '1' }, body);
    assert.equal(status, 207, text);
    assert.doesNotMatch(text, /words of jo|uid-|kai@|hidden place/);
    return [...membersIn(text).keys()].sort();
  };
  const inEvent = (conditions: string) => `<C:comp-filter name="VEVENT">${conditions}</C:comp-filter>`;
  const holds = (property: string, text: string, match = '') =>
    `<C:prop-filter name="${property}"><C:text-match ${match}>${text}</C:text-match></C:prop-filter>`;

  test('RFC 4791 §9.7: no filter finds an item by what is not shown of it', async () => {
    const reduced = ['secret.ics'];
    const shown = ['alarmed.ics', 'secret.ics'];
    const cases: readonly (readonly [string, readonly string[]])[] = [
      [inEvent(''), shown],
      [inEvent(holds('UID', 'uid-secret')), []],
      [inEvent(holds('UID', 'uid-', 'negate-condition="yes"')), reduced],
      [inEvent(holds('ATTENDEE', 'kai')), []],
      [inEvent('<C:prop-filter name="ATTENDEE"/>'), []],
      [inEvent('<C:prop-filter name="STATUS"/>'), []],
      [inEvent('<C:prop-filter name="CLASS"/>'), []],
      [inEvent('<C:prop-filter name="LOCATION"><C:is-not-defined/></C:prop-filter>'), shown],
      [inEvent(holds('SUMMARY', 'words of jo', 'negate-condition="yes"')), shown],
      [inEvent(holds('DESCRIPTION', 'words')), []],
      [inEvent('<C:comp-filter name="VALARM"/>'), []],
      [inEvent('<C:comp-filter name="VALARM"><C:is-not-defined/></C:comp-filter>'), shown],
      [
        inEvent(
          '<C:comp-filter name="VALARM"><C:time-range start="20260105T040000Z" end="20260105T060000Z"/></C:comp-filter>',
        ),
        [],
      ],
    ];
    for (const [filter, names] of cases) assert.deepEqual(await found(filter), names, filter);
  });

  test('a task is when its copy says, not when it was completed', async () => {
    const inTask = (day: string) =>
      `<C:comp-filter name="VTODO"><C:time-range start="${day}T000000Z" end="${day}T235959Z"/></C:comp-filter>`;
    assert.deepEqual(await found(inTask('20260301')), ['task.ics']);
    assert.deepEqual(await found(inTask('20260309')), []);
    assert.deepEqual(await found('<C:comp-filter name="VTODO"><C:prop-filter name="COMPLETED"/></C:comp-filter>'), []);
  });

  test('what a copy is called for those who see it finds it', async () => {
    const { text } = await ask('bob', 'GET', `${BOB}secret.ics`);
    const uid = /^UID:(.*?)\r?$/m.exec(text)?.[1] ?? '';
    assert.deepEqual(await found(inEvent(holds('UID', uid))), ['secret.ics']);
  });

  test('RFC 4791 §9.6.5: expanded it tells no more', async () => {
    const data =
      '<C:calendar-data><C:expand start="20260101T000000Z" end="20260201T000000Z"/></C:calendar-data><getcontentlength/>';
    assert.deepEqual(await found(inEvent(holds('SUMMARY', '(Private event)')), data), ['secret.ics']);
  });

  test('SOGo’s children tell no more, and are not there of what is hidden', async () => {
    const children = ['master', `occurence${Date.UTC(2026, 0, 6, 10) / 1000}`];
    for (const child of children) {
      const { status, text } = await ask('bob', 'GET', `${BOB}secret.ics/${child}`);
      assert.equal(status, 200, child);
      assert.match(text, /SUMMARY:\(Private event\)/);
      assert.doesNotMatch(text, /words of jo|uid-secret/);
    }
    for (const [method, headers] of [
      ['GET', {}],
      ['PROPFIND', { ...XML, depth: '0' }],
      ['HEAD', {}],
    ] as const)
      assert.ok([403, 404].includes((await ask('bob', method, `${BOB}hidden.ics/master`, headers)).status), method);
  });

  test('RFC 4918 §15: no property tells more, whoever set it', async () => {
    const note =
      '<propertyupdate xmlns="DAV:"><set><prop><note xmlns="urn:x">words of jo</note></prop></set></propertyupdate>';
    assert.equal((await ask('jo', 'PROPPATCH', `${JO}secret.ics`, XML, note)).status, 207);
    const asked = ['<allprop/>', '<propname/>', '<prop><note xmlns="urn:x"/></prop>'];
    for (const depth of ['0', '1'])
      for (const [path, what] of [BOB, `${BOB}secret.ics`].flatMap((path) =>
        asked.map((one) => [path, one] as const),
      )) {
        const { text } = await ask(
          'bob',
          'PROPFIND',
          path,
          { ...XML, depth },
          `<propfind xmlns="DAV:">${what}</propfind>`,
        );
        assert.doesNotMatch(text, /words of jo|hidden\.ics/, `${path} ${what}`);
        if (what !== '<prop><note xmlns="urn:x"/></prop>') assert.doesNotMatch(text, /urn:x/, `${path} ${what}`);
      }
  });

  test('a length that is told is that of what is shown', async () => {
    const asked =
      '<propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getcontentlength/></prop></propfind>';
    for (const name of ['secret.ics', 'alarmed.ics'])
      for (const [path, depth] of [
        [BOB, '1'],
        [BOB + name, '0'],
        [BOB + name, '1'],
      ] as const) {
        const { text } = await ask('bob', 'PROPFIND', path, { ...XML, depth }, asked);
        const response = text.split('<D:response>').find((part) => part.includes(`${name}</D:href>`)) ?? '';
        const length = /<D:getcontentlength>(\d+)</.exec(response)?.[1];
        const { text: shown } = await ask('bob', 'GET', BOB + name);
        assert.ok([undefined, `${Buffer.byteLength(shown)}`].includes(length), `${path} ${depth}: ${length}`);
      }
  });

  test('RFC 9110 §13: nobody learns by conditions what the hidden one is', async () => {
    const etag = etags.get('attacked/hidden.ics') ?? '';
    const headers: readonly Record<string, string>[] = [
      { 'if-match': '*' },
      { 'if-none-match': '*' },
      ...[etag, `${etag}.a`, `${etag}.d`, 'x'].flatMap((tag) => [
        { 'if-match': `"${tag}"` },
        { 'if-none-match': `"${tag}"` },
      ]),
      { 'if-modified-since': new Date(0).toUTCString() },
      { 'if-unmodified-since': new Date(0).toUTCString() },
    ];
    const methods = ['GET', 'HEAD', 'PROPFIND', 'DELETE', 'COPY', 'MOVE', 'PUT', 'PROPPATCH', 'LOCK'];
    for (const method of methods) {
      const answers = new Set<string>();
      for (const condition of headers) {
        const destination = { destination: '/SOGo/dav/bob/Calendar/personal/taken.ics', depth: '0' };
        const body = ['PUT', 'PROPPATCH', 'LOCK', 'PROPFIND'].includes(method) ? event('uid-other') : undefined;
        const { status, text } = await ask(
          'bob',
          method,
          `${BOB}hidden.ics`,
          { ...destination, ...ICS, ...condition },
          body,
        );
        answers.add(`${status} ${text}`);
      }
      assert.equal(answers.size, 1, `${method}: ${[...answers].join('\n')}`);
      assert.match([...answers].join(), /^403/);
    }
  });

  test('RFC 9110 §8.8.3: the entity tag of one view is not that of another', async () => {
    const tagFor = async (who: string, path: string) => (await ask(who, 'GET', path)).headers.get('etag') ?? '';
    for (const name of ['secret.ics', 'alarmed.ics']) {
      const [own, seen] = [await tagFor('jo', JO + name), await tagFor('bob', BOB + name)];
      assert.notEqual(own, seen);
      assert.equal((await ask('bob', 'GET', BOB + name, { 'if-none-match': own })).status, 200);
      assert.equal((await ask('jo', 'GET', JO + name, { 'if-none-match': seen })).status, 200);
      assert.equal((await ask('bob', 'GET', BOB + name, { 'if-none-match': seen })).status, 304);
    }
  });

  test('reports that follow names show what they name as it is shown', async () => {
    const bodies = [
      `<expand-property xmlns="DAV:"><property name="owner"><property name="displayname"/><property name="calendar-home-set" namespace="urn:ietf:params:xml:ns:caldav"><property name="note" namespace="urn:x"/></property></property><property name="lockdiscovery"><property name="note" namespace="urn:x"/></property><property name="note" namespace="urn:x"/></expand-property>`,
      `<principal-match xmlns="DAV:"><principal-property><owner/></principal-property><prop><displayname/><getetag/><note xmlns="urn:x"/></prop></principal-match>`,
      `<acl-principal-prop-set xmlns="DAV:"><prop><displayname/><note xmlns="urn:x"/></prop></acl-principal-prop-set>`,
    ];
    for (const path of [BOB, `${BOB}secret.ics`, '/SOGo/dav/jo/Calendar/', JO, '/SOGo/dav/'])
      for (const body of bodies) {
        const { text } = await ask('bob', 'REPORT', path, { ...XML, depth: '0' }, body);
        assert.doesNotMatch(text, /words of jo|hidden\.ics|uid-/, `${path} ${body}`);
      }
  });

  test('RFC 4791 §7.9: a multiget finds what is in its target, however an href is written', async () => {
    const asks = (target: string, hrefs: readonly string[]) =>
      ask(
        'bob',
        'REPORT',
        target,
        { ...XML, depth: '1' },
        `<C:calendar-multiget ${NAMESPACES}><prop><getetag/><C:calendar-data/></prop>${hrefs.map((href) => `<href>${href}</href>`).join('')}</C:calendar-multiget>`,
      );
    const hrefs = [
      `${JO}alarmed.ics`,
      `${JO}hidden.ics`,
      `${BOB}hidden.ics`,
      `${BOB}%68idden.ics`,
      `${BOB}./hidden.ics`,
      `${BOB}../jo_attacked/hidden.ics`,
      '/SOGo/dav/public/jo/Calendar/attacked/hidden.ics',
      '/SOGo/dav/JO/Calendar/attacked/hidden.ics',
      '/SOGo/dav/jo/Calendar/attacked.ics',
      `${BOB}secret.ics/master`,
      '/SOGo/dav/bob/Calendar/personal/../../../jo/Calendar/attacked/hidden.ics',
    ];
    for (const target of [
      BOB,
      '/SOGo/dav/bob/Calendar/',
      '/SOGo/dav/bob/Calendar/personal/',
      JO,
      '/SOGo/dav/jo/Calendar/',
    ]) {
      const { text } = await asks(target, hrefs);
      assert.doesNotMatch(text, /words of jo|uid-hidden/, target);
      const isSeen = text.includes('open words');
      assert.equal(isSeen, target.startsWith('/SOGo/dav/jo/'), target);
    }
    const own = await asks('/SOGo/dav/bob/Calendar/', [`${BOB}alarmed.ics`, `${BOB}secret.ics`]);
    assert.match(own.text, /open words[\s\S]*Private event/);
    assert.doesNotMatch(own.text, /words of jo/);
  });

  test('RFC 6578 §3.7: limits and counts are those of what is shown', async () => {
    const sync = async (limit: number, token = '') =>
      (
        await ask(
          'bob',
          'REPORT',
          BOB,
          XML,
          `<sync-collection xmlns="DAV:"><sync-token>${token}</sync-token><sync-level>1</sync-level><limit><nresults>${limit}</nresults></limit><prop><getetag/></prop></sync-collection>`,
        )
      ).text;
    assert.match(await sync(2), /507/);
    const all = await sync(3);
    assert.doesNotMatch(all, /507|hidden\.ics/);
    assert.deepEqual([...membersIn(all).keys()].sort(), ['alarmed.ics', 'secret.ics', 'task.ics']);
  });

  test('who may add learns by a PUT nothing of what he may not see, his own text neither', async () => {
    const prefer = { ...ICS, prefer: 'return=representation' };
    const hidden = event('uid-mine', 'CLASS:CONFIDENTIAL', 'SUMMARY:mine');
    const put = await ask('bob', 'PUT', `${BOB}mine.ics`, prefer, hidden);
    assert.deepEqual([put.status, put.text, put.headers.get('etag')], [201, '', null]);
    assert.equal((await ask('bob', 'GET', `${BOB}mine.ics`)).status, 403);
    const posted = await ask('bob', 'POST', BOB, prefer, event('uid-posted', 'CLASS:PRIVATE', 'SUMMARY:mine'));
    assert.deepEqual([posted.status, posted.text, posted.headers.get('etag')], [201, '', null]);
    const { text } = await ask('bob', 'GET', posted.headers.get('location') ?? '');
    assert.match(text, /SUMMARY:\(Private event\)/);
  });
});
