import { MAX_CONFIGURATION_VALUES } from '../../domain/limits.ts';

/** A place in a text, both from 1; columns count UTF-16 units. */
export type Place = { readonly line: number; readonly column: number };

/** Where a text ends to be a property list. Thrown inside the parser only, which returns it as a value. */
export class NotAPropertyList extends Error {
  readonly offset: number;
  constructor(sentence: string, offset: number) {
    super(sentence);
    this.offset = offset;
  }
}

/** A text that is read from its beginning to its end. */
export class Cursor {
  readonly text: string;
  at = 0;
  #values = 0;
  readonly #lines: number[] = [0];

  constructor(text: string) {
    this.text = text;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) this.#lines.push(end + 1);
  }

  /** The character at the cursor, '' at the end. */
  get next(): string {
    return this.text.charAt(this.at);
  }

  placeOf(offset: number): Place {
    let low = 0;
    for (let high = this.#lines.length; low + 1 < high; ) {
      const middle = (low + high) >> 1;
      if ((this.#lines[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.#lines[low] ?? 0) + 1 };
  }

  /** What stands here, for a sentence. */
  seen(): string {
    const code = this.text.codePointAt(this.at);
    return code === undefined ? 'the text ends' : `there is ${String.fromCodePoint(code)}`;
  }

  fail(sentence: string, offset = this.at): never {
    throw new NotAPropertyList(sentence, offset);
  }

  expected(what: string): never {
    return this.fail(`Expected ${what}, but ${this.seen()}.`);
  }

  /** Counts one more value of the text. */
  count(): void {
    this.#values += 1;
    if (this.#values > MAX_CONFIGURATION_VALUES) this.fail(`There are more than ${MAX_CONFIGURATION_VALUES} values.`);
  }

  /** Goes on if this character is next. */
  take(character: string): boolean {
    if (this.next !== character || character === '') return false;
    this.at += 1;
    return true;
  }

  /** Goes behind spaces and comments. */
  skip(): void {
    for (;;) {
      while (this.at < this.text.length && SPACE.has(this.next)) this.at += 1;
      if (this.text.startsWith('//', this.at)) this.at = endOf(this.text, '\n', this.at);
      else if (this.text.startsWith('/*', this.at)) this.#skipBlock();
      else return;
    }
  }

  #skipBlock(): void {
    const end = this.text.indexOf('*/', this.at + 2);
    if (end < 0) this.fail('This comment has no end: */ is missing.');
    this.at = end + 2;
  }
}

const SPACE = new Set([' ', '\t', '\n', '\r', '\f', '\v', '\u00a0', '\u2028', '\u2029']);

const endOf = (text: string, mark: string, from: number): number => {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end;
};
