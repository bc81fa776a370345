/** RFC 2045 §6.7, as vCard 2.1 §2.1.3 uses it; soft line breaks are already gone. */
import { decoderFor } from './charset.ts';

/**
 * The text behind the encoding, its octets read in that charset. An equals sign before anything else is itself, and so
 * are characters beyond ASCII, which programs forget to encode. A NUL, which no text may hold, is left out.
 */
export function decodeQuotedPrintable(value: string, charset: string | undefined): string {
  const octets = octetsOf(value.replace(BEYOND, '\0'));
  const runs = decoderFor(octets, charset).decode(octets).split('\0');
  const between = value.match(BEYOND) ?? [];
  return runs.map((run, at) => run + (between[at] ?? '')).join('');
}

/** What is no octet, and so waits aside while the octets around it are decoded in one go. */
const BEYOND = /[^\x01-\x7f]+/g;

function octetsOf(ascii: string): Uint8Array {
  const octets = new Uint8Array(ascii.length);
  let length = 0;
  for (let at = 0; at < ascii.length; at++) {
    const code = ascii.charCodeAt(at);
    const high = code === EQUALS ? digitOf(ascii.charCodeAt(at + 1)) : NONE;
    const low = high === NONE ? NONE : digitOf(ascii.charCodeAt(at + 2));
    if (low !== NONE) at += 2;
    const octet = low === NONE ? code : high * 16 + low;
    if (octet === 0 && low !== NONE) continue;
    octets[length] = octet;
    length += 1;
  }
  return octets.subarray(0, length);
}

const EQUALS = 0x3d;
const NONE = -1;

const digitOf = (code: number): number => {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code & 0xdf;
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x37 : NONE;
};
