import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatOf, mediaOf, octetsOf } from '../../../src/domain/vcard/media.ts';
import { addressOf, nameOf, organizationOf, spokenName } from '../../../src/domain/vcard/names.ts';
import {
  dateOf,
  formatPartialDate,
  formatWholeDate,
  parsePartialDate,
} from '../../../src/domain/vcard/partial-date.ts';
import {
  byPreference,
  components,
  parameterValues,
  preference,
  properties,
  text,
  texts,
  typesOf,
} from '../../../src/domain/vcard/property.ts';
import { line, read, vcard } from './cards.ts';

test('RFC 6350 §3.4: escapes stand for commas, semicolons, backslashes and line breaks', () => {
  assert.equal(text(line('NOTE:a\\, b\\; c\\\\n\\nd\\Ne\\x')), 'a, b; c\\n\nd\ne\\x');
  assert.deepEqual(texts(line('CATEGORIES:a, b\\,c,,')), ['a', 'b,c']);
  assert.deepEqual(components(line('N:a\\;b;c,d\\,e;')), [['a;b'], ['c', 'd,e'], []]);
});

test('RFC 6350 §5.6: types are one set, however they are written', () => {
  assert.deepEqual([...typesOf(line('TEL;TYPE="HOME,voice";TYPE=pref,Cell:1'))], ['home', 'voice', 'cell']);
  assert.deepEqual([...typesOf(line('TEL;WORK;FAX:1', '2.1'))], ['work', 'fax']);
  assert.deepEqual(parameterValues(line('TEL:1'), 'TYPE'), []);
});

test('RFC 6350 §5.3: the preferred come first, by number or by TYPE=pref', () => {
  assert.equal(preference(line('TEL;PREF=7:1', '4.0')), 7);
  assert.equal(preference(line('TEL;TYPE=home,PREF:1')), 1);
  for (const none of ['TEL:1', 'TEL;PREF=0:1', 'TEL;PREF=101:1', 'TEL;PREF=x:1'])
    assert.equal(preference(line(none)), undefined);
  const { card } = read(vcard('4.0', 'FN:x', 'TEL:a', 'TEL;PREF=2:b', 'TEL:c', 'TEL;PREF=1:d', 'TEL;PREF=2:e'));
  assert.deepEqual(byPreference(properties(card, 'TEL')).map(text), ['d', 'b', 'e', 'a', 'c']);
});

test('RFC 6350 §6.2.2: the parts of a name, and how it is spoken', () => {
  const name = nameOf(line('N:Stevenson;John;Philip,Paul;Dr.;Jr.,M.D.,A.C.P.'));
  assert.deepEqual(name, {
    family: ['Stevenson'],
    given: ['John'],
    additional: ['Philip', 'Paul'],
    prefixes: ['Dr.'],
    suffixes: ['Jr.', 'M.D.', 'A.C.P.'],
  });
  assert.equal(spokenName(name), 'Dr. John Philip Paul Stevenson Jr. M.D. A.C.P.');
  assert.deepEqual(nameOf(line('N:Only')).given, []);
});

test('RFC 6350 §6.3.1, §6.6.4: addresses and organisations', () => {
  assert.deepEqual(addressOf(line('ADR:Box 1;;12 Rue X,Bât. B;Paris;;75001')), {
    poBox: 'Box 1',
    extended: '',
    street: '12 Rue X\nBât. B',
    locality: 'Paris',
    region: '',
    postalCode: '75001',
    country: '',
  });
  assert.deepEqual(organizationOf(line('ORG:ABC\\, Inc.;North America;;Marketing')), {
    name: 'ABC, Inc.',
    units: ['North America', 'Marketing'],
  });
  assert.equal(organizationOf(line('ORG:Gross, Klein')).name, 'Gross, Klein');
});

test('RFC 6350 §4.3.4: any part of a date may be missing', () => {
  const same = [
    '19850412',
    '1985-04',
    '1985',
    '--0412',
    '---12',
    '--04',
    '19850412T102200Z',
    '--1022T1400',
    'T102200-0800',
    'T--00',
  ];
  for (const value of same) {
    const date = parsePartialDate(value);
    assert.ok(date !== undefined, value);
    assert.equal(formatPartialDate(date), value);
  }
  assert.deepEqual(parsePartialDate('--0412'), { month: 4, day: 12 });
  for (const value of ['', 'circa 1800', '19851301', '19850230', '1985-04-31', '19850412T', '19850412Tnoon', '850412'])
    assert.equal(parsePartialDate(value), undefined, value);
});

test('RFC 2426 §3.1.5: dates with hyphens and times with colons, whole ones only', () => {
  const formatted = (value: string) => formatWholeDate(parsePartialDate(value) ?? {});
  assert.equal(formatted('1996-04-15'), '1996-04-15');
  assert.equal(formatted('19531015T231000Z'), '1953-10-15T23:10:00Z');
  assert.equal(formatted('1987-09-27T08:30:00.000-06:00'), '1987-09-27T08:30:00-06:00');
  assert.equal(formatted('19870927T08-06'), '1987-09-27T08:00:00-06:00');
  for (const less of ['1985-04', '--0412', 'T10', '19870927T-2200']) assert.equal(formatted(less), undefined);
});

test('the year that Apple puts where there is none is none', () => {
  assert.deepEqual(dateOf(line('BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12')), { month: 4, day: 12 });
  assert.deepEqual(dateOf(line('BDAY;X-APPLE-OMIT-YEAR=1604:1985-04-12')), { year: 1985, month: 4, day: 12 });
});

test('pictures and keys: base64 of all versions, URIs and text', () => {
  const inline = { is: 'base64', mediaType: 'image/jpeg', base64: '/9j/' };
  assert.deepEqual(mediaOf(line('PHOTO;ENCODING=b;TYPE=JPEG:/9j/')), inline);
  assert.deepEqual(mediaOf(line('PHOTO;JPEG;BASE64:/9j/', '2.1')), inline);
  assert.deepEqual(mediaOf(line('PHOTO:data:image/jpeg;base64,/9j/', '4.0')), inline);
  assert.deepEqual(mediaOf(line('PHOTO;VALUE=uri:data:image/jpeg;base64\\,/9 j/')), inline);
  assert.deepEqual(mediaOf(line('PHOTO;ENCODING=b;TYPE=home,image/jpeg:/9j/')), inline);
  assert.deepEqual(mediaOf(line('PHOTO;ENCODING=b:/9j/')), { ...inline, mediaType: undefined });
  assert.deepEqual(mediaOf(line('LOGO;VALUE=uri;TYPE=GIF:http://a.example/b\\,c')), {
    is: 'uri',
    mediaType: 'image/gif',
    uri: 'http://a.example/b,c',
  });
  assert.deepEqual(mediaOf(line('KEY;MEDIATYPE=application/pgp-keys:ftp://a.example/k', '4.0')), {
    is: 'uri',
    mediaType: 'application/pgp-keys',
    uri: 'ftp://a.example/k',
  });
  assert.deepEqual(mediaOf(line('KEY;TYPE=PGP:mQEN\\nBF')), {
    is: 'text',
    mediaType: 'application/pgp-keys',
    text: 'mQEN\nBF',
  });
  assert.deepEqual(mediaOf(line('KEY;TYPE=X509;ENCODING=b:MIIC')), {
    is: 'base64',
    mediaType: 'application/pkix-cert',
    base64: 'MIIC',
  });
});

test('RFC 4648 §4: base64 as octets, and what is none', () => {
  assert.deepEqual(octetsOf('/9j/'), Uint8Array.of(0xff, 0xd8, 0xff));
  assert.equal(octetsOf('a'), undefined);
  assert.equal(octetsOf('é==='), undefined);
});

test('RFC 2426 §3.1.4: a media type as a format', () => {
  assert.equal(formatOf('PHOTO', 'image/jpeg'), 'JPEG');
  assert.equal(formatOf('KEY', 'application/pgp-keys'), 'PGP');
  assert.equal(formatOf('KEY', 'application/pkix-cert'), 'X509');
  assert.equal(formatOf('SOUND', 'image/png'), 'image/png');
});
