import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { MAX_LOCKS } from '../../src/domain/limits.ts';
import { basic, event } from '../support/fasti.ts';
import { tellsNothing, underAttack } from './target.ts';

const TEXT = { 'content-type': 'text/calendar' };
const XML = { 'content-type': 'application/xml' };
const PERSONAL = '/SOGo/dav/jo/Calendar/personal/';
const LOCK = '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>';

describe('requests that no client sends', () => {
  const attack = underAttack();
  before(async () => {
    assert.equal((await attack.target.ask('PUT', `${PERSONAL}a.ics`, TEXT, event('a'))).status, 201);
  });

  const answered = async (status: number, ...request: Parameters<typeof attack.target.ask>): Promise<string> => {
    const answer = await attack.target.ask(...request);
    assert.equal(answer.status, status, `${request[0]} ${JSON.stringify(request[2]).slice(0, 300)}: ${answer.text}`);
    tellsNothing(answer.text);
    return answer.text;
  };
  const report = (status: number, body: string) => answered(status, 'REPORT', PERSONAL, XML, body);

  describe('odd sync tokens and limits', () => {
    const sync = (token: string, limit = ''): string =>
      `<sync-collection xmlns="DAV:"><sync-token>${token}</sync-token><sync-level>1</sync-level>${limit}<prop/></sync-collection>`;
    const tokens = [
      '0',
      '-1',
      '1',
      '1e18',
      '0x10',
      'http://example.com/1',
      '9'.repeat(30),
      '9'.repeat(31),
      '9'.repeat(100_000),
      "1' or '1'='1",
      'é',
      '\u0661',
    ];
    for (const token of tokens)
      test(`the token ${token.slice(0, 40)} of ${token.length} characters: 403 valid-sync-token`, async () => {
        const text = await report(403, sync(token));
        assert.match(text, /<D:valid-sync-token\/>/);
      });

    const limits: readonly (readonly [string, number])[] = [
      ['1', 207],
      ['999999999', 207],
      ['0', 507],
      ['-1', 400],
      ['1.5', 400],
      ['1000000000', 207],
      ['9'.repeat(100_000), 207],
      ['many', 400],
      ['', 400],
    ];
    for (const [limit, status] of limits)
      test(`a limit of “${limit.slice(0, 20)}”: ${status}`, async () => {
        await report(status, sync('', `<limit><nresults>${limit}</nresults></limit>`));
      });
  });

  describe('header fields of junk', () => {
    const MANY = 'x'.repeat(20_000);
    const DEST = `${PERSONAL}b.ics`;
    const junk: readonly (readonly [method: string, name: string, values: readonly string[], status: number])[] = [
      ['PROPFIND', 'depth', ['2', '-1', '', '0, 1', '1e0', 'Infinity and more', '\u00b2', MANY], 400],
      ['LOCK', 'depth', ['1', '2', 'junk', MANY], 400],
      ['COPY', 'overwrite', ['', 'true', 'TF', 'T, F', '0', MANY], 400],
      ['LOCK', 'timeout', ['', 'junk', 'Second-', 'Second--1', 'Second-1e9', 'Second-99999999999999', MANY], 200],
      ['LOCK', 'timeout', ['Second-0', 'Second-4294967295', 'Second-9999999999', 'Infinite, Second-1'], 200],
      ['GET', 'if', ['', '()', '(', ')', '<>', '<x>', '(<x)', '([x])', '(["x)', '(Not)', '(Not Not <x:y>)', MANY], 400],
      ['GET', 'if', ['('.repeat(10_000), '(<x:y>'.repeat(3000), '["x"]'.repeat(3000), 'Not '.repeat(5000)], 400],
      ['GET', 'if', ['(<x:y>)', '(["x"])', '(Not ["x"] <x:y>)', '(<DAV:no-lock>)'], 412],
      ['GET', 'if', ['(<x:y>)'.repeat(3000), `(${'<x:y>'.repeat(3000)})`, `(${'Not ["x"]'.repeat(2000)} <x:y>)`], 412],
      ['UNLOCK', 'lock-token', ['', 'x', '<>', '<', '<x y>', MANY], 400],
      ['GET', 'if-match', ['', 'x', '"', '""x', ','.repeat(20_000), MANY], 400],
      ['GET', 'if-match', ['"x"', '"x", '.repeat(3000)], 412],
    ];
    for (const [method, name, values, status] of junk)
      for (const value of values)
        test(`${method} with ${name}: “${value.slice(0, 20)}” of ${value.length} characters: ${status}`, async () => {
          const { target } = attack;
          const position = await target.position();
          const headers = { ...XML, ...(method === 'COPY' ? { destination: DEST } : {}), [name]: value };
          const args = [method, `${PERSONAL}a.ics`, headers, ...(method === 'LOCK' ? [LOCK] : [])] as const;
          const { status: seen, headers: sent, text } = await target.ask(...args);
          assert.equal(seen, status, text);
          tellsNothing(text);
          assert.equal(await target.position(), position, 'nothing was stored');
          const token = sent.get('lock-token');
          if (token !== null) await answered(204, 'UNLOCK', `${PERSONAL}a.ics`, { 'lock-token': token });
        });
  });

  test('a flood of locks ends at its limit, for one user alone', async () => {
    const { target } = attack;
    const ann = { ...XML, authorization: basic('ann'), depth: '0' };
    const place = (at: number): string => `/SOGo/dav/ann/Calendar/personal/${at}.ics`;
    const locks: Awaited<ReturnType<typeof target.ask>>[] = [];
    for (let at = 0; at < MAX_LOCKS + 20; at += 20)
      locks.push(
        ...(await Promise.all(
          Array.from({ length: 20 }, (_, more) => target.ask('LOCK', place(at + more), ann, LOCK)),
        )),
      );
    const granted = locks.filter(({ status }) => status === 201);
    assert.equal(granted.length, MAX_LOCKS);
    assert.equal(locks.filter(({ status }) => status === 507).length, 20);
    const free = locks.findIndex(({ status }) => status === 507);
    const [at, token] = [locks.indexOf(granted[0]!), granted[0]?.headers.get('lock-token') ?? ''];
    await answered(423, 'PUT', place(at), { ...ann, ...TEXT }, event('locked'));
    await answered(201, 'PUT', place(free), { ...ann, ...TEXT }, event('free'));
    await answered(200, 'LOCK', `${PERSONAL}a.ics`, { ...XML, depth: '0' }, LOCK);
    await answered(204, 'UNLOCK', place(at), { ...ann, 'lock-token': token });
    await answered(200, 'LOCK', place(free), ann, LOCK);
  });
});
