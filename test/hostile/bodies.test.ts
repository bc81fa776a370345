import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { basic, event } from '../support/fasti.ts';
import { tellsNothing, underAttack } from './target.ts';

describe('what comes in bodies', () => {
  const attack = underAttack();

  const PERSONAL = '/SOGo/dav/jo/Calendar/personal/';
  const XML = { 'content-type': 'application/xml' };
  const TEXT = { 'content-type': 'text/calendar' };

  /** That a request is refused with this status, stores nothing and tells nothing. */
  const refused = async (
    status: number,
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<string> => {
    const { target } = attack;
    const before = await target.position();
    const answer = await target.ask(method, path, headers, body);
    assert.equal(answer.status, status, `${method} ${path}: ${answer.text.slice(0, 1000)}`);
    assert.equal(await target.position(), before, 'nothing was stored');
    tellsNothing(answer.text);
    return answer.text;
  };

  const REPORT = '<calendar-query xmlns="urn:ietf:params:xml:ns:caldav">';

  describe('XML that means harm', () => {
    const bodies: readonly (readonly [string, string | Uint8Array<ArrayBuffer>])[] = [
      ['not closed', '<propfind xmlns="DAV:"><prop'],
      ['two roots', '<a/><b/>'],
      ['no XML', 'hello'],
      ['JSON', '{"a":1}'],
      ['white space', '   '],
      [
        'an entity bomb',
        `<!DOCTYPE a [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]><a>&b;</a>`,
      ],
      [
        'an external entity',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><propfind xmlns="DAV:">&x;</propfind>',
      ],
      ['an external DTD', '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><propfind xmlns="DAV:"/>'],
      ['an entity that is not declared', '<propfind xmlns="DAV:">&nbsp;</propfind>'],
      ['nested deeper than anything', '<a>'.repeat(100_000)],
      ['more elements than anything', `<a>${'<b/>'.repeat(100_001)}</a>`],
      ['an attribute without end', `<a b="${'x'.repeat(2_000_000)}"/>`],
      ['a thousand attributes', `<a ${Array.from({ length: 1000 }, (_, at) => `a${at}="1"`).join(' ')}/>`],
      ['a thousand namespaces', `<a ${Array.from({ length: 1000 }, (_, at) => `xmlns:n${at}="n${at}"`).join(' ')}/>`],
      ['a prefix without a namespace', '<x:propfind/>'],
      ['the same attribute twice', '<a b="1" b="2"/>'],
      ['NUL', '<propfind xmlns="DAV:">\0</propfind>'],
      ['a control character by number', '<propfind xmlns="DAV:">&#1;</propfind>'],
      ['half of a surrogate pair by number', '<propfind xmlns="DAV:">&#xD800;</propfind>'],
      ['octets that are no UTF-8', new Uint8Array([0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x61, 0x3e])],
      ['an encoding nobody speaks', '<?xml version="1.0" encoding="ebcdic-cp-us"?><a/>'],
      ['another encoding than the octets have', '<?xml version="1.0" encoding="utf-16"?><a/>'],
    ];
    for (const [what, body] of bodies)
      test(`${what}: 400, whichever method reads it`, async () => {
        for (const method of ['PROPFIND', 'PROPPATCH', 'REPORT', 'LOCK'])
          await refused(400, method, PERSONAL, { ...XML, depth: '0' }, body).catch((error: Error) => {
            // LOCK reads less than the others do, and says so before it reads.
            if (method !== 'LOCK' || body.length < 16 * 1024) throw error;
          });
      });

    test('XInclude and processing instructions are words like others', async () => {
      const body = `<?xml-stylesheet href="file:///etc/passwd"?><propfind xmlns="DAV:"><prop><xi:include
      xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/></prop></propfind>`;
      const answer = await attack.target.ask('PROPFIND', PERSONAL, { ...XML, depth: '0' }, body);
      assert.equal(answer.status, 207);
      assert.doesNotMatch(answer.text, /root:/);
    });
  });

  describe('more than anybody asks', () => {
    const many = (count: number, one: (at: number) => string): string =>
      Array.from({ length: count }, (_, at) => one(at)).join('');

    test('40,000 properties, or names as long as a book: 400', async () => {
      const names = many(40_000, (at) => `<p${at} xmlns="urn:x"/>`);
      await refused(
        400,
        'PROPFIND',
        PERSONAL,
        { ...XML, depth: '1' },
        `<propfind xmlns="DAV:"><prop>${names}</prop></propfind>`,
      );
      const long = many(10, (at) => `<p xmlns="${'n'.repeat(50_000)}${at}"/>`);
      await refused(
        400,
        'PROPFIND',
        PERSONAL,
        { ...XML, depth: '1' },
        `<propfind xmlns="DAV:"><prop>${long}</prop></propfind>`,
      );
      const parts = `<calendar-data><comp name="VCALENDAR">${'<prop name="X"/>'.repeat(50_000)}</comp></calendar-data>`;
      const report = `${REPORT}<D:prop xmlns:D="DAV:">${parts}</D:prop><filter><comp-filter name="VCALENDAR"/></filter></calendar-query>`;
      await refused(400, 'REPORT', PERSONAL, { ...XML, depth: '1' }, report);
      const expand = `<expand-property xmlns="DAV:">${many(2000, (at) => `<property name="p${at}"/>`)}</expand-property>`;
      await refused(400, 'REPORT', '/SOGo/dav/jo/', XML, expand);
    });

    test('a property’s name that would be markup: 400', async () => {
      const body = '<expand-property xmlns="DAV:"><property name="a&gt;&lt;evil/&gt;&lt;b"/></expand-property>';
      await refused(400, 'REPORT', '/SOGo/dav/jo/', XML, body);
    });

    test('10,000 properties to set, or one of 900,000 letters: none is set', async () => {
      const set = (props: string) => `<propertyupdate xmlns="DAV:"><set><prop>${props}</prop></set></propertyupdate>`;
      const text = await refused(
        207,
        'PROPPATCH',
        PERSONAL,
        XML,
        set(many(10_000, (at) => `<p${at} xmlns="urn:x">v</p${at}>`)),
      );
      assert.match(text, /HTTP\/1\.1 507 /);
      assert.doesNotMatch(text, /HTTP\/1\.1 200 /);
      const long = await refused(
        207,
        'PROPPATCH',
        PERSONAL,
        XML,
        set(`<displayname>${'x'.repeat(900_000)}</displayname>`),
      );
      assert.match(long, /HTTP\/1\.1 507 /);
    });

    test('20,001 hrefs: 507, and 20,000 that lead nowhere are told so', async () => {
      const get = (count: number) =>
        `<calendar-multiget xmlns="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop>${many(count, (at) => `<D:href>${PERSONAL}${at}.ics</D:href>`)}</calendar-multiget>`;
      await refused(507, 'REPORT', PERSONAL, XML, get(20_001));
      const text = await refused(207, 'REPORT', PERSONAL, XML, get(20_000));
      assert.equal(text.match(/404 Not Found/g)?.length, 20_000);
    });

    test('filters of 5,000 texts, of nonsense, and of texts without end: 403', async () => {
      const query = (inside: string) =>
        `${REPORT}<filter><comp-filter name="VCALENDAR"><comp-filter name="VEVENT">${inside}</comp-filter></comp-filter></filter></calendar-query>`;
      const match = '<text-match>x</text-match>';
      await refused(
        403,
        'REPORT',
        PERSONAL,
        XML,
        query(`<prop-filter name="SUMMARY">${match.repeat(5000)}</prop-filter>`),
      );
      await refused(
        403,
        'REPORT',
        PERSONAL,
        XML,
        query('<comp-filter name="VEVENT">'.repeat(50) + '</comp-filter>'.repeat(50)),
      );
      await refused(
        403,
        'REPORT',
        PERSONAL,
        XML,
        query(`<prop-filter name="SUMMARY"><text-match>${'x'.repeat(5000)}</text-match></prop-filter>`),
      );
    });
  });

  describe('bodies larger than their limit', () => {
    test('more is thrown away: 413, and beyond 64 MB the connection ends', async () => {
      const { target } = attack;
      const before = await target.position();
      const head = (more: string): string =>
        `PUT ${PERSONAL}big.ics HTTP/1.1\r\nHost: a\r\nAuthorization: ${basic('jo')}\r\nContent-Type: text/calendar\r\nConnection: close\r\n${more}\r\n\r\n`;
      const piece = Buffer.alloc(1024 * 1024, 'x');
      const pieces = (count: number) => Array.from({ length: count }, () => piece);
      const chunks = (count: number) => pieces(count).flatMap(() => ['100000\r\n', piece, '\r\n']);
      const length = (count: number) => head(`Content-Length: ${count * piece.length}`);
      assert.match(await target.say(length(20), ...pieces(20)), /^HTTP\/1\.1 413 .*max-resource-size/s);
      assert.match(
        await target.say(head('Transfer-Encoding: chunked'), ...chunks(20), '0\r\n\r\n'),
        /^HTTP\/1\.1 413 /,
      );
      // What is still on its way resets the connection, and may take the answer along.
      assert.match(await target.say(length(100), ...pieces(100)), /^(HTTP\/1\.1 413 .*)?$/s);
      assert.match(await target.say(head('Transfer-Encoding: chunked'), ...chunks(100)), /^(HTTP\/1\.1 413 .*)?$/s);
      assert.equal(await target.position(), before);
    });

    test('a client that waits for leave to send gets none: 413', async () => {
      const head = `PUT ${PERSONAL}big.ics HTTP/1.1\r\nHost: a\r\nAuthorization: ${basic('jo')}\r\nContent-Type: text/calendar\r\n`;
      const text = await attack.target.say(`${head}Content-Length: 100000000\r\nExpect: 100-continue\r\n\r\n`);
      assert.match(text, /^HTTP\/1\.1 413 /);
    });

    test('a compressed gigabyte: 413; compressed nonsense: 400; a coding nobody has: 415', async () => {
      const bomb = new Uint8Array(gzipSync(Buffer.alloc(200_000_000), { level: 9 }));
      await refused(413, 'PUT', `${PERSONAL}bomb.ics`, { ...TEXT, 'content-encoding': 'gzip' }, bomb);
      await refused(413, 'PROPFIND', PERSONAL, { ...XML, depth: '0', 'content-encoding': 'gzip' }, bomb);
      await refused(400, 'PUT', `${PERSONAL}bomb.ics`, { ...TEXT, 'content-encoding': 'gzip' }, 'nonsense');
      await refused(415, 'PUT', `${PERSONAL}bomb.ics`, { ...TEXT, 'content-encoding': 'zstd' }, 'x');
      await refused(415, 'PUT', `${PERSONAL}bomb.ics`, { ...TEXT, 'content-encoding': 'gzip, gzip' }, 'x');
    });

    test('a stranger’s body is not read at all', async () => {
      const { target } = attack;
      const body = new Uint8Array(gzipSync(Buffer.alloc(1_000_000)));
      const answer = await target.ask(
        'PUT',
        `${PERSONAL}x.ics`,
        { ...TEXT, authorization: '', 'content-encoding': 'gzip' },
        body,
      );
      assert.equal(answer.status, 401);
    });
  });

  describe('calendar objects beyond their limits', () => {
    const put = (...lines: string[]) =>
      refused(403, 'PUT', `${PERSONAL}big.ics`, TEXT, event('big', lines.join('\r\n')));
    const detail = (text: string): string =>
      /<([CD]:[\w-]+)\/><D:responsedescription>(Line \d+)/.exec(text)?.slice(1).join(' ') ?? text;

    test('each is named with its line', async () => {
      const attendees = Array.from({ length: 901 }, (_, at) => `ATTENDEE:mailto:a${at}@example.com`);
      assert.equal(detail(await put(...attendees)), 'C:max-attendees-per-instance Line 909');
      const dates = Array.from({ length: 12_001 }, () => 'RDATE:20260201T100000Z');
      assert.equal(detail(await put(...dates)), 'C:max-instances Line 12009');
      assert.equal(
        detail(await put(`RRULE:FREQ=DAILY;BYMONTHDAY=${'1,'.repeat(50_000)}1`)),
        'C:valid-calendar-data Line 9',
      );
      assert.equal(
        detail(await put(...Array.from({ length: 100_001 }, () => 'X-A:1'))),
        'C:valid-calendar-data Line 100003',
      );
      const alarms = Array.from({ length: 10_001 }, () => ['BEGIN:X-A', 'END:X-A']).flat();
      assert.match(detail(await put(...alarms)), /^C:valid-calendar-data Line \d+$/);
      const parameters = Array.from({ length: 101 }, (_, at) => `;X-${at}=1`).join('');
      assert.equal(detail(await put(`SUMMARY${parameters}:x`)), 'C:valid-calendar-data Line 9');
    });

    test('octets that are no UTF-8, NUL and other control characters: named with their line', async () => {
      const octets = Buffer.from(event('big', 'SUMMARY:?'));
      const place = octets.indexOf('?');
      for (const octet of [0x00, 0x07, 0x0b, 0x7f, 0xff, 0xc0]) {
        octets[place] = octet;
        assert.equal(
          detail(await refused(403, 'PUT', `${PERSONAL}big.ics`, TEXT, new Uint8Array(octets))),
          'C:valid-calendar-data Line 9',
        );
      }
    });
  });
});
