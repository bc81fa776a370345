import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { basic, event } from '../support/fasti.ts';
import { tellsNothing, underAttack } from './target.ts';

const TEXT = { 'content-type': 'text/calendar' };
const XML = { 'content-type': 'application/xml' };
const LOCK = '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>';

describe('what others have is as if it were not there', () => {
  const attack = underAttack();

  /** Ann's things, and the same paths below a user who never was. That she is there may be known. */
  const places = ['Calendar/personal/', 'Calendar/personal/a.ics', 'Calendar/personal.ics', 'Calendar/inbox/'];

  test('every method, on every kind of resource: the same answer as for nobody’s', async () => {
    const { target } = attack;
    const ann = { ...TEXT, authorization: basic('ann') };
    assert.equal((await target.ask('PUT', '/SOGo/dav/ann/Calendar/personal/a.ics', ann, event('a'))).status, 201);
    const before = await target.position();
    const requests: readonly (readonly [string, Readonly<Record<string, string>>, string?])[] = [
      ['GET', {}],
      ['PROPFIND', { depth: '0' }],
      ['PROPFIND', { depth: '1' }],
      [
        'PROPPATCH',
        XML,
        '<propertyupdate xmlns="DAV:"><set><prop><displayname>x</displayname></prop></set></propertyupdate>',
      ],
      ['REPORT', XML, '<sync-collection xmlns="DAV:"><sync-token/><prop/></sync-collection>'],
      ['PUT', TEXT, event('b')],
      ['POST', TEXT, event('b')],
      ['MKCALENDAR', {}],
      ['MKCOL', {}],
      ['DELETE', {}],
      ['LOCK', XML, LOCK],
      ['UNLOCK', { 'lock-token': '<urn:x>' }],
      ['COPY', { destination: '/SOGo/dav/jo/Calendar/stolen/' }],
      ['MOVE', { destination: '/SOGo/dav/jo/Calendar/stolen/' }],
      ['OPTIONS', {}],
    ];
    for (const [method, headers, body] of requests)
      for (const place of places) {
        const [hers, nobodys] = await Promise.all(
          ['ann', 'eve'].map((who) => target.ask(method, `/SOGo/dav/${who}/${place}`, headers, body)),
        );
        assert.equal(hers?.status, 404, `${method} ${place}`);
        assert.deepEqual([nobodys?.status, nobodys?.text], [hers.status, hers.text], `${method} ${place}`);
      }
    assert.equal(await target.position(), before);
  });

  test('a Destination, an If header and hrefs in a body do not tell either', async () => {
    const { target } = attack;
    await target.ask('PUT', '/SOGo/dav/jo/Calendar/personal/mine.ics', TEXT, event('mine'));
    const before = await target.position();
    const compare = async (request: (who: string) => ReturnType<typeof target.ask>) => {
      const [hers, nobodys] = await Promise.all(['ann', 'eve'].map(request));
      assert.equal(hers?.status, nobodys?.status);
      assert.equal(hers?.text.replaceAll('ann', 'eve'), nobodys?.text);
      assert.doesNotMatch(hers?.text ?? '', /ann Doe|ann@example/);
    };
    const mine = '/SOGo/dav/jo/Calendar/personal/mine.ics';
    const report = (who: string, inside: string) =>
      `<C:calendar-multiget xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns="DAV:"><prop><getetag/></prop>${inside.replaceAll('WHO', who)}</C:calendar-multiget>`;
    for (const method of ['COPY', 'MOVE'])
      for (const place of places)
        await compare((who) => target.ask(method, mine, { destination: `/SOGo/dav/${who}/${place}` }));
    for (const list of ['(["x"])', '(Not ["x"])', '(<urn:x>)', '(<1000000000000000>)'])
      for (const place of places)
        await compare((who) => target.ask('GET', mine, { if: `</SOGo/dav/${who}/${place}> ${list}` }));
    await compare((who) =>
      target.ask(
        'REPORT',
        '/SOGo/dav/jo/Calendar/',
        XML,
        report(who, '<href>/SOGo/dav/WHO/Calendar/personal/a.ics</href>'),
      ),
    );
    assert.equal(await target.position(), before);
  });

  test('one’s own login with a space is another login, in a path too', async () => {
    for (const place of ['%20jo', 'jo%20', '%C2%A0jo'])
      assert.equal((await attack.target.ask('PROPFIND', `/SOGo/dav/${place}/`, { depth: '0' })).status, 404, place);
    assert.equal((await attack.target.ask('PROPFIND', '/SOGo/dav/Jo/', { depth: '0' })).status, 207);
  });

  test('who is not known learns nothing, whatever he sends for credentials', async () => {
    const { target } = attack;
    const encoded = (text: string | Buffer): string => `Basic ${Buffer.from(text).toString('base64')}`;
    const oddities = [
      '',
      'Basic',
      'Basic ',
      'Basic !!!',
      'Bearer x',
      'Digest username="jo"',
      encoded('jo'),
      encoded(':'),
      encoded(':secret'),
      encoded('jo:'),
      encoded('jo\0:secret'),
      encoded('jo:secret\n'),
      encoded(`jo:${'x'.repeat(5000)}`),
      encoded(`${'j'.repeat(5000)}:secret`),
      encoded(Buffer.from([0x6a, 0xff, 0x3a, 0x78])),
      encoded("jo' or '1'='1:secret"),
      encoded(' jo:secret'),
      encoded('jo :secret'),
      encoded('\u00a0jo\ufeff:secret'),
      encoded('jo:wrong'),
      encoded('eve:wrong'),
      `${encoded('jo:secret')}, ${encoded('ann:secret')}`,
    ];
    const seen = new Set<string>();
    for (const authorization of oddities) {
      const { status, text, headers } = await target.ask('GET', '/SOGo/dav/ann/', { authorization });
      seen.add(JSON.stringify([status, text, headers.get('www-authenticate')]));
      tellsNothing(text);
    }
    assert.deepEqual([...seen], [JSON.stringify([401, 'Please log in.\n', 'Basic realm="SOGo", charset="UTF-8"'])]);
  });
});
