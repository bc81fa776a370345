import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Allows, Resolve } from '../../../src/adapters/web-fetch/connect.ts';
import { webFetch } from '../../../src/adapters/web-fetch/web-fetch.ts';
import { MAX_FEED_OCTETS, MAX_REDIRECTS } from '../../../src/domain/limits/web-calendars.ts';
import type { Validators } from '../../../src/domain/web-calendar/ports.ts';
import type { WebSource } from '../../../src/domain/web-calendar/source.ts';
import { redirecting, serving, startWebServer, type WebServer } from '../../support/web-server.ts';

const credentials = { login: 'jo', password: 'sesame' };
const never = new AbortController().signal;

/** A test's web: names are where it says, and of loopback only 127.0.0.1 may be talked to. */
const onlyFirst: Allows = (_, address) => address === '127.0.0.1';

const fetchWith = (
  source: WebSource,
  {
    known = {},
    allows = onlyFirst,
    resolve,
    patience,
    signal = never,
  }: { known?: Validators; allows?: Allows; resolve?: Resolve; patience?: number; signal?: AbortSignal } = {},
) => webFetch({ allows, ...(resolve && { resolve }), ...(patience && { patience }) })(source, known, signal);

const failure = async (...asked: Parameters<typeof fetchWith>): Promise<string> => {
  const outcome = await fetchWith(...asked);
  assert.equal(outcome.is, 'failed');
  return outcome.is === 'failed' ? outcome.why : '';
};

const text = async (...asked: Parameters<typeof fetchWith>): Promise<string> => {
  const outcome = await fetchWith(...asked);
  assert.equal(outcome.is, 'fetched', JSON.stringify(outcome));
  return outcome.is === 'fetched' ? Buffer.from(outcome.octets).toString() : '';
};

describe('fetches from other servers', () => {
  let [web, inside]: [WebServer, WebServer] = [undefined as never, undefined as never];
  before(async () => {
    web = await startWebServer();
    inside = await startWebServer({ '/secret': serving('secret') }, '127.0.0.2');
  });
  afterEach(() => {
    web.asked.length = 0;
    inside.asked.length = 0;
  });
  after(async () => {
    await web.stop();
    await inside.stop();
  });

  const at = (path: string, host = web.origin): WebSource => ({ url: host + path });

  test('a text, its charset and what its server says of it', async () => {
    web.answers['/plain'] = serving('hello', {
      ETag: '"x"',
      'Last-Modified': 'Mon, 05 Jan 2026 10:00:00 GMT',
      'Content-Type': 'text/calendar; charset="ISO-8859-1"',
    });
    const outcome = await fetchWith(at('/plain'));
    assert.deepEqual(outcome, {
      is: 'fetched',
      octets: Buffer.from('hello'),
      charset: 'ISO-8859-1',
      validators: { etag: '"x"', lastModified: 'Mon, 05 Jan 2026 10:00:00 GMT' },
    });
  });

  test('what did not change is not sent again', async () => {
    web.answers['/same'] = (req, res) => {
      res
        .writeHead(req.headers['if-none-match'] === '"x"' && req.headers['if-modified-since'] === 'then' ? 304 : 200)
        .end('new');
    };
    assert.deepEqual(await fetchWith(at('/same'), { known: { etag: '"x"', lastModified: 'then' } }), {
      is: 'not-modified',
    });
    assert.equal(await text(at('/same'), { known: { etag: '"y"' } }), 'new');
  });

  test('compressed texts', async () => {
    web.answers['/gzip'] = (_, res) => res.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('one'));
    web.answers['/deflate'] = (_, res) => res.writeHead(200, { 'Content-Encoding': 'deflate' }).end(deflateSync('two'));
    web.answers['/br'] = (_, res) => res.writeHead(200, { 'Content-Encoding': 'br' }).end(brotliCompressSync('three'));
    web.answers['/broken'] = (_, res) => res.writeHead(200, { 'Content-Encoding': 'gzip' }).end('no gzip');
    assert.deepEqual(
      [await text(at('/gzip')), await text(at('/deflate')), await text(at('/br'))],
      ['one', 'two', 'three'],
    );
    assert.match(await failure(at('/broken')), /cannot be decompressed/);
  });

  test('more than there may be: as it comes, and as it is decompressed', async () => {
    const octets = Buffer.alloc(MAX_FEED_OCTETS + 1);
    web.answers['/large'] = (_, res) => res.writeHead(200).end(octets);
    web.answers['/bomb'] = (_, res) => res.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(octets));
    web.answers['/fits'] = (_, res) =>
      res.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(octets.subarray(1)));
    web.answers['/endless'] = (_, res) => {
      const more = (): void => {
        while (!res.destroyed && res.write(octets.subarray(0, 65_536)));
        if (!res.destroyed) res.once('drain', more);
      };
      more();
    };
    for (const path of ['/large', '/bomb', '/endless']) assert.match(await failure(at(path)), /larger than/, path);
    assert.equal((await text(at('/fits'))).length, MAX_FEED_OCTETS);
  });

  test('redirections are followed, so many and no more', async () => {
    for (let n = 0; n <= MAX_REDIRECTS; n += 1)
      web.answers[`/hop${n}`] = redirecting(`hop${n + 1}`, [301, 302, 303, 307, 308][n % 5]);
    web.answers[`/hop${MAX_REDIRECTS + 1}`] = serving('there');
    assert.match(await failure(at('/hop0')), /redirects more than/);
    assert.equal(await text(at('/hop1')), 'there');
  });

  test('credentials go to the server that they are for, and to no other', async () => {
    const other = await startWebServer({ '/other': serving('other') });
    web.answers['/own'] = redirecting('/end');
    web.answers['/end'] = serving('end');
    web.answers['/away'] = redirecting(`http://x:y@127.0.0.1:${other.port}/other`);
    assert.equal(await text({ ...at('/own'), credentials }), 'end');
    assert.equal(await text({ ...at('/away'), credentials }), 'other');
    const basic = `Basic ${Buffer.from('jo:sesame').toString('base64')}`;
    assert.deepEqual(
      web.asked.map(({ headers }) => headers.authorization),
      [basic, basic, basic],
    );
    assert.deepEqual(
      other.asked.map(({ headers }) => headers.authorization),
      [undefined],
    );
    await other.stop();
  });

  test('what is inside is reached by no way of writing it', async () => {
    const { port } = inside;
    const hosts = [
      '127.0.0.2',
      '0x7f000002',
      '2130706434',
      '0177.0.0.2',
      '127.2',
      '[::ffff:127.0.0.2]',
      '[::1]',
      '0.0.0.0',
      '[::]',
    ];
    for (const host of [...hosts, '169.254.169.254', 'localhost'])
      assert.match(
        await failure({ url: `http://${host}:${port}/secret` }, { allows: () => false }),
        /no address on the public Internet/,
        host,
      );
    assert.equal(inside.asked.length, 0);
  });

  test('what is inside is reached by no redirection', async () => {
    web.answers['/in'] = redirecting(`${inside.origin}/secret`);
    web.answers['/file'] = redirecting('file:///etc/passwd');
    web.answers['/nowhere'] = redirecting('');
    assert.match(await failure(at('/in')), /no address on the public Internet/);
    assert.match(await failure(at('/file')), /no address of the web/);
    assert.match(await failure(at('/nowhere')), /no address of the web/);
    assert.equal(inside.asked.length, 0);
  });

  test('a name that leads elsewhere at the next look is looked at then', async () => {
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    const resolve: Resolve = async () => answers.shift() ?? assert.fail('looked up more often than there are requests');
    web.answers['/again'] = redirecting(`http://rebinding.example:${inside.port}/secret`);
    const source = { url: `http://rebinding.example:${web.port}/again` };
    assert.match(await failure(source, { resolve }), /no address on the public Internet/);
    assert.deepEqual([web.asked.length, inside.asked.length, answers.length], [1, 0, 0]);
  });

  test('of several addresses those inside are passed over, and one that does not answer is followed by the next', async () => {
    const closed = await startWebServer({}, '127.0.0.3');
    await closed.stop();
    web.answers['/many'] = serving('many');
    const resolve: Resolve = async () => ['127.0.0.2', '::1', '127.0.0.3', '127.0.0.1'];
    const allows: Allows = (_, address) => ['127.0.0.3', '127.0.0.1'].includes(address);
    assert.equal(await text({ url: `http://many.example:${web.port}/many` }, { resolve, allows }), 'many');
    assert.equal(web.asked[0]?.headers.host, `many.example:${web.port}`);
  });

  test('a host may be allowed by its name', async () => {
    web.answers['/named'] = serving('named');
    const resolve: Resolve = async () => ['127.0.0.1'];
    const allows: Allows = (host) => host === 'intranet.example';
    assert.equal(await text({ url: `http://intranet.example:${web.port}/named` }, { resolve, allows }), 'named');
    assert.match(await failure({ url: `http://other.example:${web.port}/named` }, { resolve, allows }), /no address/);
  });

  test('webcal is https, and http only where there is no password to lose', async () => {
    web.answers['/webcal'] = serving('webcal');
    const { port } = web;
    assert.equal(await text({ url: `webcal://127.0.0.1:${port}/webcal` }), 'webcal');
    assert.match(await failure({ url: `webcal://127.0.0.1:${port}/webcal`, credentials }), /127\.0\.0\.1 could not/);
    assert.match(await failure({ url: `webcals://127.0.0.1:${port}/webcal` }), /127\.0\.0\.1 could not/);
    assert.equal(web.asked.length, 1);
  });

  test('what a server answers, in words', async () => {
    const words: Readonly<Record<number, RegExp>> = {
      401: /login and a password/,
      403: /does not let/,
      404: /no such calendar/,
      410: /no more/,
      429: /too often/,
      500: /error \(500\)/,
      204: /error \(204\)/,
    };
    for (const [status, sentence] of Object.entries(words)) {
      web.answers['/status?key=private'] = (_, res) => res.writeHead(Number(status)).end();
      const why = await failure(at('/status?key=private'));
      assert.match(why, sentence);
      assert.doesNotMatch(why, /private/);
    }
  });

  test('connections that are refused, cut or no HTTP, in words', async () => {
    const closed = await startWebServer();
    await closed.stop();
    assert.match(await failure(at('/', closed.origin)), /refuses connections/);
    web.answers['/cut'] = (_, res) => {
      res.writeHead(200, { 'Content-Length': 100 }).write('half');
      setImmediate(() => res.destroy());
    };
    assert.match(await failure(at('/cut')), /before the answer was complete/);
    const strange = createServer((socket) => socket.resume().end('220 smtp.example.org\r\n'));
    await new Promise<void>((resolve) => strange.listen(0, '127.0.0.1', resolve));
    const address = strange.address();
    const port = typeof address === 'object' ? address?.port : 0;
    assert.match(await failure({ url: `http://127.0.0.1:${port}/` }), /does not speak HTTP/);
    await new Promise((resolve) => strange.close(resolve));
  });

  test('whoever stops is heard while a server is silent', async () => {
    const stop = new AbortController();
    web.answers['/silent'] = () => stop.abort(new Error('stopped'));
    await assert.rejects(fetchWith(at('/silent'), { signal: stop.signal }), /stopped/);
  });

  test('a server that is silent, one that dribbles and names that nobody resolves end with the patience', async () => {
    web.answers['/silent'] = () => undefined;
    web.answers['/slow'] = (_, res) => {
      const dribbling = setInterval(() => res.write('x'), 5);
      res.on('close', () => clearInterval(dribbling));
    };
    const unanswered: Resolve = () => new Promise(() => undefined);
    const sentence = /longer than 0\.1 seconds/;
    assert.match(await failure(at('/silent'), { patience: 100 }), sentence);
    assert.match(await failure(at('/slow'), { patience: 100 }), sentence);
    assert.match(await failure({ url: 'http://slow.example/' }, { patience: 100, resolve: unanswered }), sentence);
  });
});
