/** A card as the attributes of a directory: `directoryCard` the other way round. */
import type { Card, Property } from '../vcard/card.ts';
import { mediaOf, octetsOf } from '../vcard/media.ts';
import { addressOf, nameOf, organizationOf } from '../vcard/names.ts';
import { dateOf } from '../vcard/partial-date.ts';
import { byPreference, properties, property, text, texts, typesOf } from '../vcard/property.ts';
import {
  ADDRESS_ROWS,
  type Attributes,
  BIRTH,
  CERTIFICATE,
  LIST_ROWS,
  TABLE,
  TEXT_ROWS,
} from './directory-attributes.ts';

type Values = readonly (string | Uint8Array)[];
type Said = readonly (readonly [attribute: string, values: Values])[];

/**
 * What a card says in the attributes of the table, all of which are there: those without values are to be empty. A
 * person must have a surname there (RFC 4519 §3.12): of a card without one, the last word of its name.
 */
export function directoryEntry(card: Card): Attributes {
  const said: Said = [
    ...names(card),
    ...mails(card),
    ...organization(card),
    ...singleTexts(card),
    ...LIST_ROWS.map((row): Said[number] => [row.attribute, properties(card, row.property).flatMap(texts)]),
    ...addresses(card),
    ...birthday(card),
    ...media(card),
  ];
  const known = new Map(said);
  return new Map(TABLE.map((attribute) => [attribute, filled(known.get(attribute) ?? [])]));
}

/** Each text once, and none that is empty: RFC 4511 §4.1.7 knows no others. */
const filled = (values: Values): Values => [
  ...new Set(
    values.map((value) => (typeof value === 'string' ? value.trim() : value)).filter(({ length }) => length > 0),
  ),
];

function names(card: Card): Said {
  const [fn, n] = [property(card, 'FN'), property(card, 'N')];
  const name = n === undefined ? undefined : nameOf(n);
  const given = name?.given.join(' ') ?? '';
  const family = name?.family.join(' ') ?? '';
  const shown = (fn === undefined ? '' : text(fn).trim()) || `${given} ${family}`.trim();
  return [
    ['cn', [shown]],
    ['displayname', [shown]],
    ['givenname', [given]],
    ['sn', [family || (shown.split(/\s+/).at(-1) ?? '')]],
  ];
}

/** Addresses at home are the second ones, if there are others. */
function mails(card: Card): Said {
  const all = byPreference(properties(card, 'EMAIL')).map((of) => ({
    mail: text(of)
      .trim()
      .replace(/^mailto:/i, ''),
    isHome: typesOf(of).has('home'),
  }));
  const work = all.filter(({ isHome }) => !isHome);
  const [first, second] =
    work.length > 0 ? [work, all.filter(({ isHome }) => isHome)] : [all.slice(0, 1), all.slice(1)];
  return [
    ['mail', first.map(({ mail }) => mail)],
    ['mozillasecondemail', second.map(({ mail }) => mail)],
  ];
}

function organization(card: Card): Said {
  const of = property(card, 'ORG');
  if (of === undefined) return [];
  const { name, units } = organizationOf(of);
  return [
    ['o', [name]],
    ['ou', units],
  ];
}

/** The row that a property belongs to: that of its last type that has one, else the first. */
const rowOf = (of: Property): string | undefined => {
  const rows = TEXT_ROWS.filter((row) => row.property === of.name);
  const types = typesOf(of);
  return (rows.findLast((row) => row.types.some((type) => types.has(type.toLowerCase()))) ?? rows[0])?.attribute;
};

const singleTexts = (card: Card): Said => {
  const byRow = Map.groupBy(card.properties, rowOf);
  return TEXT_ROWS.map(({ attribute }) => [
    attribute,
    (byRow.get(attribute) ?? []).map((of) => text(of).replace(/^tel:/i, '')),
  ]);
};

/** An address that is not at home is at work; of several the preferred one. */
const addresses = (card: Card): Said => {
  const all = byPreference(properties(card, 'ADR'));
  return ADDRESS_ROWS.flatMap(({ type, attributes }): Said => {
    const of = all.find((one) => typesOf(one).has('home') === (type === 'HOME'));
    if (of === undefined) return [];
    const { extended, street, locality, region, postalCode, country } = addressOf(of);
    const parts = [extended, street, locality, region, postalCode, country];
    return attributes.map((attribute, at): Said[number] => [attribute, [parts[at] ?? '']]);
  });
};

function birthday(card: Card): Said {
  const of = property(card, 'BDAY');
  const { year, month, day } = (of && dateOf(of)) ?? {};
  if (year === undefined || month === undefined || day === undefined) return [];
  const parts = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')];
  return BIRTH.map((attribute, at) => [attribute, [parts[at] ?? '']]);
}

const JPEG = /^image\/jpe?g$/;
const X509 = /x509|pkix-cert|x-x509/;

/** RFC 2798 §2.6: a picture must be a JPEG. What is only pointed to stays where it is. */
function media(card: Card): Said {
  const octets = (name: string, format: RegExp): Values =>
    properties(card, name).flatMap((of) => {
      const found = mediaOf(of);
      if (found.is !== 'base64' || !format.test(found.mediaType ?? '')) return [];
      return octetsOf(found.base64) ?? [];
    });
  return [
    ['jpegphoto', octets('PHOTO', JPEG).slice(0, 1)],
    [CERTIFICATE, octets('KEY', X509)],
  ];
}
