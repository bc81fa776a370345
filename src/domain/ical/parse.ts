/** An iCalendar text as a tree: RFC 5545 §3.1 (lines and folds), §3.4, §3.6 (BEGIN and END). */
import { MAX_CONTENT_LINE, MAX_ICAL_COMPONENTS, MAX_ICAL_DEPTH, MAX_ICAL_PROPERTIES } from '../limits.ts';
import { forbiddenAt, forbiddenMessage } from '../text/forbidden.ts';
import { isProblem, problem, type TextProblem } from '../text/problem.ts';
import type { Component, Property } from './component.ts';
import { type Place, readContentLine } from './content-line.ts';

/**
 * The components that stand at the top of a text, normally one VCALENDAR; none for an empty text. Lines may end with
 * CRLF or LF, the last with nothing; a byte order mark and empty lines are passed over. A problem where the text is not
 * made of content lines, BEGIN and END do not match, or a limit is passed. Takes time in proportion to the text.
 */
export function parseCalendar(text: string): Component[] | TextProblem {
  const forbidden = forbiddenAt(text);
  if (forbidden >= 0) return problem(lineAt(text, forbidden), forbiddenMessage(text, forbidden));
  const tree = new Tree();
  const lines = new Lines(text);
  for (let place = lines.next(); place !== undefined; place = lines.next()) {
    if (lines.raw.length > MAX_CONTENT_LINE) return problem(place.line, 'The line is too long.');
    if (lines.raw.includes('\r')) return problem(place.line, forbiddenMessage('\r', 0));
    const read = readContentLine(lines.raw, place);
    const wrong = isProblem(read) ? read : tree.add(read);
    if (wrong !== undefined) return wrong;
  }
  return tree.finish();
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** Walks over the content lines: RFC 5545 §3.1. */
class Lines {
  /** The unfolded text of the line that `next` returned. */
  raw = '';
  readonly #text: string;
  #at: number;
  #line = 0;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  next(): Place | undefined {
    while (this.#at < this.#text.length) {
      const start = this.#at;
      const first = this.#physical();
      const line = this.#line;
      if (first === '') continue;
      this.raw = this.#folded() ? this.#unfold(first) : first;
      return { line, start, end: this.#at };
    }
    return undefined;
  }

  #unfold(first: string): string {
    const parts = [first];
    while (this.#folded()) parts.push(this.#physical().slice(1));
    return parts.join('');
  }

  #folded(): boolean {
    const character = this.#text.charCodeAt(this.#at);
    return character === 0x20 || character === 0x09;
  }

  /** The next line of the text without its end. */
  #physical(): string {
    const from = this.#at;
    const feed = this.#text.indexOf('\n', from);
    this.#line += 1;
    this.#at = feed < 0 ? this.#text.length : feed + 1;
    if (feed < 0) return this.#text.slice(from);
    return this.#text.slice(from, feed > from && this.#text.charCodeAt(feed - 1) === 0x0d ? feed - 1 : feed);
  }
}

type Branch = Component & { readonly properties: Property[]; readonly components: Component[]; end: number };

/** Grows the tree from content lines. */
class Tree {
  readonly #top: Component[] = [];
  readonly #open: Branch[] = [];
  #components = 0;
  #properties = 0;

  add(read: Property): TextProblem | undefined {
    if (read.name === 'BEGIN') return this.#begin(read);
    if (read.name === 'END') return this.#end(read);
    const branch = this.#open.at(-1);
    if (branch === undefined) return problem(read.line, `${read.name} stands outside of any component.`);
    this.#properties += 1;
    if (this.#properties > MAX_ICAL_PROPERTIES)
      return problem(read.line, `There are more than ${MAX_ICAL_PROPERTIES} properties.`);
    branch.properties.push(read);
    return undefined;
  }

  finish(): Component[] | TextProblem {
    const open = this.#open.at(-1);
    return open === undefined ? this.#top : problem(open.line, `BEGIN:${open.name} has no END.`);
  }

  #begin({ value, line, start, end }: Property): TextProblem | undefined {
    const branch: Branch = { name: value.trim().toUpperCase(), properties: [], components: [], line, start, end };
    this.#components += 1;
    if (!/^[A-Z0-9._-]{1,64}$/.test(branch.name)) return problem(line, 'BEGIN names no component.');
    if (this.#open.length >= MAX_ICAL_DEPTH)
      return problem(line, `Components are nested deeper than ${MAX_ICAL_DEPTH}.`);
    if (this.#components > MAX_ICAL_COMPONENTS)
      return problem(line, `There are more than ${MAX_ICAL_COMPONENTS} components.`);
    (this.#open.at(-1)?.components ?? this.#top).push(branch);
    this.#open.push(branch);
    return undefined;
  }

  #end({ value, line, end }: Property): TextProblem | undefined {
    const branch = this.#open.pop();
    const name = value.trim().toUpperCase().slice(0, 64);
    if (branch === undefined) return problem(line, `END:${name} ends nothing.`);
    if (branch.name !== name)
      return problem(line, `END:${name} does not end BEGIN:${branch.name} of line ${branch.line}.`);
    branch.end = end;
    return undefined;
  }
}
