import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeText } from '../../../src/domain/text/escapes.ts';
import type { Card, Property } from '../../../src/domain/vcard/card.ts';
import { convertCard } from '../../../src/domain/vcard/convert.ts';
import { formatPartialDate, parsePartialDate } from '../../../src/domain/vcard/partial-date.ts';
import { parameter, preference, text, typesOf } from '../../../src/domain/vcard/property.ts';
import { serializeCard, type WrittenProperty, type WrittenVersion } from '../../../src/domain/vcard/serialize.ts';
import { runs } from '../ical/support/lines.ts';
import { read } from './cards.ts';
import { corpus } from './corpus.ts';

const convert = (source: string | Uint8Array, to: WrittenVersion): string => {
  const { card, text: read_ } = read(source);
  return convertCard(card, read_, to);
};

/** What 4.0 took out of 3.0 (RFC 6350 §A.2), and what only tells the forms of values apart. */
const UNSAID_TYPES = ['internet', 'dom', 'intl', 'postal', 'parcel'];
const UNSAID_PARAMETERS = ['TYPE', 'PREF', 'VALUE', 'PID', 'CHARSET'];

/** What a property says, whatever the words: two are equal where both versions mean the same. */
function saying(of: Property, card: Card): string {
  const best = Math.min(
    ...card.properties.filter(({ name }) => name === of.name).map((each) => preference(each) ?? 101),
  );
  const types = [...typesOf(of)].filter((type) => !UNSAID_TYPES.includes(type)).toSorted();
  const others = of.parameters
    .filter(({ name }) => !UNSAID_PARAMETERS.includes(name))
    .map(({ name, values }) => `${name}=${values.join('|').replaceAll('\\n', '\n').replaceAll('"', "'")}`)
    .toSorted();
  // the label of a preferred address is the preferred one
  const isBest = of.name !== 'LABEL' && preference(of) !== undefined && preference(of) === best;
  return JSON.stringify([of.group, of.name, types, isBest, others, meaning(of)]);
}

const DATES = ['BDAY', 'ANNIVERSARY', 'REV'];

const meaning = (of: Property): string => {
  const date = DATES.includes(of.name) ? parsePartialDate(of.value) : undefined;
  if (date !== undefined) return formatPartialDate(date);
  const plain = of.name === 'TZ' ? of.value.replace(/^([+-]\d\d):(\d\d)$/, '$1$2') : of.value;
  return plain.replace(/^tel:/, '').replaceAll('\\;', ';');
};

const sayings = (source: string | Uint8Array): string[] => {
  const { card } = read(source);
  return card.properties
    .filter(({ name }) => name !== 'VERSION' && name !== 'CLIENTPIDMAP')
    .map((of) => saying(of, card));
};

/** Everything that is said in `source` is said in `other` too. */
const assertSaidIn = (source: string | Uint8Array, other: string, name?: string): void => {
  const left = sayings(other);
  for (const each of sayings(source)) {
    const at = left.indexOf(each);
    assert.ok(at >= 0, `${name ?? ''} ${each} is not in\n${left.join('\n')}`);
    left.splice(at, 1);
  }
};

const word = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .map((value) => value.replace(/[\0-\x08\x0b-\x1f\x7f"^\u2028\ufffe\uffff]/g, '_'));
const oneLine = word.map((value) => value.replace(/[\n\t]/g, ' '));
const digits = fc.nat(99_999_999).map((number) => String(number).padStart(8, '0'));
const group = fc.constantFrom('', '', 'item1', 'Item2');
const types = fc.subarray(['home', 'WORK', 'cell', 'x-other']);
const day = fc
  .date({ min: new Date('1601-01-01'), max: new Date('2400-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

const texts = fc.constantFrom('NOTE', 'TITLE', 'ROLE', 'X-ABLABEL', 'X-OTHER', 'CLASS', 'NICKNAME', 'CATEGORIES');
const compound = fc.constantFrom('N', 'ORG');
const reached = fc.constantFrom('EMAIL', 'TEL', 'IMPP', 'URL');

const property = (
  name: string,
  value: string,
  parameters: Record<string, readonly string[]> = {},
  of = '',
): WrittenProperty => ({
  group: of,
  name,
  value,
  parameters: Object.entries(parameters)
    .filter(([, values]) => values.length > 0)
    .map(([each, values]) => ({ name: each, values })),
});

const parts = fc.array(fc.array(word, { maxLength: 2 }), { minLength: 1, maxLength: 5 });
const joined = (all: string[][]): string => all.map((each) => each.map(escapeText).join(',')).join(';');

/** What both versions say in the same words. */
const common: fc.Arbitrary<WrittenProperty> = fc.oneof(
  fc
    .tuple(group, texts, word, oneLine)
    .map(([of, name, value, more]) => property(name, escapeText(value), { 'X-A': [more] }, of)),
  fc.tuple(compound, parts).map(([name, value]) => property(name, joined(value))),
  fc.tuple(digits, types).map(([value, type]) => property('ADR', `;;${value};Town;;;`, { TYPE: type })),
);

const three: fc.Arbitrary<WrittenProperty[]> = fc
  .array(
    fc.oneof(
      common.map((of) => [of]),
      fc
        .tuple(group, reached, digits, types, fc.boolean())
        .map(([of, name, value, type, best]) => [property(name, value, { TYPE: best ? [...type, 'pref'] : type }, of)]),
      fc
        .tuple(digits, word, types)
        .map(([value, label, type]) => [
          property('ADR', `;;${value};;;;`, { TYPE: [...type, `x-${value}`] }),
          property('LABEL', escapeText(label), { TYPE: [`x-${value}`, ...type, 'postal'] }),
        ]),
      fc.tuple(fc.constantFrom('BDAY', 'X-ANNIVERSARY'), day).map(([name, value]) => [property(name, value)]),
      day.map((value) => [property('REV', `${value}T10:20:30Z`)]),
      day.map((value) => [property('BDAY', `1604${value.slice(4)}`, { 'X-APPLE-OMIT-YEAR': ['1604'] })]),
      fc.constantFrom('PHOTO', 'LOGO').map((name) => [property(name, '/9j/AA==', { ENCODING: ['b'], TYPE: ['JPEG'] })]),
      fc.constantFrom('PHOTO', 'SOUND').map((name) => [property(name, 'http://a.example/b', { VALUE: ['uri'] })]),
      fc.constantFrom('TZ').map((name) => [property(name, '-05:00')]),
      oneLine.map((value) => [property('TZ', escapeText(value), { VALUE: ['text'] })]),
      digits.map((value) => [property('UID', value)]),
      fc.constant([property('GEO', '37.386013;-122.082932'), property('X-GENDER', 'F')]),
      digits.map((value) => [property('X-ADDRESSBOOKSERVER-MEMBER', `urn:uuid:${value}`)]),
    ),
    { maxLength: 8 },
  )
  .map((all) => [property('FN', 'Full Name'), property('N', 'Name;Full;;;'), ...all.flat()]);

const four: fc.Arbitrary<WrittenProperty[]> = fc
  .array(
    fc.oneof(
      common,
      fc
        .tuple(group, reached, digits, types, fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }))
        .map(([of, name, value, type, best]) =>
          property(name, value, { TYPE: type, PREF: best === undefined ? [] : [String(best)] }, of),
        ),
      fc
        .tuple(digits, word)
        .map(([value, label]) => property('ADR', `;;${value};;;;`, { TYPE: [`x-${value}`], LABEL: [label] })),
      fc
        .constantFrom('19850412', '1985-04', '1985', '--0412', '---12', '--04', '19531015T231000Z')
        .map((value) => property('BDAY', value)),
      day.map((value) => property('ANNIVERSARY', value.replaceAll('-', ''))),
      fc.constant(property('PHOTO', 'data:image/jpeg;base64,/9j/AA==')),
      fc.constant(property('KEY', 'http://a.example/b', { MEDIATYPE: ['application/pgp-keys'] })),
      fc.constant(property('TZ', '-0500', { VALUE: ['utc-offset'] })),
      fc.constant(property('GEO', 'geo:37.386013,-122.082932')),
      fc.constant(property('RELATED', 'http://a.example/b', { TYPE: ['agent'] })),
      digits.map((value) => property('TEL', `tel:+${value}`, { VALUE: ['uri'], PID: ['1.1'] })),
      digits.map((value) => property('MEMBER', `urn:uuid:${value}`)),
    ),
    { maxLength: 8 },
  )
  .map((all) => [property('FN', 'Full Name'), property('N', 'Name;Full;;;', { 'SORT-AS': ['Name'] }), ...all]);

test('3.0 → 4.0 → 3.0 loses nothing that both can say', () =>
  fc.assert(
    fc.property(three, (all) => {
      const source = serializeCard('3.0', all);
      assertSaidIn(source, convert(convert(source, '4.0'), '3.0'));
    }),
    runs(400),
  ));

test('4.0 → 3.0 → 4.0 loses nothing that both can say', () =>
  fc.assert(
    fc.property(four, (all) => {
      const source = serializeCard('4.0', all);
      assertSaidIn(source, convert(convert(source, '3.0'), '4.0'));
    }),
    runs(400),
  ));

test('what programs write comes back from the other version', () => {
  for (const [name, octets] of corpus) {
    const { card } = read(octets);
    if (card.name === 'VLIST') continue;
    if (card.syntax === '3.0') assertSaidIn(octets, convert(convert(octets, '4.0'), '3.0'), name);
    if (card.syntax === '4.0') assertSaidIn(octets, convert(convert(octets, '3.0'), '4.0'), name);
    if (card.syntax === '2.1') {
      const three = convert(octets, '3.0');
      assertSaidIn(three, convert(convert(octets, '4.0'), '3.0'), name);
      assert.deepEqual(
        read(three)
          .card.properties.filter((of) => of.name === 'NOTE')
          .map(text),
        card.properties.filter((of) => of.name === 'NOTE').map(text),
      );
    }
  }
});

test('a second conversion changes nothing any more', () => {
  for (const [name, octets] of corpus) {
    const four = convert(convert(octets, '3.0'), '4.0');
    assert.equal(convert(convert(four, '3.0'), '4.0'), four, name);
  }
});

test('labels stay with their addresses', () => {
  const { card } = read(
    convert(
      serializeCard('3.0', [
        property('FN', 'x'),
        property('ADR', ';;1', { TYPE: ['home'] }),
        property('ADR', ';;2', { TYPE: ['work'] }),
        property('LABEL', 'Two', { TYPE: ['work'] }),
        property('LABEL', 'One', { TYPE: ['home', 'postal'] }),
      ]),
      '4.0',
    ),
  );
  assert.deepEqual(
    card.properties.filter(({ name }) => name === 'ADR').map((of) => [of.value, parameter(of, 'LABEL')]),
    [
      [';;1', 'One'],
      [';;2', 'Two'],
    ],
  );
});
