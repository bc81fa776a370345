/** A text as its cards: RFC 6350 §3.3, §6.1.1, §6.1.2; vCard 2.1 §2.4.2 for cards inside cards. */
import { MAX_CARD_DEPTH, MAX_CARD_PROPERTIES, MAX_CARDS, MAX_CONTENT_LINE } from '../limits.ts';
import { forbiddenAt, forbiddenMessage } from '../text/forbidden.ts';
import { isProblem, problem, type TextProblem } from '../text/problem.ts';
import { type Card, type Property, VERSIONS, type Version } from './card.ts';
import { readCardLine } from './content-line.ts';
import { Lines } from './lines.ts';

/**
 * The cards that stand at the top of a text; none for an empty text. A problem where the text is not made of lines, BEGIN
 * and END do not match, or a limit is passed. Takes time in proportion to the text.
 */
export function parseCards(text: string): Card[] | TextProblem {
  const forbidden = forbiddenAt(text);
  if (forbidden >= 0) return problem(lineAt(text, forbidden), forbiddenMessage(text, forbidden));
  const lines = new Lines(text);
  const cards = new Cards(new Versions(text));
  for (let place = lines.next(); place !== undefined; place = lines.next()) {
    if (lines.raw.length > MAX_CONTENT_LINE) return problem(place.line, 'The line is too long.');
    const read = readCardLine(lines.raw, place, cards.syntax);
    const wrong = isProblem(read) ? read : cards.add(read);
    if (wrong !== undefined) return wrong;
    lines.keepsBlanks = cards.syntax === '2.1';
  }
  return cards.finish();
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split(/\r\n?|\n/).length;

/** Which version a card says it has, before its lines are read: what a fold means depends on it. */
class Versions {
  readonly #found: IterableIterator<RegExpExecArray>;
  #next: RegExpExecArray | undefined;

  constructor(text: string) {
    this.#found = text.matchAll(/^(?:[\w-]+\.)?(?:VERSION(?:;[^:\r\n]*)?:([^\r\n]*)|END:)/gim);
    this.#next = this.#found.next().value;
  }

  /** What the first VERSION between that place and an END says; places are asked for in order. */
  after(place: number): string {
    while (this.#next !== undefined && this.#next.index < place) this.#next = this.#found.next().value;
    return this.#next?.[1]?.trim() ?? '';
  }
}

type Open = Omit<Card, 'end' | 'properties'> & { readonly properties: Inside[]; end: number };
type Inside = Omit<Property, 'end' | 'agent'> & { end: number; agent?: Card };

/** Grows cards from lines. */
class Cards {
  readonly #versions: Versions;
  readonly #top: Card[] = [];
  readonly #open: Open[] = [];
  #properties = 0;

  constructor(versions: Versions) {
    this.#versions = versions;
  }

  /** The rules for the next line. */
  get syntax(): Version {
    return this.#open.at(-1)?.syntax ?? '3.0';
  }

  add(read: Property): TextProblem | undefined {
    if (read.name === 'BEGIN') return this.#begin(read);
    if (read.name === 'END') return this.#end(read);
    const card = this.#open.at(-1);
    if (card === undefined) return problem(read.line, `${read.name} stands outside of any card.`);
    this.#properties += 1;
    if (this.#properties > MAX_CARD_PROPERTIES)
      return problem(read.line, `The card has more than ${MAX_CARD_PROPERTIES} properties.`);
    card.properties.push(read);
    return undefined;
  }

  finish(): Card[] | TextProblem {
    const open = this.#open.at(-1);
    return open === undefined ? this.#top : problem(open.line, `BEGIN:${open.name} has no END.`);
  }

  #begin({ value, line, start, end }: Property): TextProblem | undefined {
    const name = kindOf(value);
    if (name === undefined) return problem(line, 'BEGIN names no card.');
    const version = this.#versions.after(end);
    const syntax = VERSIONS.find((known) => known === version) ?? '3.0';
    const card: Open = { name, version, syntax, properties: [], line, start, end };
    const wrong = this.#place(card);
    this.#open.push(card);
    return wrong;
  }

  #place(card: Open): TextProblem | undefined {
    const outer = this.#open.at(-1);
    if (outer === undefined) {
      this.#properties = 0;
      this.#top.push(card);
      return this.#top.length > MAX_CARDS ? problem(card.line, `There are more than ${MAX_CARDS} cards.`) : undefined;
    }
    const agent = outer.properties.at(-1);
    if (agent?.name !== 'AGENT' || agent.value !== '' || agent.agent !== undefined)
      return problem(card.line, `BEGIN:${card.name} stands inside the card of line ${outer.line}.`);
    if (this.#open.length >= MAX_CARD_DEPTH)
      return problem(card.line, `Cards are nested deeper than ${MAX_CARD_DEPTH}.`);
    agent.agent = card;
    return undefined;
  }

  #end({ value, line, end }: Property): TextProblem | undefined {
    const card = this.#open.pop();
    const name = kindOf(value);
    if (card === undefined) return problem(line, `END:${name ?? ''} ends nothing.`);
    if (card.name !== name) return problem(line, `END does not end BEGIN:${card.name} of line ${card.line}.`);
    card.end = end;
    const agent = this.#open.at(-1)?.properties.at(-1);
    if (agent !== undefined) agent.end = end;
    return undefined;
  }
}

/** RFC 6350 §6.1.1: the value is case-insensitive. VLIST is SOGo's. */
const kindOf = (value: string): Card['name'] | undefined => {
  const name = value.trim().toUpperCase();
  return name === 'VCARD' || name === 'VLIST' ? name : undefined;
};
