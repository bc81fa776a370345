const OCTETS_OF_LINE = 75;

/** RFC 5545 §3.1: a line as lines of at most 75 octets of UTF-8, ends included but not counted, no character divided. */
export function fold(line: string): string {
  if (line.length * 3 <= OCTETS_OF_LINE) return `${line}\r\n`;
  if (!NOT_ASCII.test(line)) return foldAscii(line);
  const parts: string[] = [];
  let from = 0;
  let octets = 0;
  for (let at = 0; at < line.length; ) {
    const code = line.codePointAt(at)!;
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (octets + size > OCTETS_OF_LINE) {
      parts.push(line.slice(from, at));
      from = at;
      octets = 1;
    }
    octets += size;
    at += size === 4 ? 2 : 1;
  }
  parts.push(line.slice(from));
  return `${parts.join('\r\n ')}\r\n`;
}

const NOT_ASCII = /[^\0-\x7f]/;

/** Pictures are a million characters of base64. */
function foldAscii(line: string): string {
  const parts = [line.slice(0, OCTETS_OF_LINE)];
  for (let at = OCTETS_OF_LINE; at < line.length; at += OCTETS_OF_LINE - 1)
    parts.push(line.slice(at, at + OCTETS_OF_LINE - 1));
  return `${parts.join('\r\n ')}\r\n`;
}
