import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_COPIED_OBJECTS } from '../../../src/domain/limits.ts';
import { ask } from '../../crash/load.ts';
import { card } from '../../support/fasti.ts';
import { fasti, serve, withData } from '../../support/process.ts';

const PERSONAL = '/SOGo/dav/fasti/Contacts/personal/';

type Beside = {
  run(...args: readonly string[]): ReturnType<typeof fasti>;
  put(name: string, text: string): Promise<void>;
  statusOf(name: string): Promise<number>;
};

/** The program beside a server whose user `fasti` has cards. */
const beside = (use: (beside: Beside) => Promise<void>): Promise<void> =>
  withData(async (data, password) => {
    const server = await serve(data);
    const target = { origin: server.origin, login: 'fasti', password };
    await use({
      run: (...args) => fasti([...args, '--data', data]),
      put: async (name, text) => {
        const { status } = await ask(target, 'PUT', `${PERSONAL}${name}`, { 'content-type': 'text/vcard' }, text);
        assert.equal(status, 201);
      },
      statusOf: async (name) => (await ask(target, 'GET', `${PERSONAL}${name}`)).status,
    });
    await server.end('SIGTERM');
  });

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

test('the cards of a mail or a name that another one has go, as events of the program; the others stay', () =>
  beside(async ({ run, put, statusOf }) => {
    await put('a.vcf', card('a', 'FN:Ada', 'EMAIL:ada@example.com', 'TEL:1', 'ORG:Engines'));
    await put('b.vcf', card('b', 'FN:Lady Ada', 'EMAIL:ADA@example.com'));
    await put('c.vcf', card('c', 'FN:Kai\u202e', 'TEL:1'));
    await put('d.vcf', card('d', 'FN:kai\u202e', 'NOTE:what nobody else has'));
    await put('e.vcf', card('e', 'FN:Eve'));
    await put('l.vlf', lines('BEGIN:VLIST', 'UID:l.vlf', 'VERSION:1.0', 'FN:Eve', 'CARD:d.vcf', 'END:VLIST'));
    const told = [
      'a.vcf “Ada” stays: score 5',
      '  b.vcf “Lady Ada” goes: score 1, same mail ada@example.com',
      'd.vcf “kai<U+202e>”, in a list stays: score 9',
      '  c.vcf “Kai<U+202e>” goes: score 5, same name kai<U+202e>',
    ];
    const tried = await run('remove-doubles', 'fasti', 'personal', '--dry-run');
    assert.deepEqual(tried, { code: 0, stdout: lines(...told, '2 cards would be removed.'), stderr: '' });
    assert.equal(await statusOf('b.vcf'), 200);

    const done = await run('remove-doubles', 'FASTI', 'personal');
    assert.deepEqual(done, { code: 0, stdout: lines(...told, '2 cards removed.'), stderr: '' });
    for (const [name, status] of Object.entries({ a: 200, b: 404, c: 404, d: 200, e: 200 }))
      assert.equal(await statusOf(`${name}.vcf`), status, name);
    assert.match((await run('log', `${PERSONAL}b.vcf`)).stdout, / {2}tool:fasti {2}deleted b\.vcf {2}· cli /);

    const again = await run('remove-doubles', 'fasti', 'personal');
    assert.deepEqual(again, { code: 0, stdout: 'There are no doubles.\n', stderr: '' });
    assert.equal((await run('verify')).code, 0);
  }));

test('many go in several appends under one correlation id, and it is said how far it is', () =>
  beside(async ({ run, put, statusOf }) => {
    const names = Array.from({ length: MAX_COPIED_OBJECTS + 2 }, (_, at) => `${1000 + at}.vcf`);
    for (const name of names) await put(name, card(name, 'FN:Same'));
    const { code, stdout, stderr } = await run('remove-doubles', 'fasti', 'personal');
    assert.equal(code, 0);
    assert.match(
      stdout,
      new RegExp(`^1251\\.vcf “Same” stays: score 6\\n.*\\n${names.length - 1} cards removed\\.\\n$`, 's'),
    );
    assert.equal(stderr, `${MAX_COPIED_OBJECTS} of ${names.length - 1} cards removed…\n`);
    assert.equal(await statusOf('1251.vcf'), 200);
    const deletions = await Promise.all(
      ['1000.vcf', '1250.vcf'].map(async (name) => {
        const json = (await run('log', `${PERSONAL}${name}`, '--json')).stdout.trim().split('\n');
        return JSON.parse(json.at(-1) ?? '');
      }),
    );
    assert.deepEqual(
      deletions.map(({ type }) => type),
      ['contact-deleted', 'contact-deleted'],
    );
    assert.equal(deletions[0].correlationId, deletions[1].correlationId);
    assert.equal((await run('verify')).code, 0);
  }));

test('a book without cards has no doubles; an unknown user or book is told in a sentence', () =>
  beside(async ({ run }) => {
    const none = await run('remove-doubles', 'fasti', 'personal');
    assert.deepEqual(none, { code: 0, stdout: 'There are no doubles.\n', stderr: '' });
    const tries: readonly (readonly [number, RegExp, readonly string[]])[] = [
      [1, /^fasti: There is no user nobody\.\n$/, ['nobody', 'personal']],
      [1, /^fasti: fasti has no address book “work”, but personal\.\n$/, ['fasti', 'work']],
      [2, /missing required argument 'FOLDER'/, ['fasti']],
    ];
    for (const [code, message, args] of tries) {
      const ran = await run('remove-doubles', ...args);
      assert.deepEqual({ code: ran.code, stdout: ran.stdout }, { code, stdout: '' }, ran.stderr);
      assert.match(ran.stderr, message);
    }
  }));
