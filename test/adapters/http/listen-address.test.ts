import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseListenAddress } from '../../../src/adapters/http/listen-address.ts';

describe('WOPort', () => {
  const taken: readonly (readonly [text: string, host: string, port: number])[] = [
    ['127.0.0.1:20000', '127.0.0.1', 20_000],
    ['0.0.0.0:0', '0.0.0.0', 0],
    ['[::1]:20000', '::1', 20_000],
    ['[fd00::2:1]:65535', 'fd00::2:1', 65_535],
    ['localhost:80', 'localhost', 80],
    ['sogo.example.com:80', 'sogo.example.com', 80],
    ['*:20000', '0.0.0.0', 20_000],
    ['20000', '127.0.0.1', 20_000],
  ];
  for (const [text, host, port] of taken)
    test(`${text} is ${host}, ${port}`, () => assert.deepEqual(parseListenAddress(text), { host, port }));

  const refused = [
    '',
    ':',
    ':80',
    'host',
    'host:',
    '::1:80',
    '[::1]',
    '[1.2.3.4]:80',
    '[x]:80',
    '1.2.3:80',
    '1.2.3.4:65536',
    '65536',
    '-1',
    'a b:80',
    'a:80 ',
    '/run/x:1',
  ];
  for (const text of refused) test(`“${text}” is refused`, () => assert.equal(parseListenAddress(text), undefined));
});
