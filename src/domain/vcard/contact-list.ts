/** Lists of contacts in three forms: SOGo's VLIST, RFC 6350 §6.1.4 and §6.6.5, and Apple's properties for vCard 3.0. */
import { escapeText } from '../text/escapes.ts';
import { fold } from '../text/fold.ts';
import { type Parameter, quoted } from '../text/parameter.ts';
import type { Card, Property } from './card.ts';
import { parameter, properties, property, text } from './property.ts';
import { isUri } from './rewrite.ts';
import { serializeCard, type WrittenProperty, written } from './serialize.ts';

/** What is known of a member. At least one of `ref`, `uid` and `email` is there. */
export type Member = {
  /** The name of the card in its book, such as `1234.vcf`, or a URI that is neither a UUID nor a mail address. */
  readonly ref?: string;
  /** The card's UID; a UUID without `urn:uuid:`. */
  readonly uid?: string;
  readonly email?: string;
  readonly name?: string;
};

export type ContactList = {
  readonly uid: string;
  readonly name: string;
  readonly nickname: string;
  readonly description: string;
  readonly members: readonly Member[];
};

/** The list that a card of any form is; undefined where it is none. */
export function contactListOf(card: Card): ContactList | undefined {
  const form = formOf(card);
  if (form === undefined) return undefined;
  const { description, member } = FORMS[form];
  return {
    uid: textOf(card, 'UID'),
    name: textOf(card, 'FN'),
    nickname: textOf(card, 'NICKNAME'),
    description: textOf(card, description),
    members: properties(card, member)
      .map(form === 'vlist' ? cardMember : uriMember)
      .filter(({ ref, uid, email }) => (ref ?? uid ?? email) !== undefined),
  };
}

type Form = 'vlist' | 'kind' | 'apple';

const FORMS: Readonly<Record<Form, { readonly description: string; readonly member: string }>> = {
  vlist: { description: 'DESCRIPTION', member: 'CARD' },
  kind: { description: 'NOTE', member: 'MEMBER' },
  apple: { description: 'NOTE', member: 'X-ADDRESSBOOKSERVER-MEMBER' },
};

function formOf(card: Card): Form | undefined {
  if (card.name === 'VLIST') return 'vlist';
  if (textOf(card, 'KIND').toLowerCase() === 'group') return 'kind';
  return textOf(card, 'X-ADDRESSBOOKSERVER-KIND').toLowerCase() === 'group' ? 'apple' : undefined;
}

const textOf = (card: Card, name: string): string => {
  const of = property(card, name);
  return of === undefined ? '' : text(of).trim();
};

/** A member without what nobody knows. */
const member = (ref: string, uid: string, email: string, name: string): Member => ({
  ...(ref === '' ? {} : { ref }),
  ...(uid === '' ? {} : { uid }),
  ...(email === '' ? {} : { email }),
  ...(name === '' ? {} : { name }),
});

const cardMember = (of: Property): Member =>
  member(text(of).trim(), '', parameter(of, 'EMAIL') ?? '', parameter(of, 'FN') ?? '');

/** Our own parameters keep what the URI does not tell. */
const uriMember = (of: Property): Member => {
  const uri = text(of).trim();
  const email = parameter(of, 'X-EMAIL') ?? '';
  const name = parameter(of, 'X-FN') ?? '';
  const uuid = /^urn:uuid:(.*)$/i.exec(uri)?.[1];
  if (uuid !== undefined) return member('', uuid, email, name);
  const mail = /^mailto:([^?]*)/i.exec(uri)?.[1];
  return mail === undefined ? member(uri, '', email, name) : member('', '', decoded(mail), name);
};

const decoded = (escaped: string): string => {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
};

/** The list as SOGo stores it, below a name with the suffix `.vlf`. A member without `ref` is named as SOGo names cards. */
export const writeVlist = ({ uid, name, nickname, description, members }: ContactList): string =>
  [
    'BEGIN:VLIST',
    `UID:${escapeText(uid)}`,
    'VERSION:1.0',
    `FN:${escapeText(name)}`,
    ...(nickname === '' ? [] : [`NICKNAME:${escapeText(nickname)}`]),
    ...(description === '' ? [] : [`DESCRIPTION:${escapeText(description)}`]),
    ...members.map((each) => `CARD${plain('EMAIL', each.email)}${plain('FN', each.name)}:${escapeText(cardOf(each))}`),
    'END:VLIST',
  ]
    .map(fold)
    .join('');

/** Empty for a mail address that has no card. */
const cardOf = ({ ref, uid }: Member): string => ref ?? (uid === undefined ? '' : `${uid}.vcf`);

/** RFC 2426 §4 has no way to say a quote or a line end. */
const plain = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `;${name}=${quoted(value.replace(/[\r\n]+/g, ' ').replaceAll('"', "'"))}`;

/** The list as a vCard 4.0 with KIND and MEMBER. */
export const writeGroup = (list: ContactList): string =>
  serializeCard('4.0', [
    written('KIND', 'group'),
    ...common(list, isUri(list.uid) ? [] : [{ name: 'VALUE', values: ['text'] }]),
    ...list.members.map((each) => written('MEMBER', uriOf(each), known(each))),
  ]);

/** The list as a vCard 3.0 as Apple's programs have it. Members that have no card are mail addresses there too. */
export const writeAppleGroup = (list: ContactList): string =>
  serializeCard('3.0', [
    written('N', `${escapeText(list.name)};;;;`),
    ...common(list, []),
    ...appleGroupProperties(list.members),
  ]);

/** What makes a card of vCard 3.0 a list of these members. */
export const appleGroupProperties = (members: readonly Member[]): WrittenProperty[] => [
  written('X-ADDRESSBOOKSERVER-KIND', 'group'),
  ...members.map((each) => written('X-ADDRESSBOOKSERVER-MEMBER', uuidOf(each), known(each))),
];

const common = (
  { uid, name, nickname, description }: ContactList,
  parameters: readonly Parameter[],
): WrittenProperty[] => [
  written('UID', escapeText(uid), parameters),
  written('FN', escapeText(name)),
  ...(nickname === '' ? [] : [written('NICKNAME', escapeText(nickname))]),
  ...(description === '' ? [] : [written('NOTE', escapeText(description))]),
];

const known = ({ ref, uid, email, name }: Member): Parameter[] => [
  ...(email === undefined || (ref === undefined && uid === undefined) ? [] : [{ name: 'X-EMAIL', values: [email] }]),
  ...(name === undefined ? [] : [{ name: 'X-FN', values: [name] }]),
];

const uriOf = ({ ref, uid, email }: Member): string => {
  if (uid !== undefined) return isUri(uid) ? uid : `urn:uuid:${uid}`;
  return ref ?? `mailto:${encodeURIComponent(email ?? '').replaceAll('%40', '@')}`;
};

/** SOGo names a card by its UID and `.vcf`; what Apple's programs know is the UID. */
const uuidOf = (of: Member): string =>
  of.uid === undefined && of.ref !== undefined && !isUri(of.ref)
    ? `urn:uuid:${of.ref.replace(/\.vcf$/i, '')}`
    : uriOf(of);
