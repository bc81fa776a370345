/** A card in another version than it was sent in: RFC 6352 §5.1.1. */
import { escapeText } from '../text/escapes.ts';
import type { Card, Property } from './card.ts';
import { contactListOf, writeAppleGroup, writeGroup } from './contact-list.ts';
import { nameOf, organizationOf, spokenName } from './names.ts';
import { parameter, property, text } from './property.ts';
import { without, withParameter } from './rewrite.ts';
import { serializeCard, type WrittenVersion } from './serialize.ts';
import { toVersion3 } from './to-version-3.ts';
import { toVersion4 } from './to-version-4.ts';

/**
 * The text of the card in that version, a VLIST as a group; as it stands in `source`, the text that it was read from, where it has that
 * version. What the other version has other words for is put so, what it has no words for is kept as it is, but for
 * RFC 6350 §7 in 3.0. A name that the version wants and the card has not is made of what it has.
 */
export function convertCard(card: Card, source: string, to: WrittenVersion): string {
  const list = card.name === 'VLIST' ? contactListOf(card) : undefined;
  if (list !== undefined) return to === '4.0' ? writeGroup(list) : writeAppleGroup(list);
  if (card.syntax === to) return source.slice(card.start, card.end);
  return serializeCard(to, convertProperties(card, source, to));
}

function convertProperties(card: Card, source: string, to: WrittenVersion): Property[] {
  const plain = card.properties.filter(({ name }) => name !== 'VERSION').map((of) => plainly(of, source));
  const known = to === '4.0' ? toVersion4(plain) : card.syntax === '4.0' ? toVersion3(plain) : plain;
  return [...missingNames(card, to), ...known];
}

/** RFC 2426 §3.1.1, §3.1.2, RFC 6350 §6.2.1: FN is wanted by both, N by 3.0. */
function missingNames(card: Card, to: WrittenVersion): Property[] {
  const fn = property(card, 'FN');
  const n = property(card, 'N');
  const spoken = fn === undefined ? nameFrom(card) : text(fn);
  const made = (name: string, value: string): Property => ({
    group: '',
    name,
    parameters: [],
    value,
    line: 0,
    start: 0,
    end: 0,
  });
  return [
    ...(fn === undefined ? [made('FN', escapeText(spoken))] : []),
    ...(n === undefined && to === '3.0' ? [made('N', `${escapeText(spoken)};;;;`)] : []),
  ];
}

function nameFrom(card: Card): string {
  const n = property(card, 'N');
  const org = property(card, 'ORG');
  const mail = property(card, 'EMAIL');
  const spoken = n === undefined ? '' : spokenName(nameOf(n));
  return spoken || (org === undefined ? '' : organizationOf(org).name) || (mail === undefined ? '' : text(mail));
}

/** Single texts, whose commas and semicolons the older versions and their programs escape or not. */
const TEXTS: ReadonlySet<string> = new Set(['FN', 'NOTE', 'TITLE', 'ROLE', 'LABEL', 'MAILER', 'NAME', 'SORT-STRING']);

/** The property without what only vCard 2.1 has: encodings, charsets, cards inside, escapes of its own. */
function plainly(of: Property, source: string): Property {
  const value =
    of.agent !== undefined
      ? escapeText(convertCard(of.agent, source, '3.0'))
      : TEXTS.has(of.name)
        ? escapeText(text(of))
        : of.value;
  const { agent, ...rest } = without(of, 'CHARSET');
  const encoding = parameter(of, 'ENCODING')?.toUpperCase();
  if (encoding === 'B' || encoding === 'BASE64') return { ...withParameter(rest, 'ENCODING', 'b'), value };
  const kind = parameter(of, 'VALUE')?.toLowerCase();
  const referred =
    kind === 'url' ? withParameter(rest, 'VALUE', 'uri') : kind === 'inline' ? without(rest, 'VALUE') : rest;
  return { ...without(referred, 'ENCODING'), value };
}
