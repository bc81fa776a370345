import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { edited, parametersEdit } from '../../../src/domain/ical/edit.ts';
import { parseCalendar } from '../../../src/domain/ical/parse.ts';
import { isProblem } from '../../../src/domain/text/problem.ts';
import { runs, vcalendar } from './support/lines.ts';

/** The lines of a calendar's last property after its parameters were changed. */
function changed(line: string, changes: Readonly<Record<string, string | undefined>>, end = '\r\n'): string {
  const source = vcalendar(line).replaceAll('\r\n', end);
  const top = parseCalendar(source);
  assert.ok(!isProblem(top));
  const of = top[0]?.properties.at(-1);
  assert.ok(of !== undefined);
  const [head, tail] = [source.slice(0, of.start), source.slice(of.end)];
  const after = edited(source, [parametersEdit(source, of, new Map(Object.entries(changes)))]);
  assert.ok(after.startsWith(head) && after.endsWith(tail));
  return after.slice(head.length, after.length - tail.length);
}

test('a parameter is set in its place, or behind the others', () => {
  assert.equal(changed('X;A=1;B=2;C=3:v', { B: '4' }), 'X;A=1;B=4;C=3:v\r\n');
  assert.equal(changed('X;A=1:v', { B: '4' }), 'X;A=1;B=4:v\r\n');
  assert.equal(changed('X:v', { B: '4' }), 'X;B=4:v\r\n');
});

test('a parameter is taken out', () => {
  assert.equal(changed('X;A=1;B=2:v', { A: undefined }), 'X;B=2:v\r\n');
  assert.equal(changed('X;B=2:v', { A: undefined }), 'X;B=2:v\r\n');
});

test('one that stands twice stands once afterwards', () =>
  assert.equal(changed('X;b=1;A=1;B=2:v', { B: '3' }), 'X;B=3;A=1:v\r\n'));

test('names, quotes, escapes and lists of the others stay as they are written', () =>
  assert.equal(
    changed(`x;cn="a;b:c",d;y="x";z=^n':v;A=1:"w"`, { A: undefined, B: '1' }),
    `x;cn="a;b:c",d;y="x";z=^n';B=1:v;A=1:"w"\r\n`,
  ));

test('the line is folded anew, with the line ends that it had', () => {
  const long = 'é'.repeat(40);
  assert.equal(
    changed(`X;A=${long.slice(0, 20)}\r\n ${long.slice(20)}:v`, { B: '1' }, '\n'),
    `X;A=${long.slice(0, 35)}\n ${long.slice(35)};B=1:v\n`,
  );
});

test('setting a parameter changes nothing else that is read', () => {
  const value = fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .map((text) => text.replace(/[\0-\x1f\x7f\ufffe\uffff"]/g, '_'));
  const pair = fc.tuple(fc.constantFrom('CN', 'B', 'X-C'), value);
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 4 }), value, (pairs, text) => {
      const read = (line: string) => {
        const top = parseCalendar(vcalendar(line.replace(/\r\n$/, '')));
        assert.ok(!isProblem(top));
        const { parameters, value: is } = top[0]?.properties.at(-1) ?? {};
        return {
          others: parameters?.filter(({ name }) => name !== 'B'),
          is,
          b: parameters?.filter(({ name }) => name === 'B'),
        };
      };
      const line = `X${pairs.map(([name, is]) => `;${name}="${is}"`).join('')}:${text}`;
      const after = read(changed(line, { B: 'NEW' }));
      assert.deepEqual(after, { ...read(line), b: [{ name: 'B', values: ['NEW'] }] });
    }),
    runs(300),
  );
});
