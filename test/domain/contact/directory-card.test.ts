import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Attributes, BINARY, TABLE } from '../../../src/domain/contact/directory-attributes.ts';
import { type DirectoryRecord, directoryCard, isCardName } from '../../../src/domain/contact/directory-card.ts';
import { directoryEntry } from '../../../src/domain/contact/directory-entry.ts';
import { questionOf } from '../../../src/domain/contact/directory-query.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { addressObject } from '../../../src/domain/vcard/address-object.ts';
import type { Card } from '../../../src/domain/vcard/card.ts';
import { convertCard } from '../../../src/domain/vcard/convert.ts';
import { property, text } from '../../../src/domain/vcard/property.ts';
import { compiled, prop } from '../../contracts/directory-book.ts';

const record = (attributes: Record<string, readonly (string | Uint8Array)[]>, more: Partial<DirectoryRecord> = {}) => ({
  name: 'jo',
  fullName: 'Jo',
  mails: [],
  kind: 'individual' as const,
  attributes: new Map(Object.entries(attributes)),
  ...more,
});

/** What a PUT of the card would be read as. */
const read = (source: string): Card => {
  const object = addressObject(new TextEncoder().encode(source));
  assert.ok(!isRefusal(object), isRefusal(object) ? `${object.detail} in ${source}` : '');
  return object.card;
};

const NAMES = TABLE.filter((attribute) => !BINARY.has(attribute));

const values = fc.array(
  fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a\r\nEND:VCARD', ';', ',', '\\', ' x ', '\\n')),
  {
    maxLength: 3,
  },
);
const anything = fc.dictionary(fc.constantFrom(...NAMES), values);

describe('an entry of a directory as a card', () => {
  test('whatever is in it, it is one card of its name, in both versions', () =>
    fc.assert(
      fc.property(anything, values, (attributes, mails) => {
        const source = directoryCard(record(attributes, { mails }));
        for (const card of [read(source), read(convertCard(read(source), source, '4.0'))])
          assert.equal(card.properties.find(({ name }) => name === 'UID')?.value, 'jo');
      }),
    ));

  test('octets that are no text in the right place, and texts that are no octets, break nothing', () => {
    const card = read(
      directoryCard(
        record({
          cn: [Uint8Array.of(0xff, 0xfe)],
          jpegphoto: ['text', Uint8Array.of(0x47, 0x49, 0x46, 0x38, 1)],
          usercertificate: ['text', Uint8Array.of(0x31)],
        }),
      ),
    );
    assert.deepEqual(
      card.properties.map(({ name, value }) => [name, value]),
      [
        ['VERSION', '3.0'],
        ['UID', 'jo'],
        ['FN', 'Jo'],
        ['N', 'Jo;;;;'],
        ['PHOTO', 'R0lGOAE='],
      ],
    );
  });

  test('a name comes from the display name, the common name, its parts, or what names the entry', () => {
    const fn = (attributes: Record<string, readonly string[]>) => {
      const of = property(read(directoryCard(record(attributes))), 'FN');
      return of && text(of);
    };
    assert.equal(fn({ displayname: ['Display'], cn: ['Common'], sn: ['Doe'] }), 'Display');
    assert.equal(fn({ displayname: [' '], cn: ['Common', 'Other'], sn: ['Doe'] }), 'Common');
    assert.equal(fn({ givenname: ['Jo'], sn: ['Doe'] }), 'Jo Doe');
    assert.equal(fn({}), 'Jo');
  });

  test('a birthday is a day that there is', () => {
    const bday = (year: string, month: string, day: string) =>
      property(read(directoryCard(record({ birthyear: [year], birthmonth: [month], birthday: [day] }))), 'BDAY')?.value;
    assert.equal(bday('1980', '2', '29'), '1980-02-29');
    for (const [year, month, day] of [
      ['1981', '2', '29'],
      ['80', '2', '9'],
      ['1980', '', '9'],
      ['1980', '13', '1'],
      ['x', 'y', 'z'],
    ])
      assert.equal(bday(year ?? '', month ?? '', day ?? ''), undefined);
  });

  test('what a card says is written as it was read', () => {
    const clean = fc.stringMatching(/^[A-Za-zäé0-9;,\\]{1,12}$/);
    const single = NAMES.filter(
      (name) => !name.startsWith('birth') && !['mail', 'mozillasecondemail', 'cn'].includes(name),
    );
    fc.assert(
      fc.property(fc.record(Object.fromEntries(single.map((name) => [name, fc.tuple(clean)]))), (attributes) => {
        const full: Attributes = new Map<string, readonly (string | Uint8Array)[]>([
          ...Object.entries(attributes),
          ['cn', attributes.displayname ?? []],
          ['mail', ['jo@example.com', 'doe@example.com']],
          ['mozillasecondemail', ['jo@home.example']],
          ['birthyear', ['1980']],
          ['birthmonth', ['02']],
          ['birthday', ['29']],
          ['jpegphoto', [Uint8Array.of(0xff, 0xd8, 0xff, 0)]],
          ['usercertificate', [Uint8Array.of(0x30, 0x82)]],
        ]);
        const written = directoryEntry(read(directoryCard({ ...record({}), attributes: full })));
        for (const [name, expected] of full) assert.deepEqual(written.get(name), expected, name);
      }),
    );
  });

  test('a name that no URL can hold names no card', () => {
    for (const name of ['', '.', '..', 'a/b', 'a\\b', 'a\nb', '\ud800', 'x'.repeat(256), '\u202ex'])
      assert.equal(isCardName(name), false, JSON.stringify(name));
    for (const name of ['jo', 'Jo Doe', 'a.b+c@d', 'José', '...', '100%']) assert.equal(isCardName(name), true, name);
  });
});

describe('what a filter asks of a directory', () => {
  const fieldsOf = (name: string) => (name === 'X-ANY' ? undefined : [`${name.toLowerCase()}-field`]);
  const ask = (test: 'anyof' | 'allof', ...props: readonly ReturnType<typeof prop>[]) =>
    questionOf(compiled({ test, props }), fieldsOf);
  const search = (...alternatives: readonly (readonly [string, string, string])[]) => ({
    is: 'search',
    alternatives: alternatives.map(([field, wanted, how]) => ({ fields: [field], text: wanted, how })),
  });

  test('one of several is enough for anyof; for allof the most telling one', () => {
    assert.deepEqual(
      ask('anyof', prop('FN', 'jo'), prop('EMAIL', 'doe', 'equals')),
      search(['fn-field', 'JO', 'contains'], ['email-field', 'DOE', 'equals']),
    );
    assert.deepEqual(ask('allof', prop('FN', 'jo'), prop('EMAIL', 'doe')), search(['email-field', 'DOE', 'contains']));
  });

  test('of several words the longest is looked for, and nothing of what is put together', () => {
    assert.deepEqual(ask('anyof', prop('FN', 'Jo of Nowhere', 'equals')), search(['fn-field', 'NOWHERE', 'contains']));
    assert.deepEqual(ask('anyof', prop('N', 'doe;jo', 'starts-with')), search(['n-field', 'DOE', 'contains']));
    assert.deepEqual(ask('anyof', prop('N', 'doe', 'equals')), search(['n-field', 'DOE', 'contains']));
  });

  test('what nobody can look for is tried on everything', () => {
    const everything = { is: 'search', alternatives: undefined };
    assert.deepEqual(ask('anyof', prop('FN', 'jo'), prop('X-ANY', 'jo')), everything);
    assert.deepEqual(ask('anyof', prop('FN', 'jo', 'contains', true)), everything);
    assert.deepEqual(ask('anyof', prop('FN', ' \u200b')), everything);
    assert.deepEqual(
      ask('allof', prop('FN', 'jo', 'contains', true), prop('N', 'doe')),
      search(['n-field', 'DOE', 'contains']),
    );
  });

  test('without a text, or with a full stop, it is a listing', () => {
    assert.deepEqual(ask('anyof'), { is: 'listing' });
    assert.deepEqual(ask('anyof', prop('FN', '.'), prop('EMAIL', '.')), { is: 'listing' });
    assert.deepEqual(ask('anyof', prop('FN', ''), prop('EMAIL', '')), { is: 'listing' });
  });
});
