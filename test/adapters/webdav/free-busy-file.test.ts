import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { AccountEvent } from '../../../src/domain/account/events.ts';
import { type Actor, accountStream, type CorrelationId } from '../../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../../src/domain/kernel/json-body.ts';
import { MAX_FREE_BUSY_FILE_OBJECTS } from '../../../src/domain/limits.ts';
import { type Configuration, NOTHING_SET } from '../../../src/domain/settings/configuration.ts';
import type { CalendarRole } from '../../../src/domain/sharing/roles.ts';
import { principalOf } from '../../../src/projections/accounts.ts';
import { directoryWith, entry, sourceOf, startDav } from '../../support/dav.ts';
import { ask, basic, event, type Fasti } from '../../support/fasti.ts';

const ICS = { 'content-type': 'text/calendar' };
const XML = { 'content-type': 'application/xml' };

/** A Wednesday; in Rome it is past midnight. */
const NOW = Date.parse('2026-06-10T23:00Z');

const DIRECTORY = directoryWith({
  'a.example': sourceOf('a', [
    entry('jo', { mails: ['jo@a.example', 'j.doe@a.example'] }),
    entry('ann', { mails: ['ann@a.example'] }),
    entry('new', { mails: [] }),
    entry('room', { kind: 'location' }),
    entry('staff', { kind: 'group' }),
    entry('sam', { deniedModules: ['Calendar'] }),
  ]),
  'b.example': sourceOf('b', [entry('bob', { mails: ['bob@b.example'] })]),
});

/** Everybody of the domain sees when others are busy. */
const SEEN: readonly CalendarRole[] = ['PublicDAndTViewer', 'PrivateDAndTViewer', 'ConfidentialDAndTViewer'];

const configured = (system: Configuration['system']): Configuration => ({
  ...NOTHING_SET,
  system: { SOGoCalendarDefaultRoles: SEEN, ...system },
});

const start = (configuration: Configuration = configured({})) =>
  startDav({ directory: DIRECTORY, configuration, now: () => NOW });

const file = (fasti: Fasti, of: string, who = 'ann') =>
  ask(fasti, 'GET', `/SOGo/dav/${of}/freebusy.ifb`, { authorization: basic(who) });

const lines = (text: string): string[] => text.replaceAll('\r\n ', '').split('\r\n');
const busy = (text: string): string[] => lines(text).filter((line) => line.startsWith('FREEBUSY'));

const put = async (fasti: Fasti, name: string, text: string, calendar = 'personal'): Promise<void> => {
  const { status } = await ask(fasti, 'PUT', `/SOGo/dav/jo/Calendar/${calendar}/${name}.ics`, ICS, text);
  assert.equal(status, 201);
};

const day = (date: string, ...more: readonly string[]) => [
  `DTSTART:202606${date}T100000Z`,
  `DTEND:202606${date}T110000Z`,
  ...more,
];

describe('freebusy.ifb', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await start();
  });
  after(() => fasti.stop());

  test('tells of the days around today, whose they are, and nothing else', async () => {
    const { status, headers, text } = await file(fasti, 'jo', 'jo');
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'text/calendar; charset=utf-8');
    assert.deepEqual(
      lines(text).filter((line) => !line.startsWith('PRODID')),
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'METHOD:PUBLISH',
        'BEGIN:VFREEBUSY',
        'UID:freebusy-jo@a.example',
        'ORGANIZER:mailto:jo@a.example',
        'DTSTAMP:20260610T230000Z',
        'DTSTART:20260603T000000Z',
        'DTEND:20260618T000000Z',
        'END:VFREEBUSY',
        'END:VCALENDAR',
        '',
      ],
    );
  });

  test('of all calendars that count, cut at the ends', async () => {
    await put(fasti, 'begins', event('begins', 'DTSTART:20260602T220000Z', 'DTEND:20260603T020000Z'));
    await put(fasti, 'ends', event('ends', 'DTSTART:20260617T220000Z', 'DTEND:20260618T020000Z'));
    await put(fasti, 'early', event('early', ...day('02')));
    await put(fasti, 'late', event('late', 'DTSTART:20260618T000000Z', 'DTEND:20260618T010000Z'));
    await put(fasti, 'daily', event('daily', ...day('09', 'RRULE:FREQ=DAILY;COUNT=2')));
    assert.equal((await ask(fasti, 'MKCALENDAR', '/SOGo/dav/jo/Calendar/work/')).status, 201);
    await put(fasti, 'work', event('work', ...day('12')), 'work');
    const all = [
      'FREEBUSY:20260603T000000Z/20260603T020000Z',
      'FREEBUSY:20260609T100000Z/20260609T110000Z',
      'FREEBUSY:20260610T100000Z/20260610T110000Z',
      'FREEBUSY:20260612T100000Z/20260612T110000Z',
      'FREEBUSY:20260617T220000Z/20260618T000000Z',
    ];
    assert.deepEqual(busy((await file(fasti, 'jo')).text), all);
    const transparent =
      '<propertyupdate xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop>' +
      '<C:schedule-calendar-transp><C:transparent/></C:schedule-calendar-transp></prop></set></propertyupdate>';
    assert.equal((await ask(fasti, 'PROPPATCH', '/SOGo/dav/jo/Calendar/work/', XML, transparent)).status, 207);
    assert.deepEqual(
      busy((await file(fasti, 'jo')).text),
      all.filter((line) => !line.includes('20260612')),
    );
  });

  test('of a meeting, as its owner answered it', async () => {
    const boss = 'ORGANIZER:mailto:boss@a.example';
    const me = (answer: string) => `ATTENDEE;PARTSTAT=${answer}:mailto:J.Doe@a.example`;
    await put(fasti, 'accepted', event('accepted', ...day('04', boss, me('ACCEPTED'))));
    await put(fasti, 'asked', event('asked', ...day('05', boss, me('NEEDS-ACTION'))));
    await put(fasti, 'declined', event('declined', ...day('06', boss, me('DECLINED'))));
    await put(fasti, 'own', event('own', ...day('07', 'ORGANIZER:mailto:jo@a.example', me('DECLINED'))));
    await put(fasti, 'free', event('free', ...day('08', 'TRANSP:TRANSPARENT')));
    assert.deepEqual(busy((await file(fasti, 'jo')).text).slice(1, 4), [
      'FREEBUSY:20260604T100000Z/20260604T110000Z',
      'FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260605T100000Z/20260605T110000Z',
      'FREEBUSY:20260607T100000Z/20260607T110000Z',
    ]);
  });

  test('an occurrence of a meeting that was declined alone is free', async () => {
    const boss = 'ORGANIZER:mailto:boss@a.example';
    const me = (answer: string) => `ATTENDEE;PARTSTAT=${answer}:mailto:jo@a.example`;
    const series = event(
      'series',
      'DTSTART:20260613T100000Z',
      'DURATION:PT1H',
      'RRULE:FREQ=DAILY;COUNT=3',
      boss,
      me('ACCEPTED'),
    );
    const [, override = ''] = event(
      'series',
      'RECURRENCE-ID:20260614T100000Z',
      ...day('14', boss, me('DECLINED')),
    ).split(/(?=BEGIN:VEVENT)/);
    await put(fasti, 'series', series.replace('END:VCALENDAR\r\n', override));
    assert.deepEqual(
      busy((await file(fasti, 'jo')).text).filter((line) => /2026061[345]/.test(line)),
      ['FREEBUSY:20260613T100000Z/20260613T110000Z', 'FREEBUSY:20260615T100000Z/20260615T110000Z'],
    );
  });

  test('of what somebody subscribed to, when he says that it makes him busy', async () => {
    const shared = await start();
    try {
      await put(shared, 'theirs', event('theirs', ...day('11')));
      const as = { ...XML, authorization: basic('ann') };
      const home = '/SOGo/dav/ann/Calendar/jo_personal/';
      const subscribe = '<subscribe xmlns="urn:inverse:params:xml:ns:inverse-dav"/>';
      assert.equal((await ask(shared, 'POST', '/SOGo/dav/jo/Calendar/personal/', as, subscribe)).status, 200);
      assert.deepEqual(busy((await file(shared, 'ann')).text), []);
      const opaque =
        '<propertyupdate xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop><C:schedule-calendar-transp><C:opaque/></C:schedule-calendar-transp></prop></set></propertyupdate>';
      assert.equal((await ask(shared, 'PROPPATCH', home, as, opaque)).status, 207);
      assert.deepEqual(busy((await file(shared, 'ann')).text), ['FREEBUSY:20260611T100000Z/20260611T110000Z']);
      // To jo it is still his own, and ann's word is not his.
      assert.equal(busy((await file(shared, 'jo', 'jo')).text).length, 1);
    } finally {
      await shared.stop();
    }
  });

  test('who has never been here is free', async () => {
    const { status, text } = await file(fasti, 'new');
    assert.equal(status, 200);
    assert.deepEqual(busy(text), []);
    assert.ok(lines(text).includes('UID:freebusy-new'));
    assert.doesNotMatch(text, /ORGANIZER/);
    assert.equal((await file(fasti, 'room')).status, 200);
  });

  test('tells as much as who asks may see', async () => {
    const only = (roles: readonly CalendarRole[]) => start(configured({ SOGoCalendarDefaultRoles: roles }));
    for (const [roles, seen] of [
      [[], 0],
      [['PublicDAndTViewer'], 1],
      [['PublicViewer', 'PrivateDAndTViewer'], 2],
    ] as const) {
      const closed = await only(roles);
      try {
        await put(closed, 'open', event('open', ...day('11')));
        await put(closed, 'private', event('private', ...day('12', 'CLASS:PRIVATE')));
        assert.equal(busy((await file(closed, 'jo')).text).length, seen, roles.join());
        assert.equal(busy((await file(closed, 'jo', 'jo')).text).length, 2);
      } finally {
        await closed.stop();
      }
    }
  });

  test('groups have no time, some have no calendars, and another domain sees nobody', async () => {
    for (const whose of ['staff', 'sam', 'nobody']) assert.equal((await file(fasti, whose)).status, 404, whose);
    assert.equal((await file(fasti, 'jo', 'bob')).status, 404);
    assert.equal((await file(fasti, 'sam', 'sam')).status, 404);
    const stranger = await fetch(`${fasti.origin}/SOGo/dav/jo/freebusy.ifb`);
    assert.equal(stranger.status, 401);
  });

  test('it is a file in a home, one’s own or another’s', async () => {
    const asked =
      '<propfind xmlns="DAV:"><prop><displayname/><resourcetype/><getcontenttype/><principal-collection-set/><owner/>' +
      '</prop></propfind>';
    for (const who of ['jo', 'ann']) {
      const headers = { ...XML, depth: '1', authorization: basic(who) };
      const { text } = await ask(fasti, 'PROPFIND', '/SOGo/dav/jo/', headers, asked);
      const [found] = /<D:response><D:href>\/SOGo\/dav\/jo\/freebusy\.ifb<.*?<\/D:response>/s.exec(text) ?? [];
      assert.match(found ?? text, /<D:displayname>freebusy\.ifb</);
      assert.match(found ?? '', /<D:resourcetype\/>/);
      assert.match(found ?? '', /<D:getcontenttype>text\/calendar; charset=utf-8</);
      assert.match(found ?? '', /<D:principal-collection-set><D:href>\/SOGo\/dav\/<\/D:href>/);
      assert.match(found ?? '', /<D:owner><D:href>\/SOGo\/dav\/jo\/</);
      assert.equal((await ask(fasti, 'HEAD', '/SOGo/dav/jo/freebusy.ifb', headers)).status, 200);
    }
  });

  test('nobody writes it', async () => {
    const { position } = await fasti.log.head();
    const bodies: Readonly<Record<string, string>> = {
      PUT: event('x'),
      POST: event('x'),
      PROPPATCH: '<propertyupdate xmlns="DAV:"/>',
    };
    for (const method of ['PUT', 'DELETE', 'MKCOL', 'MKCALENDAR', 'POST', 'PROPPATCH', 'LOCK', 'MOVE', 'COPY']) {
      const headers = { ...ICS, destination: '/SOGo/dav/jo/Calendar/personal/copy.ics' };
      const { status } = await ask(fasti, method, '/SOGo/dav/jo/freebusy.ifb', headers, bodies[method]);
      assert.ok(status >= 400 && status < 500, `${method}: ${status}`);
    }
    assert.equal((await fasti.log.head()).position, position);
  });

  test('without public access it wants a login', async () => {
    const { status } = await fetch(`${fasti.origin}/SOGo/dav/public/jo/freebusy.ifb`);
    assert.equal(status, 401);
    const as = { authorization: basic('jo') };
    assert.equal((await ask(fasti, 'GET', '/SOGo/dav/public/jo/freebusy.ifb', as)).status, 404);
  });
});

describe('what the configuration says of freebusy.ifb', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await start(
      configured({
        SOGoFreeBusyDefaultInterval: [1, 2],
        SOGoTimeZone: 'Europe/Rome',
        SOGoBusyOffHours: true,
        SOGoDayStartTime: 9,
        SOGoDayEndTime: 17,
        SOGoEnablePublicAccess: true,
      }),
    );
  });
  after(() => fasti.stop());

  /** In Rome it is Thursday. */
  const AWAY = [
    'FREEBUSY:20260609T220000Z/20260610T070000Z',
    'FREEBUSY:20260610T150000Z/20260611T070000Z',
    'FREEBUSY:20260611T150000Z/20260612T070000Z',
    'FREEBUSY:20260612T150000Z/20260613T220000Z',
  ];

  test('days are those of the owner’s zone; nights and weekends count when they are to', async () => {
    const { text } = await file(fasti, 'jo');
    assert.ok(lines(text).includes('DTSTART:20260609T220000Z'));
    assert.ok(lines(text).includes('DTEND:20260613T220000Z'));
    assert.deepEqual(busy(text), AWAY);
    await put(fasti, 'noon', event('noon', 'DTSTART:20260611T123000', 'DTEND:20260611T133000'));
    const told = busy((await file(fasti, 'jo')).text);
    assert.deepEqual(told, AWAY.toSpliced(2, 0, 'FREEBUSY:20260611T103000Z/20260611T113000Z'));
  });

  test('what its owner chose counts more', async () => {
    const principal = (await principalOf(fasti.log.sql, 'a.example', 'ann')) ?? assert.fail('ann is not known');
    const chosen = { SOGoTimeZone: 'America/New_York', SOGoBusyOffHours: false };
    const preferred: AccountEvent = {
      type: 'preferences-changed',
      data: { principal, part: 'defaults', set: Object.keys(chosen), removed: [] },
      body: jsonBody(chosen),
    };
    const metadata = { actor: 'tool:test' as Actor, protocol: 'cli', correlationId: 'test' as CorrelationId } as const;
    const writes = [{ stream: accountStream(principal), expected: 'any' as const, events: [preferred] }];
    assert.equal((await fasti.log.append({ writes, metadata })).is, 'appended');
    const { text } = await file(fasti, 'ann', 'jo');
    assert.deepEqual(busy(text), []);
    assert.ok(lines(text).includes('DTSTART:20260609T040000Z'));
    assert.ok(lines(text).includes('DTEND:20260613T040000Z'));
  });

  const stranger = (path: string, method = 'GET') => fetch(`${fasti.origin}/SOGo/dav/public/${path}`, { method });

  test('with public access strangers may read it, and not write it', async () => {
    const open = await stranger('jo/freebusy.ifb');
    assert.equal(open.status, 200);
    // The public was given no role.
    assert.deepEqual(busy(await open.text()), AWAY);
    assert.equal((await stranger('JO/freebusy.ifb', 'HEAD')).status, 200);
    for (const whose of ['nobody', 'staff', 'sam'])
      assert.equal((await stranger(`${whose}/freebusy.ifb`)).status, 404, whose);
    assert.equal((await stranger('jo/freebusy.ifb', 'PROPFIND')).status, 207);
    for (const path of ['jo/freebusy.ifb/x', 'freebusy.ifb']) assert.equal((await stranger(path)).status, 404, path);
    for (const method of ['PUT', 'DELETE'])
      assert.equal((await stranger('jo/freebusy.ifb', method)).status, 401, method);
  });
});

describe('freebusy.ifb of whatever is in a calendar', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await start();
  });
  after(() => fasti.stop());

  const SAID = 'secretword';
  const pick = <T>(of: readonly T[]): T => of[randomInt(of.length)]!;

  /** Lines that say something, in every place that a client may say it in. */
  const telling = (): string[] =>
    [
      `SUMMARY:${SAID}`,
      `DESCRIPTION;LANGUAGE=en:${SAID}\\nFREEBUSY:20260610T000000Z/PT1H`,
      `LOCATION;ALTREP="http://${SAID}.example/":${SAID}`,
      `COMMENT:${SAID}`,
      `CATEGORIES:${SAID}`,
      `X-${SAID}:x`,
      `ORGANIZER;CN=${SAID}:mailto:${SAID}@a.example`,
      `ATTENDEE;CN=${SAID};PARTSTAT=ACCEPTED:mailto:${SAID}@a.example`,
      'ATTENDEE;PARTSTAT=ACCEPTED:mailto:jo@a.example',
      `STATUS:${pick(['CONFIRMED', 'TENTATIVE', 'CANCELLED'])}`,
      `URL:http://${SAID}.example/`,
    ].filter(() => randomInt(2) === 0);

  test('no word of an event is told, of whatever class', async () => {
    for (let count = 0; count < 60; count += 1) {
      const classification = `CLASS:${pick(['PUBLIC', 'CONFIDENTIAL', 'PRIVATE', SAID])}`;
      const rule = randomInt(3) === 0 ? ['RRULE:FREQ=DAILY;COUNT=3'] : [];
      const date = String(3 + randomInt(14)).padStart(2, '0');
      const text = event(`${SAID}${count}`, ...day(date, classification, ...rule, ...telling()));
      await put(fasti, `${SAID}${count}`, text);
      assert.doesNotMatch((await file(fasti, 'jo')).text, new RegExp(SAID, 'i'), text);
    }
    const hidden = event('hidden', ...day('03', 'CLASS:PRIVATE'));
    const secret = event('secret', ...day('16', 'CLASS:CONFIDENTIAL'));
    await put(fasti, 'hidden', hidden);
    await put(fasti, 'secret', secret);
    const told = busy((await file(fasti, 'jo')).text);
    for (const date of ['03', '16']) assert.ok(told.includes(`FREEBUSY:202606${date}T100000Z/202606${date}T110000Z`));
  });

  test('more events than anybody has in two weeks are not told', async () => {
    const many = Array.from({ length: MAX_FREE_BUSY_FILE_OBJECTS + 1 }, (_, n) => n);
    const one = (n: number) => event(`n${n}`, ...day('10'));
    for (let from = 0; from < many.length; from += 200)
      await Promise.all(many.slice(from, from + 200).map((n) => put(fasti, `n${n}`, one(n))));
    const { status, text } = await file(fasti, 'jo');
    assert.equal(status, 507);
    assert.match(text, /too many events in these days/);
  });
});
