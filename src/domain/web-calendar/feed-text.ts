import { MAX_FEED_LINES } from '../limits/web-calendars.ts';
import { isProblem } from '../text/problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { decoderFor } from '../vcard/charset.ts';

const LF = 0x0a;

const hasTooManyLines = (octets: Uint8Array): boolean => {
  let lines = 0;
  for (let at = octets.indexOf(LF); at >= 0 && lines <= MAX_FEED_LINES; at = octets.indexOf(LF, at + 1)) lines += 1;
  return lines > MAX_FEED_LINES;
};

/**
 * The text of a web calendar: UTF-8 wherever it is that. Of any other, each line is in the charset that its server names,
 * or in Windows-1252 where it is not that either. Undefined for too many lines.
 */
export const feedText = (octets: Uint8Array, charset: string | undefined): string | undefined => {
  if (hasTooManyLines(octets)) return undefined;
  const text = decodeUtf8(octets);
  if (!isProblem(text)) return text;
  const lines: string[] = [];
  for (let from = 0; from < octets.length; ) {
    const feed = octets.indexOf(LF, from);
    const next = feed < 0 ? octets.length : feed + 1;
    const line = octets.subarray(from, next);
    lines.push(decoderFor(line, charset).decode(line));
    from = next;
  }
  return lines.join('');
};
