/** Texts inside values: RFC 5545 §3.3.11 and RFC 6350 §3.4 escape them alike. */

/** What a person wrote, as a value of type TEXT. Control characters that no line may hold are left out. */
export const escapeText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[\0-\x08\x0b-\x1f\x7f\ufffe\uffff]/g, '')
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');

/** The text as a person reads it. An escape that the standards do not know stays as it is. */
export const unescapeText = (value: string): string => {
  if (!value.includes('\\')) return value;
  return value.includes('\\\\') ? value.split('\\\\').map(unescapeRun).join('\\') : unescapeRun(value);
};

/** Without backslashes that escape each other. A note of megabytes may be all escapes: a call for each takes seconds. */
const unescapeRun = (run: string): string =>
  run.replaceAll('\\n', '\n').replaceAll('\\N', '\n').replaceAll('\\;', ';').replaceAll('\\,', ',');

/** The parts of a value, divided at each separator (one character) that is not escaped; the parts are still escaped. */
export function splitEscaped(value: string, separator: string): string[] {
  const parts: string[] = [];
  const divider = separator.charCodeAt(0);
  let from = 0;
  for (let at = 0; at < value.length; at++) {
    const character = value.charCodeAt(at);
    if (character === 0x5c) at += 1;
    else if (character === divider) {
      parts.push(value.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(value.slice(from));
  return parts;
}
