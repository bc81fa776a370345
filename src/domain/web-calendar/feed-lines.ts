/** The components of a web calendar as their lines stand there: RFC 5545 §3.1, §3.6, read as far as anybody can. */

import { readContentLine } from '../ical/content-line.ts';
import { MAX_FEED_LINES } from '../limits/web-calendars.ts';
import { isProblem } from '../text/problem.ts';

/** Lines (folds still in them) from BEGIN to END, and those properties of the component itself that name it. */
export type FeedComponent = {
  /** Upper case. */
  readonly name: string;
  readonly lines: readonly string[];
  /** By upper-case name; unfolded, not unescaped. Of several the first. */
  readonly values: ReadonlyMap<string, string>;
};

/** What stands in all VCALENDARs of a text. `isWhole`: every VCALENDAR has its end, and there is one. */
export type FeedLines = {
  readonly components: readonly FeedComponent[];
  /** Properties of the VCALENDARs themselves. */
  readonly values: ReadonlyMap<string, string>;
  readonly isWhole: boolean;
};

/** RFC 5545 CONTROL, which no text of ours may hold. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/g;
const CONTENT_LINE = /^([A-Za-z0-9-]+)[:;]/;
const DELIMITER = /^(BEGIN|END):\s*([\w-]{1,64})\s*$/i;
const FOLD = /^[ \t]/;

/** Properties that are looked at; everything else only stands in its lines. */
const KNOWN = new Set([
  ...['UID', 'DTSTART', 'SUMMARY', 'RECURRENCE-ID', 'TZID'],
  ...['REFRESH-INTERVAL', 'X-PUBLISHED-TTL', 'PRODID'],
]);

const valueIn = (line: string): string => {
  const read = readContentLine(line, { line: 0, start: 0, end: 0 });
  return isProblem(read) ? '' : read.value;
};

/** Puts the lines of a text together, component by component. */
class Reader {
  readonly components: FeedComponent[] = [];
  readonly values = new Map<string, string>();
  isWhole = false;
  readonly #open: string[] = [];
  #lines: string[] = [];
  #found = new Map<string, string>();
  #property = '';

  /** A line that is neither a content line nor a fold is what is left of a line feed that nobody escaped. */
  line(line: string): void {
    const [, word, name] = DELIMITER.exec(line) ?? [];
    if (word !== undefined && name !== undefined) this.#delimiter(word.toUpperCase(), name.toUpperCase());
    else if (FOLD.test(line)) this.#add(line, line.slice(1));
    else if (CONTENT_LINE.test(line)) this.#begin(line);
    else this.#add(` \\n${line}`, `\\n${line}`);
  }

  #begin(line: string): void {
    this.#end();
    this.#property = line;
    if (this.#open.length > 1) this.#lines.push(line);
  }

  #add(line: string, unfolded: string): void {
    this.#property += unfolded;
    if (this.#open.length > 1) this.#lines.push(line);
  }

  /** The property is complete: of the calendar and of its components themselves some are kept. */
  #end(): void {
    const name = CONTENT_LINE.exec(this.#property)?.[1]?.toUpperCase() ?? '';
    const into = this.#open.length === 1 ? this.values : this.#found;
    if (KNOWN.has(name) && this.#open.length <= 2 && !into.has(name)) into.set(name, valueIn(this.#property));
    this.#property = '';
  }

  #delimiter(word: string, name: string): void {
    this.#end();
    if (word === 'BEGIN') this.#enter(name);
    else if (this.#open.includes(name)) this.#leave(name);
  }

  #enter(name: string): void {
    if (this.#open.length === 0 && name !== 'VCALENDAR') return;
    this.isWhole = false;
    if (this.#open.length === 1) {
      this.#lines = [];
      this.#found = new Map();
    }
    this.#open.push(name);
    if (this.#open.length > 1) this.#lines.push(`BEGIN:${name}`);
  }

  /** What was not ended before ends with it, and is refused when it is read. */
  #leave(name: string): void {
    this.#open.length = this.#open.lastIndexOf(name);
    if (this.#open.length > 0) this.#lines.push(`END:${name}`);
    if (this.#open.length === 1) this.components.push({ name, lines: this.#lines, values: this.#found });
    if (this.#open.length === 0) this.isWhole = true;
  }
}

/** Reads a text line by line, whatever ends them; control characters and empty lines are passed over. Undefined for too many lines. */
export const feedLines = (text: string): FeedLines | undefined => {
  const lines = text.replace(FORBIDDEN, '').split(/\r\n|\n|\r/, MAX_FEED_LINES + 1);
  if (lines.length > MAX_FEED_LINES) return undefined;
  const reader = new Reader();
  for (const line of lines) if (line !== '') reader.line(line);
  return reader;
};
