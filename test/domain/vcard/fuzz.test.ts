import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { quickFacts } from '../../../src/domain/contact/quick-facts.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { escapeText } from '../../../src/domain/text/escapes.ts';
import { isProblem } from '../../../src/domain/text/problem.ts';
import { addressObject } from '../../../src/domain/vcard/address-object.ts';
import type { Card } from '../../../src/domain/vcard/card.ts';
import { contactListOf, writeAppleGroup, writeGroup, writeVlist } from '../../../src/domain/vcard/contact-list.ts';
import { convertCard } from '../../../src/domain/vcard/convert.ts';
import { mediaOf } from '../../../src/domain/vcard/media.ts';
import { parseCards } from '../../../src/domain/vcard/parse.ts';
import { dateOf } from '../../../src/domain/vcard/partial-date.ts';
import { text } from '../../../src/domain/vcard/property.ts';
import { selectProperties } from '../../../src/domain/vcard/select.ts';
import { serializeCard } from '../../../src/domain/vcard/serialize.ts';
import { bytes, runs } from '../ical/support/lines.ts';
import { read } from './cards.ts';
import { corpus } from './corpus.ts';

const PIECES = [
  '',
  '\r\n',
  '\n ',
  '\r',
  '=\r\n',
  '"',
  ';',
  ':',
  '^',
  ',',
  '=',
  '\\',
  '.',
  '\0',
  'é',
  '\ud83d\ude00',
  ';ENCODING=QUOTED-PRINTABLE:=C3=A9=',
  ';BASE64:AA==\r\n',
  'VERSION:2.1\r\n',
  'VERSION:4.0\r\n',
  'AGENT:\r\nBEGIN:VCARD\r\n',
  'BEGIN:VCARD\r\n',
  'END:VCARD\r\n',
];

/** The octets of a program's card with some pieces cut out, doubled or replaced by what might hurt. */
const mutated = fc
  .tuple(
    fc.constantFrom(...corpus.values()),
    fc.array(fc.tuple(fc.nat(), fc.nat(40), fc.constantFrom(...PIECES)), { minLength: 1, maxLength: 6 }),
  )
  .map(([octets, edits]) =>
    edits.reduce((all, [at, length, piece]) => {
      const from = at % (all.length + 1);
      return Uint8Array.from([...all.subarray(0, from), ...bytes(piece), ...all.subarray(from + length)]);
    }, octets),
  );

/** The lines of the properties follow each other without a gap, each where it says. */
function assertReproduces(card: Card, source: string): void {
  let at = card.properties[0]?.start ?? card.start;
  for (const { start, end, line, agent } of card.properties) {
    assert.equal(start, at);
    assert.ok(end > start);
    assert.equal(source.slice(0, start).split(/\r\n?|\n/).length, line);
    if (agent !== undefined) assertReproduces(agent, source);
    at = end;
  }
  assert.ok(card.end > at && card.end <= source.length);
}

test('no octets make the reader throw', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => void addressObject(octets)),
    runs(500),
  ));

test('no text makes the reader throw', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (source) => void parseCards(source)),
    runs(500),
  ));

test('broken cards are refused with a line of the text, or read so that their lines are found again', () => {
  let taken = 0;
  fc.assert(
    fc.property(mutated, (octets) => {
      const object = addressObject(octets);
      const lines = Buffer.from(octets)
        .toString('latin1')
        .split(/\r\n?|\n/).length;
      if (isRefusal(object)) {
        assert.ok(object.line !== undefined && object.line >= 1 && object.line <= lines, object.detail);
        assert.ok((object.detail ?? '').length > 0);
        return;
      }
      taken += 1;
      const { card, text: source } = object;
      assertReproduces(card, source);
      const everything = card.properties.map((of) => ({ group: '', name: of.name, novalue: false }));
      assert.equal(selectProperties(card, source, everything), source.slice(card.start, card.end));
    }),
    runs(1500),
  );
  assert.ok(taken > 100);
});

test('whatever is taken can be viewed, and written in both versions as a card that is taken', () =>
  fc.assert(
    fc.property(mutated, (octets) => {
      const object = addressObject(octets);
      if (isRefusal(object)) return;
      quickFacts(object.card);
      for (const of of object.card.properties) void [text(of), dateOf(of), mediaOf(of)];
      const list = contactListOf(object.card);
      if (list !== undefined) for (const write of [writeVlist, writeGroup, writeAppleGroup]) read(write(list));
      for (const to of ['3.0', '4.0'] as const) {
        const other = addressObject(bytes(convertCard(object.card, object.text, to)));
        assert.ok(!isRefusal(other), isRefusal(other) ? other.detail : '');
        assert.equal(other.card.syntax, to);
      }
    }),
    runs(1000),
  ));

test('reading takes time in proportion to the text', () => {
  const hostile: ((size: number) => string)[] = [
    (size) => '\r\n '.repeat(size),
    (size) => '\r'.repeat(size),
    (size) => '\n'.repeat(size),
    (size) => `BEGIN:VCARD\n${'FN:x\r'.repeat(15_000)}${'\n'.repeat(size)}END:VCARD`,
    (size) => `X:${'\r\n '.repeat(size)}`,
    (size) => `X${';A="'.repeat(size)}`,
    (size) => `X;A=${'","'.repeat(size)}`,
    (size) => `X${'; '.repeat(size)}`,
    (size) => 'BEGIN:VCARD\n'.repeat(size),
    (size) => 'BEGIN:VCARD\nAGENT:\n'.repeat(size),
    (size) => 'VERSION:'.repeat(size),
    (size) => `VERSION:${' '.repeat(size)}x`,
    (size) => 'VERSION;\n'.repeat(size),
    (size) => `X;BASE64:\n${'A'.repeat(size)}!`,
    (size) => `X;BASE64:\n${'A\n'.repeat(size)}`,
    (size) => `X;BASE64:${'\n A='.repeat(size)}`,
    (size) => `X;QUOTED-PRINTABLE:${'=\n'.repeat(size)}`,
    (size) => `BEGIN:VCARD\nVERSION:2.1\nN;QUOTED-PRINTABLE:${'=C3é'.repeat(size)}\nEND:VCARD`,
    (size) => `BEGIN:VCARD\nVERSION:2.1\nN:${'\\'.repeat(size)}\nEND:VCARD`,
    (size) => 'BEGIN:VCARD\nVERSION:3.0\nFN:x\nEND:VCARD\n'.repeat(size / 10),
  ];
  for (const make of hostile) void addressObject(bytes(make(300_000)));
});

test('views, conversions and selections take time in proportion to the card', () => {
  const hostile = [
    `N:${';'.repeat(300_000)}`,
    `N:${'\\'.repeat(300_000)}`,
    `CATEGORIES:${','.repeat(300_000)}`,
    `PHOTO:data:${';base64'.repeat(50_000)}`,
    `ORG:${'a,;'.repeat(100_000)}`,
    `GEO:${'1'.repeat(300_000)}`,
    `BDAY:${'T'.repeat(300_000)}`,
    `NOTE;X="${'"a"'.repeat(100_000)}:b`,
    ...['2.1', '3.0', '4.0'].map(() =>
      Array.from({ length: 9_000 }, (_, at) => `i${at}.LABEL;TYPE=t${at}:a`).join('\r\n'),
    ),
  ];
  for (const [at, line] of hostile.entries()) {
    const version = (['2.1', '3.0', '4.0'] as const)[at % 3] ?? '3.0';
    const object = addressObject(bytes(`BEGIN:VCARD\r\nVERSION:${version}\r\nFN:x\r\n${line}\r\nEND:VCARD\r\n`));
    if (isRefusal(object)) continue;
    const { card, text: source } = object;
    quickFacts(card);
    for (const to of ['3.0', '4.0'] as const) convertCard(card, source, to);
    selectProperties(card, source, [{ group: '', name: card.properties.at(-1)?.name ?? '', novalue: true }]);
  }
});

type Jcard = [string, [string, Record<string, string | string[]>, string, ...unknown[]][]];

test('ical.js reads the same groups, names, parameters and texts, but for semicolons, whose escapes it leaves', () => {
  const plain = fc
    .string({ unit: 'grapheme', maxLength: 60 })
    .map((value) => value.replace(/[\0-\x1f\x7f\u2028\u2029\ufffe\uffff^";]/g, '_'));
  const line = fc.record({
    group: fc.constantFrom('', 'item1', 'X-a'),
    name: fc.constantFrom('FN', 'NOTE', 'TITLE', 'ROLE'),
    parameter: fc.option(plain, { nil: undefined }),
    value: plain.map((value) => value.replaceAll('_', '\n')),
  });
  for (const version of ['3.0', '4.0'] as const)
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const source = serializeCard(
          version,
          lines.map(({ group, name, parameter, value }) => ({
            group,
            name,
            parameters: parameter === undefined ? [] : [{ name: 'X-CN', values: [parameter] }],
            value: escapeText(value),
          })),
        );
        const wanted = lines.map(({ group, name, parameter, value }) => [group, name, parameter, value]);
        const theirs = (ICAL.parse(source) as Jcard)[1]
          .slice(1)
          .map(([name, parameters, , value]) => [
            parameters.group ?? '',
            name.toUpperCase(),
            parameters['x-cn'],
            value,
          ]);
        assert.deepEqual(
          theirs,
          wanted.map(([group, ...rest]) => [group?.toLowerCase(), ...rest]),
        );
        const cards = parseCards(source);
        assert.ok(!isProblem(cards));
        const ours = cards[0]?.properties
          .slice(1)
          .map((of) => [of.group, of.name, of.parameters[0]?.values[0], text(of)]);
        assert.deepEqual(ours, wanted);
      }),
      runs(200),
    );
});

test('ical.js finds the same properties in what programs write', () => {
  let compared = 0;
  for (const [name, octets] of corpus) {
    const { card, text: source } = read(octets);
    // what it cannot read: 2.1, SOGo’s lists, CR alone, parameters without a name
    if (card.syntax === '2.1' || card.name === 'VLIST' || ['bare-cr.vcf', 'loose-30.vcf'].includes(name)) continue;
    compared += 1;
    assert.deepEqual(
      card.properties.map((of) => of.name),
      (ICAL.parse(source) as Jcard)[1].map(([each]) => each.toUpperCase()),
      name,
    );
  }
  assert.ok(compared > 10);
});
