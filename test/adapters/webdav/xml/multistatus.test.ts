import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import {
  type DavResponse,
  errorBody,
  startMultistatus,
  truncated,
} from '../../../../src/adapters/webdav/xml/multistatus.ts';
import { caldav, dav } from '../../../../src/adapters/webdav/xml/name.ts';
import { isXmlProblem, parseXml } from '../../../../src/adapters/webdav/xml/parse.ts';
import { el, text } from '../../../../src/adapters/webdav/xml/write.ts';

const HEAD = /^<\?xml version="1.0" encoding="utf-8"\?>\n<D:(multistatus|error)( xmlns:\w+="[^"]+"){7}>/;
const body = (whole: string): string => {
  assert.match(whole, HEAD);
  assert.ok(!isXmlProblem(parseXml(Buffer.from(whole))));
  return whole.replace(HEAD, '').replace(/<\/D:\w+>$/, '');
};
const answer = async (responses: DavResponse[], syncToken?: string): Promise<string> => {
  const out = new PassThrough();
  const multistatus = startMultistatus(out);
  for (const response of responses) multistatus.add(response);
  multistatus.end(syncToken);
  return body(await readAll(out));
};

describe('a multistatus', () => {
  test('without a response is still a document', async () => assert.equal(await answer([]), ''));

  test('groups properties by status and names the condition that failed', async () =>
    assert.equal(
      await answer([
        {
          href: '/a&b/',
          propstats: [
            { status: 200, props: [el(dav('displayname'), text('<A>')), el(dav('owner'))] },
            { status: 403, props: [el(dav('getetag'))], condition: dav('cannot-modify-protected-property') },
          ],
          description: 'no & never',
        },
      ]),
      '<D:response><D:href>/a&amp;b/</D:href>' +
        '<D:propstat><D:prop><D:displayname>&lt;A&gt;</D:displayname><D:owner/></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>' +
        '<D:propstat><D:prop><D:getetag/></D:prop><D:status>HTTP/1.1 403 Forbidden</D:status>' +
        '<D:error><D:cannot-modify-protected-property/></D:error></D:propstat>' +
        '<D:responsedescription>no &amp; never</D:responsedescription></D:response>',
    ));

  test('RFC 6578 §3.6: a truncated one says 507 for the request, then the token', async () =>
    assert.equal(
      await answer([{ href: '/c/x.ics', status: 404 }, truncated('/c/')], '17'),
      '<D:response><D:href>/c/x.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>' +
        '<D:response><D:href>/c/</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status>' +
        '<D:error><D:number-of-matches-within-limits/></D:error></D:response>' +
        '<D:sync-token>17</D:sync-token>',
    ));

  test('waits for a slow reader and goes on when it reads', async () => {
    const out = new PassThrough({ highWaterMark: 1024 });
    const multistatus = startMultistatus(out);
    const big: DavResponse = { href: `/${'x'.repeat(70_000)}`, status: 200 };
    const wait = multistatus.add(big);
    assert.ok(wait, 'nobody reads yet');
    const whole = readAll(out);
    await wait;
    multistatus.end();
    assert.equal(body(await whole).length, 70_000 + (await answer([{ href: '/', status: 200 }])).length);
  });

  test('stops waiting when the reader leaves, and writes no more', async () => {
    const out = new Writable({ highWaterMark: 1, write: () => {} });
    const multistatus = startMultistatus(out);
    const wait = multistatus.add({ href: 'x'.repeat(70_000), status: 200 });
    assert.ok(wait);
    out.destroy();
    await wait;
    assert.ok(multistatus.gone());
    assert.equal(multistatus.add({ href: 'x'.repeat(70_000), status: 200 }), undefined);
    multistatus.end();
  });

  test('a fast reader is never waited for', async () => {
    const out = new PassThrough({ highWaterMark: 1 << 20 });
    const multistatus = startMultistatus(out);
    assert.equal(multistatus.add({ href: 'x'.repeat(70_000), status: 200 }), undefined);
    out.resume();
    multistatus.end();
    await once(out, 'end');
  });
});

test('an error names its conditions and says it to the reader', () => {
  assert.equal(
    body(errorBody([caldav('valid-calendar-data')], 'Line 3 & no more')),
    '<C:valid-calendar-data/><D:responsedescription>Line 3 &amp; no more</D:responsedescription>',
  );
  assert.equal(
    body(errorBody([el(caldav('no-uid-conflict'), el(dav('href'), text('/c/x.ics')))])),
    '<C:no-uid-conflict><D:href>/c/x.ics</D:href></C:no-uid-conflict>',
  );
});
