/** From octets to text. vCard 2.1 §2.1.5 lets each property name its charset; RFC 6350 §3.1 wants UTF-8. */
import { MAX_LEGACY_LINES } from '../limits.ts';
import { problem, type TextProblem } from '../text/problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';

const LF = 0x0a;

/** What programs write, all of whose labels a TextDecoder knows (WHATWG Encoding §4.2); another label says nothing. */
const CHARSETS = [
  ...['utf-8', 'us-ascii', 'iso-8859-1', 'iso-8859-2', 'iso-8859-5', 'iso-8859-7', 'iso-8859-9', 'iso-8859-15'],
  ...['windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254', 'windows-1257', 'koi8-r'],
  ...['shift_jis', 'euc-jp', 'iso-2022-jp', 'gb2312', 'gbk', 'gb18030', 'big5', 'euc-kr'],
];

const decoders = new Map(CHARSETS.map((label) => [label, new TextDecoder(label)]));
const utf8 = new TextDecoder('utf-8');

/** What programs mean that say nothing or ISO-8859-1: every octet is a character of it. */
const western = new TextDecoder('windows-1252');

/** The decoder for octets in that charset, by default UTF-8; that of Windows-1252 where they are not what was said. */
export function decoderFor(octets: Uint8Array, label: string | undefined): typeof utf8 {
  const said = (label === undefined ? undefined : decoders.get(label.toLowerCase())) ?? utf8;
  return said.decode(octets).includes('\ufffd') ? western : said;
}

const CHARSET = /^[^:]*;[ \t]*CHARSET="?([\w.:-]+?)"?[;:]/i;
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
    lines.push(decoderFor(line, charset).decode(line));
    if (lines.length > MAX_LEGACY_LINES) return problem(lines.length, `There are more than ${MAX_LEGACY_LINES} lines.`);
    from = next;
  }
  return lines.join('');
}

/** Octets of a line in which its parameters stand, generously. */
const HEAD = 500;

const isBlank = (octet: number | undefined): boolean => octet === 0x20 || octet === 0x09;
