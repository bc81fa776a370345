import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsedContact, readContact } from '../../../src/domain/contact/content.ts';
import { quickFacts } from '../../../src/domain/contact/quick-facts.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { mediaOf, octetsOf } from '../../../src/domain/vcard/media.ts';
import { addressOf } from '../../../src/domain/vcard/names.ts';
import { dateOf } from '../../../src/domain/vcard/partial-date.ts';
import { parameter, properties, property, text, texts } from '../../../src/domain/vcard/property.ts';
import { selectProperties } from '../../../src/domain/vcard/select.ts';
import { read } from './cards.ts';
import { corpus, sample } from './corpus.ts';

/** What a listing shows: name, first mail, phone, UID. */
const SHOWN: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'agent-21.vcf': ['Anne Chief', undefined, '+1-213-555-0000', undefined],
  'agent-30.vcf': ['Anne Chief', undefined, '', 'agent-30'],
  'apple-ios-list.vcf': ['Rowing Club', undefined, '', '0E0CF3B7-9F4A-4C0B-9F6E-6D2A3C1B7A11'],
  'apple-macos.vcf': [
    'Dr. Johanna Marie Appleseed PhD',
    'johanna@orchard.example',
    '+1 (555) 010-0199',
    '5AD380FD-B2DE-4261-BA99-DE1D1DB52FBE',
  ],
  'bare-cr.vcf': ['Mac Classic', undefined, '', 'bare-cr'],
  'circumflex-40.vcf': ['Robert Pau "Bob" Chang', 'bob@example.com', '+1-555-555-5555;ext=5555', 'bob-1'],
  'davx5-40.vcf': [
    'Ana María de la Cruz',
    'ana@casa.example',
    '+34 600 555 010',
    'c1a2b3d4-0000-4000-8000-0123456789ab',
  ],
  'emoji-folds.vcf': ['😀 Smile', undefined, '', 'emoji-1'],
  'evolution-30.vcf': ['Karl-Heinz Öztürk', 'kh@firma.example', '0555 5010', 'pas-id-66E2B1C400000001'],
  'google.vcf': ['Zoë Müller-Lüdenscheidt', 'zoe@example.org', '+49 171 5550123', undefined],
  'group-40.vcf': ['The Doe family', undefined, '', 'urn:uuid:11a0e51f-d1aa-4385-8a53-e29025acd8af'],
  'japanese-21.vcf': ['山田 テスト', 'yamada@docomo.example', '090-5550-1234', undefined],
  'latin1-21.vcf': ['François Béranger', undefined, '03 81 55 50 10', 'latin1@example.fr'],
  'loose-30.vcf': ['loose ends', 'loose@example.org', '555 0100', 'loose-1'],
  'many-mails.vcf': ['Mails Many', 'address137@example.org', '', 'many-mails'],
  'nextcloud-40.vcf': [
    'Łukasz Żółć',
    'lzolc@praca.example',
    '+48 22 555 01 00',
    'f3e2a8a2-7e1b-4b0e-8f7f-5c0d3b9a1c21',
  ],
  'outlook-21.vcf': ['Dr. Jürgen Groß', 'juergen.gross@example.com', '+49 (89) 555-0100', undefined],
  'partial-dates-40.vcf': ['Somebody', undefined, '', 'urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6'],
  'sogo-30.vcf': ['Élodie Tremblay', 'elodie@maison.example', '514-555-0100', '4C4B-65F0A180-3-2A9C5B00'],
  'sogo-list.vlf': ['Équipe', undefined, '', '4C4B-65F0A180-9-2A9C5B00.vlf'],
  'thunderbird-40.vcf': [
    'Inês Conceição',
    'ines@example.net',
    '+351 21 555 0100',
    '9d7e3f3a-2b1c-4c8e-9e64-1e6b7f1a2c3d',
  ],
  'unindented-photo-21.vcf': ['Old Phone', undefined, '5550100', undefined],
};

test('every card is taken, and shows who it is', () => {
  assert.deepEqual([...corpus.keys()], Object.keys(SHOWN));
  for (const [name, octets] of corpus) {
    const content = readContact(octets);
    assert.ok(!isRefusal(content), name);
    assert.equal(content.bytes, octets);
    const object = parsedContact(octets);
    assert.ok(object !== undefined);
    const { cn, mail, telephonenumber } = quickFacts(object.card);
    assert.deepEqual([cn, mail[0], telephonenumber, content.uid], SHOWN[name], name);
  }
});

/** They name a charset for a line, or fold inside a character: their text is not their octets letter for letter. */
const DECODED = ['emoji-folds.vcf', 'japanese-21.vcf', 'latin1-21.vcf'];

test('all properties together are the octets that were sent', () => {
  for (const [name, octets] of corpus) {
    const { card, text: source } = read(octets);
    const everything = card.properties.map((of) => ({ group: '', name: of.name, novalue: false }));
    assert.equal(selectProperties(card, source, everything), source, name);
    if (!DECODED.includes(name)) assert.deepEqual(new TextEncoder().encode(source), octets, name);
  }
});

const textOf = (name: string, wanted: string): string | undefined => {
  const of = property(read(sample(name)).card, wanted);
  return of === undefined ? undefined : text(of);
};

/** The picture that the samples share: every octet there is. */
const picture = Uint8Array.from([
  ...[0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1],
  ...Array.from({ length: 256 }, (_, at) => at),
  ...[0xff, 0xd9],
]);

test('the picture is the same in all styles', () => {
  for (const name of ['apple-macos.vcf', 'nextcloud-40.vcf', 'outlook-21.vcf', 'unindented-photo-21.vcf']) {
    const photo = property(read(sample(name)).card, 'PHOTO');
    assert.ok(photo !== undefined);
    const media = mediaOf(photo);
    assert.ok(media.is === 'base64', name);
    assert.equal(media.mediaType, 'image/jpeg');
    assert.deepEqual(octetsOf(media.base64), picture, name);
  }
});

test('Apple: labels by group, a year that is none, colons with backslashes', () => {
  const { card } = read(sample('apple-macos.vcf'));
  assert.deepEqual(
    card.properties.filter(({ group }) => group === 'item3').map(({ name, value }) => [name, value]),
    [
      ['URL', 'http://orchard.example/~jo'],
      ['X-ABLABEL', '_$!<HomePage>!$_'],
    ],
  );
  assert.deepEqual(properties(card, 'BDAY').map(dateOf), [{ month: 4, day: 12 }]);
  assert.deepEqual(
    properties(card, 'ADR').map((of) => addressOf(of).street),
    ['1 Orchard Lane\nCottage 2'],
  );
  assert.deepEqual(properties(card, 'CATEGORIES').flatMap(texts), ['Friends', 'Work, old']);
  assert.equal(textOf('apple-macos.vcf', 'NOTE'), 'Grafts in March; prunes in August.\nLikes "Cox".');
});

test('Outlook: quoted-printable over several lines, commas that divide nothing, a certificate', () => {
  assert.equal(textOf('outlook-21.vcf', 'NOTE'), 'Zeile eins\nZeile zwei: C:\\Temp\\neu\n');
  assert.equal(textOf('outlook-21.vcf', 'LABEL'), '3. Stock\nMarktplatz 1, Hof\n80331 München');
  assert.equal(textOf('outlook-21.vcf', 'URL'), 'http://www.gross-klein.example/a,b');
  const { card } = read(sample('outlook-21.vcf'));
  assert.deepEqual(
    properties(card, 'ADR').map((of) => addressOf(of).street),
    ['Marktplatz 1, Hof'],
  );
  assert.equal(quickFacts(card).o, 'Gross, Klein & Co');
});

test('Japanese telephones: a charset for each line, whether it is encoded or not', () => {
  const { card } = read(sample('japanese-21.vcf'));
  assert.deepEqual([quickFacts(card).sn, quickFacts(card).givenname], ['山田', 'テスト']);
  assert.equal(textOf('japanese-21.vcf', 'SOUND'), 'ﾔﾏﾀﾞ;ﾃｽﾄ;;;');
  assert.equal(textOf('japanese-21.vcf', 'X-GN'), '友達');
  assert.equal(textOf('latin1-21.vcf', 'NOTE'), 'déjà vu – “vieux”');
});

test('RFC 6350 §3.2: characters that folds divide are whole again', () => {
  assert.equal(textOf('emoji-folds.vcf', 'NOTE'), '👩‍👩‍👧‍👦 Family 😀😃😄 日本語テキスト ééé '.repeat(4));
});

test('RFC 6868 and quotes: parameters that hold what divides', () => {
  const { card } = read(sample('circumflex-40.vcf'));
  const [address] = properties(card, 'ADR');
  assert.ok(address !== undefined);
  assert.equal(parameter(address, 'LABEL'), 'Mr. "Bob" Chang\nUnit 7; Door: 8\n5^2 St');
  assert.deepEqual(property(card, 'X-A')?.parameters, [
    { name: 'P', values: ['a:b;c,d', 'e'] },
    { name: 'Q', values: ['^'] },
    { name: 'R', values: ['^x'] },
  ]);
});

test('an agent is a card of its own in 2.1, and a text in 3.0', () => {
  const agent = property(read(sample('agent-21.vcf')).card, 'AGENT')?.agent;
  assert.equal(agent === undefined ? undefined : quickFacts(agent).cn, 'Fred Friday');
  assert.match(textOf('agent-30.vcf', 'AGENT') ?? '', /^BEGIN:VCARD\nFN:Susan Thomas\nTEL:\+1-919-555-1234\n/);
});
