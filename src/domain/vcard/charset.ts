/** From octets to text. vCard 2.1 §2.1.5 lets each property name its charset; RFC 6350 §3.1 wants UTF-8. */
import type { TextProblem } from '../text/problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';

const LF = 0x0a;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What programs mean that say nothing or ISO-8859-1: every octet is a character of it. */
const western = new TextDecoder('windows-1252');

const decoderOf = (label: string): typeof utf8 => {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    return utf8;
  }
};

/** The text of octets in that charset, by default UTF-8; read as Windows-1252 where they are not what was said. */
export function decodeOctets(octets: Uint8Array, label: string | undefined): string {
  try {
    return (label === undefined ? utf8 : decoderOf(label)).decode(octets);
  } catch {
    return western.decode(octets);
  }
}

const CHARSET = /^[^:]*;\s*CHARSET="?([\w.:-]+?)"?[;:]/i;
const LEGACY = /^VERSION:[ \t]*2\.1[ \t]*$/im;

/**
 * The text of a body: UTF-8 (a fold may fall inside a character), or, in vCard 2.1, each line in the charset that it
 * names, else Windows-1252. A problem with its line where a newer card is not UTF-8.
 */
export function cardText(bytes: Uint8Array): string | TextProblem {
  const text = decodeUtf8(bytes);
  if (typeof text === 'string' || !LEGACY.test(western.decode(bytes))) return text;
  const lines: string[] = [];
  let charset: string | undefined;
  for (let from = 0; from < bytes.length; ) {
    const feed = bytes.indexOf(LF, from);
    const next = feed < 0 ? bytes.length : feed + 1;
    const line = bytes.subarray(from, next);
    if (!isBlank(line[0])) charset = CHARSET.exec(western.decode(line.subarray(0, HEAD)))?.[1];
    lines.push(decodeOctets(line, charset));
    from = next;
  }
  return lines.join('');
}

/** Octets of a line in which its parameters stand, generously. */
const HEAD = 500;

const isBlank = (octet: number | undefined): boolean => octet === 0x20 || octet === 0x09;
