import { inVersion, OFFERED_VERSIONS } from '../../domain/contact/in-version.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { readAddressObject } from '../../domain/vcard/address-object.ts';
import { namedProperty, type PropSelection, selectProperties } from '../../domain/vcard/select.ts';
import type { WrittenVersion } from '../../domain/vcard/serialize.ts';
import { carddav, dav } from '../webdav/xml/name.ts';
import { attributeOf, childOf, childrenOf, type XmlElement } from '../webdav/xml/tree.ts';

/** RFC 6352 §10.4: in which version the cards are wanted (undefined: as they were sent), and which of their properties. */
export type DataAsked = {
  readonly version: WrittenVersion | undefined;
  readonly props: readonly PropSelection[] | undefined;
};

const selectionIn = (element: XmlElement): PropSelection => ({
  ...namedProperty(attributeOf(element, 'name')?.trim() ?? ''),
  novalue: attributeOf(element, 'novalue') === 'yes',
});

/**
 * What the address-data among the properties that a report's body asks for wants; undefined for whole cards as they were
 * sent. Refuses other media types than vCard and versions that are not written.
 */
export const dataAsked = (body: XmlElement): DataAsked | undefined | Refusal => {
  const prop = childOf(body, dav('prop'));
  const element = prop && childOf(prop, carddav('address-data'));
  if (element === undefined) return undefined;
  const type = (attributeOf(element, 'content-type') ?? 'text/vcard').trim().toLowerCase();
  const named = attributeOf(element, 'version')?.trim();
  const version = OFFERED_VERSIONS.find((offered) => offered === named);
  if (type !== 'text/vcard' || (named !== undefined && version === undefined))
    return refuse('address-data-unsupported', `Cards are text/vcard, version ${OFFERED_VERSIONS.join(' or ')}.`);
  const props = childrenOf(element, carddav('prop')).map(selectionIn);
  const whole = props.length === 0 || childOf(element, carddav('allprop')) !== undefined;
  if (version === undefined && whole) return undefined;
  return { version, props: whole ? undefined : props };
};

/** The wanted part of a card, in the wanted version. A text that cannot be read is given whole. */
export const shapeCard = (source: string, { version, props }: DataAsked): string => {
  const text = version === undefined ? source : inVersion(source, version);
  const object = props && readAddressObject(text);
  return props === undefined || object === undefined || isRefusal(object)
    ? text
    : selectProperties(object.card, object.text, props);
};
