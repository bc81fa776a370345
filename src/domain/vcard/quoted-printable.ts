/** RFC 2045 §6.7, as vCard 2.1 §2.1.3 uses it; soft line breaks are already gone. */
import { decodeOctets } from './charset.ts';

/** The text behind the encoding, its octets read in that charset. An equals sign before anything else is itself. */
export function decodeQuotedPrintable(value: string, charset: string | undefined): string {
  const parts: string[] = [];
  let octets: number[] = [];
  const flush = () => {
    parts.push(decodeOctets(Uint8Array.from(octets), charset));
    octets = [];
  };
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    const hex = code === EQUALS ? value.slice(at + 1, at + 3) : '';
    if (HEX.test(hex)) {
      octets.push(Number.parseInt(hex, 16));
      at += 2;
    } else if (code < 0x80) octets.push(code);
    else {
      if (octets.length > 0) flush();
      parts.push(value.charAt(at));
    }
  }
  flush();
  return parts.join('');
}

const EQUALS = 0x3d;
const HEX = /^[0-9A-F]{2}$/i;
