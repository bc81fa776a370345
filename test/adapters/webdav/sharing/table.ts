/** One line of the truth table: everything that is asked of one collection by one caller, beside what the model says. */
import { basic, type Fasti } from '../../../support/fasti.ts';
import type { Case } from './cases.ts';
import { type ItemClass, leaksIn, nameOf, USES } from './items.ts';
import type { SharedKind } from './kinds.ts';
import { type Allowed, allowed, type Standing } from './model.ts';

export const XML = { 'content-type': 'application/xml' };

export type Answer = { readonly status: number; readonly text: string; readonly headers: Headers };

/** Who asks for which collection, and where. */
export type Line = {
  readonly fasti: Fasti;
  readonly kind: SharedKind;
  readonly of: Case;
  readonly who: string | undefined;
  /** Of the collection, with a slash at its end. */
  readonly base: string;
  /** The collection’s own name. */
  readonly collection: string;
  readonly standing: Standing;
  readonly showsAlarms: boolean;
  readonly etags: ReadonlyMap<string, string>;
  readonly wrong: string[];
};

/** Sends a request as somebody, or as nobody. */
export const send = async (
  { origin }: Fasti,
  who: string | undefined,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): Promise<Answer> => {
  const response = await fetch(origin + path, {
    method,
    headers: { ...(who !== undefined && { authorization: basic(who) }), ...headers },
    redirect: 'manual',
    ...(body !== undefined && { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

export class Judge {
  readonly line: Line;
  readonly seen: readonly (readonly [ItemClass, Allowed])[];
  /** Of the collection as a whole. */
  readonly all: Allowed;

  constructor(line: Line) {
    this.line = line;
    this.seen = line.kind.classes.map((of) => [of, allowed(line.standing, of.word)] as const);
    this.all = allowed(line.standing, line.kind.classes[0]?.word ?? 'card');
  }

  /** Notes a cell that differs. */
  note(cell: string, actual: unknown, expected: unknown): void {
    const [one, other] = [actual, expected].map((value) => JSON.stringify(value));
    if (one !== other)
      this.line.wrong.push(`${this.line.who ?? 'nobody'} ${this.line.of.name} ${cell}: ${one}, not ${other}`);
  }

  /** Asks, and looks for what must not be in the answer. */
  async ask(
    cell: string,
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: string,
  ): Promise<Answer> {
    const { fasti, who, collection, showsAlarms, etags } = this.line;
    const answer = await send(fasti, who, method, path, headers, body);
    const told = [...answer.headers].flat().join('\n') + answer.text;
    const asked = `${path}\n${Object.values(headers).join('\n')}\n${body ?? ''}`;
    const leaks = leaksIn(told, asked, this.seen, showsAlarms, etags, collection);
    if (leaks.length > 0) this.note(`${cell} tells`, leaks, []);
    return answer;
  }

  /** Asks, and notes another status than the expected one. */
  async status(
    cell: string,
    expected: number,
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: string,
  ): Promise<Answer> {
    const answer = await this.ask(cell, method, path, headers, body);
    // Who has no login is asked for one where it may help.
    const refused = this.line.who === undefined ? 401 : 403;
    if (this.all.isListed) this.note(cell, answer.status, expected === 403 ? refused : expected);
    else await this.absence(cell, expected, answer, [method, path, headers, body]);
    return answer;
  }

  /** What one has no role in is answered for as what never was. In one's own home that may be answered in other ways. */
  private async absence(
    cell: string,
    expected: number,
    answer: Answer,
    [method, path, headers, body]: readonly [string, string, Readonly<Record<string, string>>, string | undefined],
  ): Promise<void> {
    const { fasti, who, base, collection } = this.line;
    const never = (text: string): string => text.replaceAll(collection, 'never-made');
    const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, never(value)]));
    const other = await send(fasti, who, method, path.replace(base, never(base)), sent, body && never(body));
    this.note(`${cell}, beside what was never made`, [answer.status, never(answer.text)], [other.status, other.text]);
    if (!this.isSubscribed) this.note(cell, answer.status, expected);
  }

  /** Asks for a report, and notes which items it finds beside the expected ones. */
  async report(cell: string, body: string, expected: readonly string[]): Promise<void> {
    const { text } = await this.status(cell, this.multistatus, 'REPORT', this.line.base, { ...XML, depth: '1' }, body);
    this.note(`${cell} finds`, itemsIn(text), expected);
  }

  get multistatus(): number {
    return this.all.isListed ? 207 : 404;
  }

  /** Whether it is asked for in the home of whoever subscribed to it. */
  get isSubscribed(): boolean {
    const { base, collection } = this.line;
    return !base.includes(`/${collection}/`);
  }
}

/** The last segment of each href of a multistatus with what was found there, by name: whether it is there. */
export const membersIn = (text: string): ReadonlyMap<string, boolean> =>
  new Map(
    [...text.matchAll(/<D:response><D:href>([^<]*)<\/D:href>(.*?)<\/D:response>/gs)].map(([, href = '', rest = '']) => [
      href.replace(/\/$/, '').split('/').at(-1) ?? '',
      !rest.startsWith('<D:status>HTTP/1.1 404'),
    ]),
  );

/** Runs the work of all lines, some at a time. */
export const inTurns = async (work: readonly (() => Promise<void>)[], atOnce = 8): Promise<void> => {
  const queue = [...work];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};

/** Names of items that are there, in order. */
export const itemsIn = (text: string): readonly string[] =>
  [...membersIn(text)].flatMap(([name, isThere]) => (isThere && /^z\w+-/.test(name) ? [name] : [])).sort();

/** Names of the items of those classes that the caller is shown so. */
export const shownTo = ({ seen }: Judge, ...shows: readonly string[]): readonly string[] =>
  seen.flatMap(([of, row]) => (shows.includes(row.shows) ? USES.map((use) => nameOf(of, use)) : [])).sort();
