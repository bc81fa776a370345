/** Changes of a text that leave every other byte alone: no part that is not meant is written anew. */
import { fold } from '../text/fold.ts';
import { nameEndOf, readValues } from '../text/parameter.ts';
import type { Property } from './component.ts';
import { unfolded } from './select.ts';

/** A piece of a text, by offsets as those of `Property`, and what stands there afterwards. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string };

/** The text after the edits, which lie in its order and do not overlap; the same string without any. */
export function edited(source: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text } of edits) {
    parts.push(source.slice(at, start), text);
    at = end;
  }
  parts.push(source.slice(at));
  return parts.join('');
}

/**
 * Sets a parameter of a property, or takes it out where the value is undefined. The other parameters, their order, the
 * value and the kind of line end stay as they are in `source`. The value is written as it is given; names are upper case.
 */
export function parametersEdit(
  source: string,
  { start, end, value }: Property,
  changes: ReadonlyMap<string, string | undefined>,
): Edit {
  const raw = unfolded(source.slice(start, end));
  const written = (name: string): string => {
    const to = changes.get(name);
    return to === undefined ? '' : `;${name}=${to}`;
  };
  const { property, parameters } = piecesOf(raw.slice(0, raw.length - value.length - 1));
  const seen = new Set<string>();
  const kept = parameters.map(({ name, text }) => {
    if (!changes.has(name)) return text;
    const isFirst = !seen.has(name);
    seen.add(name);
    return isFirst ? written(name) : '';
  });
  const added = [...changes.keys()].filter((name) => !seen.has(name)).map(written);
  const line = fold([property, ...kept, ...added, ':', value].join(''));
  const isCrlf = source.endsWith('\r\n', end);
  return { start, end, text: isCrlf ? line : line.replaceAll('\r\n', '\n') };
}

type Piece = { readonly name: string; readonly text: string };

/** RFC 5545 §3.1: what stands before the colon of a content line that was read, each parameter with its semicolon. */
function piecesOf(raw: string): { readonly property: string; readonly parameters: readonly Piece[] } {
  const parameters: Piece[] = [];
  const nameEnd = nameEndOf(raw, 0);
  for (let from = nameEnd; from < raw.length; ) {
    const equals = nameEndOf(raw, from + 1);
    const end = readValues(raw, equals + 1, (value) => value, []);
    const to = typeof end === 'number' ? end : raw.length;
    parameters.push({ name: raw.slice(from + 1, equals).toUpperCase(), text: raw.slice(from, to) });
    from = to;
  }
  return { property: raw.slice(0, nameEnd), parameters };
}
