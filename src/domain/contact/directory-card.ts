/** An entry of a directory as a card: SOGo's guide, “LDAP Attributes Mapping”; RFC 2426. */
import {
  MAX_CERTIFICATE,
  MAX_DIRECTORY_PHOTO,
  MAX_DIRECTORY_VALUE,
  MAX_DIRECTORY_VALUES,
  MAX_NAME_OCTETS,
} from '../limits.ts';
import type { UserKind } from '../ports.ts';
import { escapeText } from '../text/escapes.ts';
import { isLongerThan } from '../text/utf8.ts';
import { appleGroupProperties, type Member } from '../vcard/contact-list.ts';
import { serializeCard, type WrittenProperty, written } from '../vcard/serialize.ts';
import {
  ADDRESS_ROWS,
  type Attributes,
  BIRTH,
  CERTIFICATE,
  LIST_ROWS,
  type Mapping,
  PHOTOS,
  placesOf,
  TEXT_ROWS,
} from './directory-attributes.ts';

/** What a source knows of an entry before it is a card. */
export type DirectoryRecord = {
  /** What names the card in its book; its UID too, so it must stay. See `cardName`. */
  readonly name: string;
  /** For an entry whose attributes have no name. */
  readonly fullName: string;
  /** The addresses that the settings of the source speak of; others are among the attributes. */
  readonly mails: readonly string[];
  readonly kind: UserKind;
  readonly attributes: Attributes;
  /** What SOGoLDAPContactInfoAttribute says. */
  readonly info?: string;
  /** Of groups. */
  readonly members?: readonly Member[];
};

/** What no part of a path may have: slashes, controls, overrides, halves of surrogate pairs, what XML cannot say. */
const UNUSABLE = /^\.{0,2}$|[/\\\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/u;

/** Whether a text can name a card in a URL. */
export const isCardName = (text: string): boolean => !UNUSABLE.test(text) && !isLongerThan(text, MAX_NAME_OCTETS);

/** The card in vCard 3.0; the same for the same record. Whatever a directory holds, it is one card. */
export function directoryCard(record: DirectoryRecord, mapping: Mapping = {}): string {
  const read = reader(record.attributes, mapping);
  return serializeCard('3.0', [
    written('UID', escapeText(record.name)),
    ...names(record, read),
    ...LIST_ROWS.flatMap(({ property, attribute }) => listed(property, read.texts(attribute))),
    ...organization(read),
    ...mails(record, read),
    ...TEXT_ROWS.flatMap(({ property, attribute, types }) =>
      read.texts(attribute).map((text) => typed(property, escapeText(text), ...types)),
    ),
    ...addresses(read),
    ...birthday(read),
    ...(record.info === undefined ? [] : [written('X-SOGO-CONTACTINFO', escapeText(record.info))]),
    ...photo(read),
    ...certificates(read),
    ...kindOf(record),
  ]);
}

/** The values of an attribute of the table, wherever the directory has them. */
type Reader = {
  texts(attribute: string): readonly string[];
  first(attribute: string): string | undefined;
  octets(attribute: string): readonly Uint8Array[];
};

function reader(attributes: Attributes, mapping: Mapping): Reader {
  const values = (attribute: string) =>
    placesOf(mapping, attribute)
      .map((place) => attributes.get(place) ?? [])
      .find((found) => found.length > 0) ?? [];
  const texts = (attribute: string) =>
    values(attribute)
      .filter((value) => typeof value === 'string')
      .map((value) => value.slice(0, MAX_DIRECTORY_VALUE).toWellFormed().trim())
      .filter((value) => value !== '')
      .slice(0, MAX_DIRECTORY_VALUES);
  return {
    texts,
    first: (attribute) => texts(attribute)[0],
    octets: (attribute) =>
      values(attribute).map((value) => (typeof value === 'string' ? new TextEncoder().encode(value) : value)),
  };
}

const typed = (name: string, value: string, ...types: string[]): WrittenProperty =>
  written(name, value, types.length === 0 ? [] : [{ name: 'TYPE', values: types }]);

function names({ fullName }: DirectoryRecord, read: Reader): WrittenProperty[] {
  const [family, given] = [read.first('sn'), read.first('givenname')];
  const spoken = [given, family].filter((part) => part !== undefined).join(' ');
  const shown = read.first('displayname') ?? read.first('cn') ?? (spoken || fullName);
  const parts = family === undefined && given === undefined ? [shown, ''] : [family ?? '', given ?? ''];
  return [written('FN', escapeText(shown)), written('N', `${parts.map(escapeText).join(';')};;;`)];
}

const listed = (property: string, texts: readonly string[]): WrittenProperty[] =>
  texts.length === 0 ? [] : [written(property, texts.map(escapeText).join(','))];

function organization(read: Reader): WrittenProperty[] {
  const [name = '', ...others] = read.texts('o');
  const all = [name, ...others, ...read.texts('ou')];
  return all.join('') === '' ? [] : [written('ORG', all.map(escapeText).join(';'))];
}

/** Each address once, whatever its case; the first is the preferred one. */
function mails(record: DirectoryRecord, read: Reader): WrittenProperty[] {
  const all = [
    ...[...record.mails, ...read.texts('mail')].map((mail) => ({ mail, type: 'WORK' })),
    ...read.texts('mozillasecondemail').map((mail) => ({ mail, type: 'HOME' })),
  ];
  const folded = all.map(({ mail }) => mail.toLowerCase());
  return all
    .filter((_, at) => folded.indexOf(folded[at] ?? '') === at)
    .slice(0, MAX_DIRECTORY_VALUES)
    .map(({ mail, type }, at) => typed('EMAIL', escapeText(mail), 'INTERNET', type, ...(at === 0 ? ['PREF'] : [])));
}

const addresses = (read: Reader): WrittenProperty[] =>
  ADDRESS_ROWS.flatMap(({ type, attributes }) => {
    const parts = attributes.map((attribute) => read.texts(attribute).map(escapeText).join(','));
    return parts.join('') === '' ? [] : [typed('ADR', `;${parts.join(';')}`, type)];
  });

/** A day of a calendar, or nothing: RFC 2426 §3.1.5 knows no other. */
function birthday(read: Reader): WrittenProperty[] {
  const [year = '', month = '', day = ''] = BIRTH.map((attribute) => read.first(attribute));
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(date) && new Date(`${date}T00:00:00Z`).toJSON()?.slice(0, 10) === date;
  return isDay ? [written('BDAY', date, [{ name: 'VALUE', values: ['date'] }])] : [];
}

/** How files of a format begin. */
const FORMATS: Readonly<Record<string, readonly number[]>> = {
  JPEG: [0xff, 0xd8, 0xff],
  PNG: [0x89, 0x50, 0x4e, 0x47],
  GIF: [0x47, 0x49, 0x46, 0x38],
};

const formatOf = (octets: Uint8Array): string | undefined =>
  Object.entries(FORMATS).find(([, begin]) => begin.every((octet, at) => octets[at] === octet))?.[0];

/** The first picture of a known format. */
function photo(read: Reader): WrittenProperty[] {
  const found = PHOTOS.flatMap((attribute) => read.octets(attribute)).find(
    (octets) => octets.length <= MAX_DIRECTORY_PHOTO && formatOf(octets) !== undefined,
  );
  return found === undefined ? [] : [binary('PHOTO', formatOf(found) ?? '', found)];
}

/** RFC 4523 §2.1: DER, which begins as a sequence does. */
const certificates = (read: Reader): WrittenProperty[] =>
  read
    .octets(CERTIFICATE)
    .filter((octets) => octets[0] === 0x30 && octets.length <= MAX_CERTIFICATE)
    .slice(0, MAX_DIRECTORY_VALUES)
    .map((octets) => binary('KEY', 'X509', octets));

const binary = (name: string, type: string, octets: Uint8Array): WrittenProperty =>
  written(name, base64Of(octets), [
    { name: 'ENCODING', values: ['b'] },
    { name: 'TYPE', values: [type] },
  ]);

/** Octets that become base64 at a time: arguments of one call are limited, and threes need no padding between. */
const PIECE = 3 * 2048;

function base64Of(octets: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < octets.length; at += PIECE)
    pieces.push(btoa(String.fromCharCode(...octets.subarray(at, at + PIECE))));
  return pieces.join('');
}

/** A room or a thing is not a person; a group is a list, also where nobody is in it. */
function kindOf({ kind, members }: DirectoryRecord): WrittenProperty[] {
  if (members !== undefined) return appleGroupProperties(members);
  return kind === 'individual' ? [] : [written('X-ADDRESSBOOKSERVER-KIND', kind)];
}
