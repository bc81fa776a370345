/** From the octets of a body to its text: RFC 5545 §3.1.4 wants UTF-8, §3.1 lets a fold fall inside a character. */
import { problem, type TextProblem } from './problem.ts';

const LF = 0x0a;
const CR = 0x0d;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The text of UTF-8 octets, without a byte order mark; a problem with the line of the first octet that is none. A fold
 * inside a character is moved before it, which leaves the number of lines and octets as they were.
 */
export function decodeUtf8(bytes: Uint8Array): string | TextProblem {
  try {
    return decoder.decode(bytes);
  } catch {
    const moved = moveFoldsOutOfCharacters(bytes);
    const line = firstBadLine(moved);
    return line === undefined ? decoder.decode(moved) : problem(line, 'The text is not valid UTF-8.');
  }
}

/** Whether the octets are UTF-8 as they stand. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** A line feed is never part of a longer sequence, so a text is valid where all of its lines are. */
function firstBadLine(bytes: Uint8Array): number | undefined {
  for (let from = 0, line = 1; from < bytes.length; line++) {
    const end = bytes.indexOf(LF, from);
    const next = end < 0 ? bytes.length : end + 1;
    try {
      decoder.decode(bytes.subarray(from, next));
    } catch {
      return line;
    }
    from = next;
  }
  return undefined;
}

function moveFoldsOutOfCharacters(bytes: Uint8Array): Uint8Array {
  // Not `slice`: that of a Buffer copies nothing.
  const moved = new Uint8Array(bytes);
  for (let at = moved.indexOf(LF); at >= 0; at = moved.indexOf(LF, at + 1)) {
    const space = moved[at + 1];
    if ((space !== 0x20 && space !== 0x09) || !isContinuation(moved[at + 2])) continue;
    const fold = moved[at - 1] === CR ? at - 1 : at;
    let begin = fold - 1;
    while (begin > fold - 4 && isContinuation(moved[begin])) begin -= 1;
    if ((moved[begin] ?? 0) < 0xc0) continue;
    const character = moved.slice(begin, fold);
    moved.copyWithin(begin, fold, at + 2);
    moved.set(character, begin + (at + 2 - fold));
  }
  return moved;
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** True where the text has more octets of UTF-8; a UTF-16 unit is at most three, so that most need not be encoded. */
export const isLongerThan = (value: string, octets: number): boolean =>
  value.length * 3 > octets && new TextEncoder().encode(value).length > octets;
