/** Pictures, sounds and keys: RFC 6350 §6.2.4, §6.6.3, §6.7.5, §6.8.1; RFC 2426 §3.1.4; RFC 2397 (data URIs). */
import type { Property } from './card.ts';
import { parameter, parameterValues, text } from './property.ts';

/** What a PHOTO, LOGO, SOUND or KEY brings or points to. `mediaType` is lower case, or undefined where nothing tells. */
export type Media =
  | { readonly is: 'base64'; readonly mediaType: string | undefined; readonly base64: string }
  | { readonly is: 'uri'; readonly mediaType: string | undefined; readonly uri: string }
  | { readonly is: 'text'; readonly mediaType: string | undefined; readonly text: string };

/** Some programs escape the comma, as if the URI were a text. */
const DATA_URI = /^data:([^,]*?);base64\\?,/i;

/** Reads the property in any of the three versions. Base64 stays as it is: `octetsOf` decodes it. */
export function mediaOf(of: Property): Media {
  const encoding = parameter(of, 'ENCODING')?.toUpperCase();
  if (encoding === 'B' || encoding === 'BASE64') return { is: 'base64', mediaType: typedMedia(of), base64: of.value };
  const inline = DATA_URI.exec(of.value);
  if (inline !== null)
    return {
      is: 'base64',
      mediaType: inline[1]?.toLowerCase() || undefined,
      base64: of.value.slice(inline[0].length).replace(/[^A-Za-z0-9+/=]/g, ''),
    };
  const mediaType = parameter(of, 'MEDIATYPE')?.toLowerCase() ?? typedMedia(of);
  const kind = parameter(of, 'VALUE')?.toLowerCase();
  if (kind === 'text' || (kind === undefined && !/^[a-z][a-z0-9+.-]*:/i.test(of.value)))
    return { is: 'text', mediaType, text: text(of) };
  return { is: 'uri', mediaType, uri: text(of) };
}

/** The octets behind base64; undefined where it is none. */
export function octetsOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** RFC 2426 §3.1.4, §3.7.2: TYPE names a format, not a place. */
const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['x509', 'application/pkix-cert'],
  ['pgp', 'application/pgp-keys'],
]);
const FAMILIES: Readonly<Record<string, string>> = {
  PHOTO: 'image',
  LOGO: 'image',
  SOUND: 'audio',
  KEY: 'application',
};

/** RFC 6350 §5.6: the only types of these properties that are none of a format. */
export const PLACES: ReadonlySet<string> = new Set(['home', 'work', 'pref']);

function typedMedia(of: Property): string | undefined {
  const format = parameterValues(of, 'TYPE')
    .map((type) => type.toLowerCase())
    .find((type) => type !== '' && !PLACES.has(type));
  if (format === undefined || format.includes('/')) return format;
  return MEDIA_TYPES.get(format) ?? `${FAMILIES[of.name] ?? 'application'}/${format}`;
}

/** What TYPE of vCard 3.0 says for that media type. */
export function formatOf(name: string, mediaType: string): string {
  const known = [...MEDIA_TYPES].find(([, type]) => type === mediaType);
  if (known !== undefined) return known[0].toUpperCase();
  const family = `${FAMILIES[name]}/`;
  return mediaType.startsWith(family) ? mediaType.slice(family.length).toUpperCase() : mediaType;
}
