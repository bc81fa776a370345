import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { measureSearches } from '../../infra/bench/contact-searches.ts';
import { type Fasti, PASSWORD, startFasti } from '../support/fasti.ts';
import { onLoopback } from './on-loopback.ts';

const FIRST_CARD = /<D:response>(?:(?!<\/D:response>).)*\.vcf<.*?<\/D:response>/s;

describe('the bench of searches in address books', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startFasti('jo', 'ann', 'bob');
  });
  after(() => fasti.stop());

  const measure = (url: URL, user: string) =>
    measureSearches({ url, login: { user, password: PASSWORD } }, [200, 400], 5, 2);

  /** The real server, but for what it asks or answers in reports. */
  const liar =
    (asks: (body: string) => string, answers: (body: string) => string) =>
    async (request: IncomingMessage, response: ServerResponse) => {
      const { method = '', url = '', headers } = request;
      const sent = (await buffer(request)).toString();
      const isReport = method === 'REPORT';
      const answer = await fetch(fasti.origin + url, {
        method,
        headers: { authorization: headers.authorization ?? '', 'content-type': headers['content-type'] ?? '' },
        ...(sent === '' ? {} : { body: isReport ? asks(sent) : sent }),
      });
      const text = await answer.text();
      response.writeHead(answer.status).end(isReport ? answers(text) : text);
    };
  const same = (body: string): string => body;

  test('has a row for each book where every answer is right', async () => {
    const rows = await measure(new URL('/SOGo/dav/', fasti.origin), 'jo');
    assert.deepEqual(
      rows.map((row) => [row.cards, row.found, row['p50 ms'] > 0, row['completion p50 ms'] > 0]),
      [
        [200, 5, true, true],
        [400, 5, true, true],
      ],
    );
  });

  test('finds out a server that leaves a card out', () =>
    assert.rejects(
      onLoopback(
        liar(same, (body) => body.replace(FIRST_CARD, '')),
        (url) => measure(url, 'ann'),
      ),
      /^Error: 4 cards, not the 5 sought$/,
    ));

  test('finds out a server that completes with any card', () =>
    assert.rejects(
      onLoopback(
        liar((body) => body.replaceAll('>mar<', '>e<'), same),
        (url) => measure(url, 'bob'),
      ),
      /^Error: \d+\.vcf has nothing that begins with mar$/,
    ));
});
