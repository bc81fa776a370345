import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { MAX_PREFERENCE_OCTETS } from '../../../src/domain/limits.ts';
import { basic } from '../../support/fasti.ts';
import { fasti, serve, withData } from '../../support/process.ts';

type Run = (...args: readonly string[]) => ReturnType<typeof fasti>;

/** `user-preferences` beside a server whose user `fasti` never logged in. */
const beside = (use: (run: Run, origin: string, password: string, data: string) => Promise<void>): Promise<void> =>
  withData(async (data, password) => {
    const server = await serve(data);
    await use((...args) => fasti(['user-preferences', ...args, '--data', data]), server.origin, password, data);
    await server.end('SIGTERM');
  });

const NOT_FOUND = (key: string, part: string) => ({
  code: 1,
  stdout: '',
  stderr: `Value for key "${key}" not found in ${part}\n`,
});
const printed = (line: string) => ({ code: 0, stdout: `${line}\n`, stderr: '' });

test('what is set is got as JSON in the order it was typed, and unset once', () =>
  beside(async (run) => {
    assert.deepEqual(await run('get', 'defaults', 'fasti', 'Forward'), NOT_FOUND('Forward', 'defaults'));
    assert.deepEqual(await run('unset', 'defaults', 'fasti', 'Forward'), NOT_FOUND('Forward', 'defaults'));
    const forward = '{"forwardAddress":["jo@example.org"],"enabled":1,"keepCopy":1}';
    const set = await run('set', 'defaults', 'fasti', 'Forward', forward);
    const kept = 'It is kept, and not sent to the Sieve server yet.';
    assert.deepEqual(set, printed(`Set Forward in the defaults of fasti. ${kept}`));
    assert.deepEqual(await run('get', 'default', 'FASTI', 'Forward'), printed(forward));
    assert.deepEqual(await run('get', 'settings', 'fasti', 'Forward'), NOT_FOUND('Forward', 'settings'));
    const unset = printed(`Unset Forward in the defaults of fasti. ${kept}`);
    assert.deepEqual(await run('unset', 'defaults', 'fasti', 'Forward'), unset);
    assert.deepEqual(await run('get', 'defaults', 'fasti', 'Forward'), NOT_FOUND('Forward', 'defaults'));
  }));

test('a value comes from a file, too, or in a dictionary of its key as sogo-tool wants it', () =>
  beside(async (run, _origin, _password, data) => {
    const file = path.join(data, 'value.json');
    await writeFile(file, '[1, 2]\n');
    const set = await run('set', 'settings', 'fasti', 'Mail', '-f', file);
    assert.deepEqual(set, printed('Set Mail in the settings of fasti.'));
    assert.deepEqual(await run('get', 'settings', 'fasti', 'Mail'), printed('[1,2]'));
    const wrapped = '{"SOGoTimeFormat":"%I:%M %p"}';
    const format = await run('set', 'defaults', 'fasti', 'SOGoTimeFormat', wrapped);
    assert.deepEqual(format, printed('Set SOGoTimeFormat in the defaults of fasti.'));
    assert.deepEqual(await run('get', 'defaults', 'fasti', 'SOGoTimeFormat'), printed('"%I:%M %p"'));
  }));

test('a key that nobody knows is kept, and that is said', () =>
  beside(async (run) => {
    const set = await run('set', 'defaults', 'fasti', 'Unheard', 'null');
    assert.deepEqual(
      set,
      printed('Set Unheard in the defaults of fasti. No preference of this name is known; it is kept as it is.'),
    );
    assert.deepEqual(await run('get', 'defaults', 'fasti', 'Unheard'), printed('null'));
  }));

test('what cannot be meant is refused in a sentence', () =>
  beside(async (run, _origin, _password, data) => {
    const large = path.join(data, 'large.json');
    await writeFile(large, JSON.stringify('x'.repeat(MAX_PREFERENCE_OCTETS)));
    const tries: readonly (readonly [number, RegExp, readonly string[]])[] = [
      [2, /defaults and settings, not “constructor”/, ['get', 'constructor', 'fasti', 'a']],
      [1, /There is no user nobody/, ['get', 'defaults', 'nobody', 'a']],
      [
        2,
        /The value is not JSON; a text stands in double quotes/,
        ['set', 'defaults', 'fasti', 'SOGoLanguage', 'French'],
      ],
      [2, /Give either a value or a file/, ['set', 'defaults', 'fasti', 'a']],
      [1, /cannot be read/, ['set', 'defaults', 'fasti', 'a', '-f', '/nowhere/at/all']],
      [2, /SOGoTimeZone wants the name of a time zone/, ['set', 'defaults', 'fasti', 'SOGoTimeZone', '"Nowhere"']],
      [1, /A key has 1 to 128 octets, none of them a space/, ['set', 'defaults', 'fasti', 'a b', '1']],
      [1, /a: a preference may have \d+ octets/, ['set', 'settings', 'fasti', 'a', '-f', large]],
    ];
    for (const [code, message, args] of tries) {
      const ran = await run(...args);
      assert.deepEqual({ code: ran.code, stdout: ran.stdout }, { code, stdout: '' }, ran.stderr);
      assert.match(ran.stderr, message);
      assert.equal(ran.stderr.trim().split('\n').length, 1, ran.stderr);
    }
  }));

test('what is set here is what DAV says, and the log says who set which key, but no value', () =>
  beside(async (run, origin, password, data) => {
    await run('set', 'defaults', 'fasti', 'SOGoCalendarEventsDefaultClassification', '"CONFIDENTIAL"');
    const answer = await fetch(`${origin}/SOGo/dav/fasti/Calendar/`, {
      method: 'PROPFIND',
      headers: { authorization: basic('fasti', password), depth: '0' },
      body: '<propfind xmlns="DAV:"><prop><events-default-classification xmlns="urn:inverse:params:xml:ns:inverse-dav"/></prop></propfind>',
    });
    assert.match(await answer.text(), />CONFIDENTIAL</);
    const { stdout } = await fasti(['log', '/SOGo/dav/fasti/', '--data', data]);
    assert.match(stdout, / {2}tool:fasti {2}opened the account {2}· cli /);
    assert.match(
      stdout,
      / {2}tool:fasti {2}changed preferences {2}· cli .*\n {4}in the defaults\n {4}set SOGoCalendarEventsDefaultClassification\n/,
    );
    const json = await fasti(['log', '/SOGo/dav/fasti/', '--json', '--data', data]);
    assert.match(json.stdout, /"set":\["SOGoCalendarEventsDefaultClassification"\]/);
    for (const text of [stdout, json.stdout]) assert.doesNotMatch(text, /CONFIDENTIAL/);
  }));
