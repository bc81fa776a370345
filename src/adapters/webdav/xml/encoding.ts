import { isUtf8 } from 'node:buffer';

/** Why octets are no text: a sentence that names the encoding. */
export type EncodingProblem = { readonly is: 'encoding-problem'; readonly message: string };

const problem = (message: string): EncodingProblem => ({ is: 'encoding-problem', message });

type Decoder = (octets: Uint8Array) => string;
const whatwg =
  (label: string): Decoder =>
  (octets) =>
    new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(octets);

const asBuffer = (octets: Uint8Array): Buffer => Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);

const utf8: Decoder = (octets) => {
  if (!isUtf8(octets)) throw new TypeError('invalid UTF-8');
  return asBuffer(octets).toString('utf8');
};
/** Not the WHATWG decoder of that label, which is windows-1252. */
const latin1: Decoder = (octets) => asBuffer(octets).toString('latin1');
const utf16: Decoder = () => {
  throw new TypeError('no byte order mark');
};

const DECODERS: ReadonlyMap<string, Decoder> = new Map([
  ['utf-8', utf8],
  ['utf8', utf8],
  ['us-ascii', utf8],
  ['ascii', utf8],
  ['utf-16', utf16],
  ['iso-8859-1', latin1],
  ['latin1', latin1],
  ['windows-1252', whatwg('windows-1252')],
  ['cp1252', whatwg('windows-1252')],
]);

type Mark = { readonly decode: Decoder; readonly octets: number; readonly name: string };

const markOf = (octets: Uint8Array): Mark | undefined => {
  const [a, b, c] = octets;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { decode: utf8, octets: 3, name: 'UTF-8' };
  if (a === 0xff && b === 0xfe) return { decode: whatwg('utf-16le'), octets: 2, name: 'UTF-16' };
  if (a === 0xfe && b === 0xff) return { decode: whatwg('utf-16be'), octets: 2, name: 'UTF-16' };
  return undefined;
};

const DECLARATION = /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']*)["']/;
/** A declaration with white space to spare; longer ones name no encoding for us. */
const DECLARATION_OCTETS = 256;
const LESS_THAN = 0x3c;

const declaredIn = (octets: Uint8Array): string | undefined =>
  octets[0] === LESS_THAN && octets[1] === 0x3f
    ? DECLARATION.exec(latin1(octets.subarray(0, DECLARATION_OCTETS)))?.[1]
    : undefined;

/**
 * RFC 7303 §3: the text of an XML entity. A byte order mark decides, then the `charset` of the media type, then the
 * declaration in the text, then UTF-8. Known are UTF-8, UTF-16 with a mark, ISO-8859-1 and windows-1252; everything
 * else, and octets that are not what they claim, is a problem that names the encoding.
 */
export const decodeXml = (octets: Uint8Array, charset?: string): string | EncodingProblem => {
  const mark = markOf(octets);
  const name = mark?.name ?? charset ?? declaredIn(octets) ?? 'UTF-8';
  const decode = mark?.decode ?? DECODERS.get(name.toLowerCase());
  if (decode === undefined) return problem(`The encoding ${JSON.stringify(name.slice(0, 40))} is not supported.`);
  try {
    return decode(mark === undefined ? octets : octets.subarray(mark.octets));
  } catch {
    return problem(`The body is not valid ${name}.`);
  }
};
