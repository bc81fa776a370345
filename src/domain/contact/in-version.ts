import { isRefusal } from '../kernel/refusal.ts';
import { readAddressObject } from '../vcard/address-object.ts';
import { contactListOf, writeAppleGroup, writeGroup } from '../vcard/contact-list.ts';
import { convertCard } from '../vcard/convert.ts';
import type { WrittenVersion } from '../vcard/serialize.ts';

/** The versions of vCard that a reader may ask for: RFC 6352 §5.1, §6.2.2. */
export const OFFERED_VERSIONS = ['3.0', '4.0'] as const satisfies readonly WrittenVersion[];

/**
 * A card or list as a vCard of that version: as it stands where it is one already, or cannot be read. A list of SOGo's form
 * becomes a group as each version knows it.
 */
export const inVersion = (source: string, version: WrittenVersion): string => {
  const object = readAddressObject(source);
  if (isRefusal(object)) return source;
  const { card } = object;
  if (card.name === 'VCARD') return card.version === version ? source : convertCard(card, source, version);
  const list = contactListOf(card);
  if (list === undefined) return source;
  return version === '4.0' ? writeGroup(list) : writeAppleGroup(list);
};
