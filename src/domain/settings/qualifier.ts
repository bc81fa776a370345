import { MAX_QUALIFIER, MAX_QUALIFIER_DEPTH } from '../limits.ts';

/**
 * An EOQualifier: what SOGo's `filter` of a user source says. `*` in a value stands for any characters; a value that
 * is `*` alone asks whether the field is there.
 */
export type Qualifier =
  | { readonly is: 'compare'; readonly field: string; readonly operator: '=' | '<>'; readonly value: string }
  | { readonly is: 'and' | 'or'; readonly of: readonly Qualifier[] }
  | { readonly is: 'not'; readonly of: Qualifier };

/** Why a text is no qualifier: a sentence, and the character (from 1) where it ends to be one. */
export type QualifierProblem = { readonly problem: string; readonly at: number };

type Token =
  | { readonly is: 'word' | 'quoted' | 'operator'; readonly text: string; readonly at: number }
  | { readonly is: '(' | ')' | 'end'; readonly text: string; readonly at: number };

const TOKEN = /\s*(?:([()])|(<>|!=|==|=)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s()=<>!'"]+))/suy;

/** The operators of EOQualifier that SOGo's sources understand. A LIKE is an `=`, as `*` has its meaning in both. */
const OPERATORS: Readonly<Record<string, '=' | '<>'>> = {
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  like: '=',
  caseinsensitivelike: '=',
};

class Unreadable extends Error {
  readonly at: number;
  constructor(problem: string, at: number) {
    super(problem);
    this.at = at;
  }
}

const unescaped = (text: string): string => text.replace(/\\(.)/gsu, '$1');

const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = [];
  const reader = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (reader.lastIndex < end) {
    const from = reader.lastIndex;
    const match = reader.exec(text);
    if (match === null) throw new Unreadable('A quotation has no end, or a sign has no meaning here.', from + 1);
    const [whole, bracket, operator, single, double, word] = match;
    const at = from + whole.length - whole.trimStart().length + 1;
    if (bracket !== undefined) tokens.push({ is: bracket === '(' ? '(' : ')', text: bracket, at });
    else if (operator !== undefined) tokens.push({ is: 'operator', text: operator, at });
    else if (word !== undefined) tokens.push({ is: 'word', text: word, at });
    else tokens.push({ is: 'quoted', text: unescaped(single ?? double ?? ''), at });
  }
  tokens.push({ is: 'end', text: 'the end', at: end + 1 });
  return tokens;
};

/** Reads an EOQualifier: NOT binds closest, then AND, then OR. Limited in length and depth. */
export const parseQualifier = (text: string): Qualifier | QualifierProblem => {
  if (text.length > MAX_QUALIFIER) return { problem: `A filter has at most ${MAX_QUALIFIER} characters.`, at: 1 };
  try {
    return new QualifierReader(tokensOf(text)).read();
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message, at: error.at };
    throw error;
  }
};

class QualifierReader {
  #next = 0;
  #depth = 0;
  readonly #tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  read(): Qualifier {
    const qualifier = this.#joined('or');
    if (this.#token.is !== 'end') this.#fail('AND, OR or the end');
    return qualifier;
  }

  get #token(): Token {
    return this.#tokens[this.#next] ?? { is: 'end', text: 'the end', at: 1 };
  }

  #fail(expected: string): never {
    throw new Unreadable(`Expected ${expected}, but there is ${this.#token.text}.`, this.#token.at);
  }

  #takeWord(word: string): boolean {
    if (this.#token.is !== 'word' || this.#token.text.toLowerCase() !== word) return false;
    this.#next += 1;
    return true;
  }

  #joined(is: 'and' | 'or'): Qualifier {
    const of: [Qualifier, ...Qualifier[]] = [this.#operand(is)];
    while (this.#takeWord(is)) of.push(this.#operand(is));
    return of.length === 1 ? of[0] : { is, of };
  }

  #operand(is: 'and' | 'or'): Qualifier {
    return is === 'or' ? this.#joined('and') : this.#single();
  }

  #single(): Qualifier {
    this.#depth += 1;
    if (this.#depth > MAX_QUALIFIER_DEPTH)
      throw new Unreadable(`A filter is at most ${MAX_QUALIFIER_DEPTH} levels deep.`, this.#token.at);
    const qualifier = this.#takeWord('not')
      ? ({ is: 'not', of: this.#single() } as const)
      : this.#token.is === '('
        ? this.#inParentheses()
        : this.#compare();
    this.#depth -= 1;
    return qualifier;
  }

  #inParentheses(): Qualifier {
    this.#next += 1;
    const qualifier = this.#joined('or');
    if (this.#token.is !== ')') this.#fail('a closing parenthesis');
    this.#next += 1;
    return qualifier;
  }

  #compare(): Qualifier {
    const field = this.#token;
    if (field.is !== 'word') this.#fail('the name of a field');
    this.#next += 1;
    const name = this.#token.text.toLowerCase().replace(/:$/, '');
    const operator = Object.hasOwn(OPERATORS, name) && this.#token.is !== 'quoted' ? OPERATORS[name] : undefined;
    if (operator === undefined) this.#fail('=, <> or LIKE');
    this.#next += 1;
    const value = this.#token;
    if (value.is !== 'word' && value.is !== 'quoted') this.#fail('a value in quotes');
    this.#next += 1;
    return { is: 'compare', field: field.text, operator, value: value.text };
  }
}

const quoted = (value: string): string => `'${value.replace(/['\\]/g, '\\$&')}'`;

/** The text that `parseQualifier` reads as this qualifier. */
export const printQualifier = (qualifier: Qualifier): string => {
  switch (qualifier.is) {
    case 'compare':
      return `${qualifier.field} ${qualifier.operator} ${quoted(qualifier.value)}`;
    case 'not':
      return `NOT ${asOperand(qualifier.of)}`;
    case 'and':
    case 'or':
      return qualifier.of.map(asOperand).join(qualifier.is === 'and' ? ' AND ' : ' OR ');
  }
};

const asOperand = (qualifier: Qualifier): string =>
  qualifier.is === 'and' || qualifier.is === 'or' ? `(${printQualifier(qualifier)})` : printQualifier(qualifier);
