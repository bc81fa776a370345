/** The lines of a text of cards: vCard 2.1 §2.1.3, RFC 2425 §5.8.1, RFC 6350 §3.2. They may end with CRLF, LF or CR. */

/** Where a line stands in its text: see `Property`. */
export type Place = { readonly line: number; readonly start: number; readonly end: number };

/** Walks over the unfolded lines; takes time in proportion to the text. Empty lines belong to the line before them. */
export class Lines {
  /** The unfolded text of the line that `next` returned. */
  raw = '';
  /** vCard 2.1 §2.1.3: the blank that begins a folded line is part of the text. */
  keepsBlanks = false;
  readonly #text: string;
  #at = 0;
  #line = 0;
  /** The next LF and CR at or after the place, looked for once. */
  #feed = -1;
  #return = -1;

  constructor(text: string) {
    this.#text = text;
  }

  next(): Place | undefined {
    while (this.#at < this.#text.length) {
      const start = this.#at;
      const first = this.#physical();
      const line = this.#line;
      if (first === '') continue;
      const parts = [first];
      const encoding = encodingOf(first);
      while (this.#goesOn(encoding, parts));
      this.raw = parts.length === 1 ? first : parts.join('');
      while (this.#isEmpty()) this.#physical();
      return { line, start, end: this.#at };
    }
    return undefined;
  }

  /** Adds what the next physical line has for this one, if it has anything. */
  #goesOn(encoding: Encoding | undefined, parts: string[]): boolean {
    const last = parts.at(-1) ?? '';
    const isSoft = encoding === 'QUOTED-PRINTABLE' && last.endsWith('=');
    if (isSoft) parts[parts.length - 1] = last.slice(0, -1);
    if (this.#at >= this.#text.length) return false;
    if (isSoft || (encoding === 'BASE64' && this.#isBare())) parts.push(this.#physical());
    else if (this.#isFolded()) parts.push(this.#physical().slice(this.keepsBlanks ? 0 : 1));
    else return false;
    return true;
  }

  #isFolded(): boolean {
    const code = this.#text.charCodeAt(this.#at);
    return code === 0x20 || code === 0x09;
  }

  #isEmpty(): boolean {
    const code = this.#text.charCodeAt(this.#at);
    return code === 0x0d || code === 0x0a;
  }

  /** Base64 of vCard 2.1 ends at an empty line, and some programs do not indent it. */
  #isBare(): boolean {
    BARE.lastIndex = this.#at;
    return BARE.test(this.#text);
  }

  /** The next line of the text without its end. */
  #physical(): string {
    const from = this.#at;
    if (this.#feed < from) this.#feed = this.#find('\n');
    if (this.#return < from) this.#return = this.#find('\r');
    const end = Math.min(this.#feed, this.#return);
    this.#line += 1;
    this.#at = Math.min(this.#text.length, end + (this.#feed === this.#return + 1 ? 2 : 1));
    return this.#text.slice(from, end);
  }

  #find(character: string): number {
    const found = this.#text.indexOf(character, this.#at);
    return found < 0 ? this.#text.length : found;
  }
}

type Encoding = 'QUOTED-PRINTABLE' | 'BASE64';

const BARE = /[A-Za-z0-9+/]+={0,2}[ \t]*(?=[\r\n]|$)/y;

/** How the value is encoded whose line begins so, as far as that changes where it ends. */
function encodingOf(first: string): Encoding | undefined {
  const colon = first.indexOf(':');
  const head = colon < 0 ? first : first.slice(0, colon);
  const found = head.includes(';') ? ENCODED.exec(head)?.[1]?.toUpperCase() : undefined;
  if (found === undefined) return undefined;
  return found === 'QUOTED-PRINTABLE' ? found : 'BASE64';
}

const ENCODED = /[;=] *(QUOTED-PRINTABLE|BASE64|B)(?=;|$)/i;
