/** The attributes of a directory that make a contact: SOGo's guide, “LDAP Attributes Mapping”; RFC 4519, RFC 2798, mozillaAbPersonAlpha. */

/** By lower-case names, without `;binary`. What is no text is octets. */
export type Attributes = ReadonlyMap<string, readonly (string | Uint8Array)[]>;

/** SOGo's `mapping`: for an attribute of the table those that hold it in this directory, the first that has a value counts. */
export type Mapping = Readonly<Record<string, readonly string[]>>;

/** A property whose text is one value of one attribute. `types` are those of vCard 3.0. */
export type TextRow = { readonly property: string; readonly attribute: string; readonly types: readonly string[] };

const row = (property: string, attribute: string, ...types: string[]): TextRow => ({ property, attribute, types });

export const TEXT_ROWS: readonly TextRow[] = [
  row('TITLE', 'title'),
  row('TEL', 'telephonenumber', 'WORK'),
  row('TEL', 'homephone', 'HOME'),
  row('TEL', 'mobile', 'CELL'),
  row('TEL', 'facsimiletelephonenumber', 'FAX'),
  row('TEL', 'pager', 'PAGER'),
  row('URL', 'mozillaworkurl', 'WORK'),
  row('URL', 'mozillahomeurl', 'HOME'),
  row('NOTE', 'description'),
  row('X-AIM', 'nsaimid'),
  ...[1, 2, 3, 4].map((n) => row(`X-CUSTOM${n}`, `mozillacustom${n}`)),
];

/** Lists in one property. */
export const LIST_ROWS: readonly TextRow[] = [row('NICKNAME', 'mozillanickname'), row('CATEGORIES', 'vcardcategories')];

/** RFC 2426 §3.2.1: the components of an ADR from the second on; nothing has the post office box. */
export const ADDRESS_ROWS: readonly { readonly type: string; readonly attributes: readonly string[] }[] = [
  { type: 'WORK', attributes: ['mozillaworkstreet2', 'street', 'l', 'st', 'postalcode', 'c'] },
  {
    type: 'HOME',
    attributes: [
      'mozillahomestreet2',
      'mozillahomestreet',
      'mozillahomelocalityname',
      'mozillahomestate',
      'mozillahomepostalcode',
      'mozillahomecountryname',
    ],
  },
];

export const BIRTH = ['birthyear', 'birthmonth', 'birthday'] as const;
export const PHOTOS = ['photo', 'jpegphoto'] as const;
export const CERTIFICATE = 'usercertificate';

/** Those of the table that are octets. */
export const BINARY: ReadonlySet<string> = new Set([...PHOTOS, CERTIFICATE]);

/** All attributes of the table. */
export const TABLE: readonly string[] = [
  ...['givenname', 'sn', 'cn', 'displayname', 'mail', 'mozillasecondemail', 'o', 'ou'],
  ...[...TEXT_ROWS, ...LIST_ROWS].map(({ attribute }) => attribute),
  ...ADDRESS_ROWS.flatMap(({ attributes }) => attributes),
  ...[...BIRTH, ...PHOTOS, CERTIFICATE],
];

/** Where a directory may have an attribute of the table, in lower case. */
export const placesOf = (mapping: Mapping, attribute: string): readonly string[] => {
  const mapped = Object.keys(mapping).find((name) => name.toLowerCase() === attribute);
  const places = mapped === undefined ? [] : (mapping[mapped] ?? []);
  return places.length === 0 ? [attribute] : places.map((place) => place.toLowerCase());
};

/** Of which attributes a property is made, by the name of the property; properties that are always there are none of them. */
const SOURCES: ReadonlyMap<string, readonly string[]> = new Map([
  ['FN', ['displayname', 'cn', 'givenname', 'sn']],
  ['N', ['sn', 'givenname', 'displayname', 'cn']],
  ['ORG', ['o', 'ou']],
  ['ADR', ADDRESS_ROWS.flatMap(({ attributes }) => attributes)],
  ...Map.groupBy([...TEXT_ROWS, ...LIST_ROWS], ({ property }) => property)
    .entries()
    .map(([property, rows]): [string, string[]] => [property, rows.map(({ attribute }) => attribute)]),
  ['EMAIL', ['mail', 'mozillasecondemail']],
]);

/** In which attributes of a directory a text of a property is found, if the card has it; undefined where nobody can tell. */
export const searchedFor = (mapping: Mapping, property: string): readonly string[] | undefined =>
  SOURCES.get(property)?.flatMap((attribute) => placesOf(mapping, attribute));
