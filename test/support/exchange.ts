/**
 * Exchanges as text: what a client sends and what it must get, replayed against a real server.
 *
 *     # A line of prose before the first request is the scenario's title.
 *     >>> PUT /SOGo/dav/jo/Calendar/personal/a.ics
 *     Content-Type: text/calendar
 *
 *     {event a SUMMARY:Lunch}
 *     <<< 201
 *     ETag: "{etag=}"
 *
 *     >>> GET /SOGo/dav/jo/Calendar/personal/a.ics
 *     <<< 200
 *     ETag: "{etag}"
 *
 *     ...
 *     SUMMARY:Lunch
 *     ...
 *
 * Requests are jo's unless an `As: login` header says otherwise (`As: nobody` sends no credentials). `{name=}` captures,
 * `{name}` repeats, `{*}` is anything, `{event uid lines…}` a calendar object with one event (lines separated by `|`),
 * `{card uid lines…}` a vCard 3.0.
 * Expected headers must be there (`Name: -` must not). An expected body is the whole body, line by line; `...` stands for
 * any lines. XML is compared one tag or text a line, without indentation and declarations.
 */
import assert from 'node:assert/strict';
import { basic, card, event, type Fasti } from './fasti.ts';

type Sent = {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly [string, string][];
  readonly body: string;
};
type Expected = {
  readonly status: string;
  readonly headers: readonly [string, string][];
  readonly body: readonly string[];
};
type Exchange = { readonly line: number; readonly sent: Sent; readonly expected: Expected };
export type Scenario = { readonly title: string; readonly exchanges: readonly Exchange[] };

const split = (lines: readonly string[]): { headers: [string, string][]; body: string[] } => {
  const blank = lines.indexOf('');
  const head = blank < 0 ? lines : lines.slice(0, blank);
  const body = blank < 0 ? [] : lines.slice(blank + 1);
  while (body.at(-1) === '') body.pop();
  const headers = head.map((line): [string, string] => {
    const colon = line.indexOf(':');
    assert.ok(colon > 0, `a header has a colon: ${line}`);
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return { headers, body };
};

/** The scenarios of a file, each begun by `# title`. */
export const parseExchanges = (text: string): readonly Scenario[] => {
  const scenarios: { title: string; exchanges: Exchange[] }[] = [];
  const lines = text.split('\n');
  const marks = lines.flatMap((line, at) => (/^(#|>>>|<<<)/.test(line) ? [at] : []));
  let sent: Sent | undefined;
  marks.forEach((at, index) => {
    const line = lines[at] ?? '';
    const { headers, body } = line.startsWith('#')
      ? { headers: [], body: [] }
      : split(lines.slice(at + 1, marks[index + 1]));
    if (line.startsWith('#')) {
      if (scenarios.at(-1)?.exchanges.length === 0) return;
      scenarios.push({ title: line.slice(1).trim(), exchanges: [] });
    } else if (line.startsWith('>>>')) {
      const [, method = '', path = ''] = line.split(' ');
      sent = { method, path, headers, body: body.join('\r\n') };
    } else {
      assert.ok(sent !== undefined, `line ${at + 1}: an answer follows a request`);
      const expected = { status: line.slice(3).trim(), headers, body };
      scenarios.at(-1)?.exchanges.push({ line: at + 1, sent, expected });
    }
  });
  return scenarios;
};

const TEXTS = { event, card };

const fill = (text: string, known: ReadonlyMap<string, string>): string =>
  text
    .replace(/\{(event|card) (\S+?)(?: ([^}]*))?\}/g, (_all, what: 'event' | 'card', uid: string, lines?: string) =>
      TEXTS[what](uid, ...(lines === undefined ? [] : lines.split('|'))),
    )
    .replace(/\{([a-z]\w*)\}/g, (all, name: string) => known.get(name) ?? all);

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const pattern = (expected: string): string =>
  literal(expected)
    .replace(/\\\{\\\*\\\}/g, '.*')
    .replace(/\\\{([a-z]\w*)=\\\}/g, '(?<$1>[^"<>\\s]+)');

const match = (expected: string, actual: string, known: Map<string, string>): boolean => {
  const found = new RegExp(`^${pattern(fill(expected, known))}$`, 's').exec(actual);
  for (const [name, value] of Object.entries(found?.groups ?? {})) known.set(name, value ?? '');
  return found !== null;
};

const linesOf = (body: string, type: string): string[] => {
  if (!type.includes('xml')) return body === '' ? [] : body.replace(/\r?\n$/, '').split(/\r?\n/);
  const tidy = body.replace(/^<\?xml[^>]*\?>\s*/, '').replace(/ xmlns(:\w+)?="[^"]*"/g, '');
  return tidy
    .replace(/(<[^>]+>)/g, '\n$1\n')
    .replaceAll('&#13;', '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
};

/** Expected lines against actual ones; `...` takes as few as it can. */
const matches = (expected: readonly string[], actual: readonly string[], known: Map<string, string>): boolean => {
  const [first, ...rest] = expected;
  if (first === undefined) return actual.length === 0;
  if (first === '...')
    return actual.some((_line, at) => matches(rest, actual.slice(at), known)) || matches(rest, [], known);
  return actual[0] !== undefined && match(first.trim(), actual[0], known) && matches(rest, actual.slice(1), known);
};

const headersOf = (sent: Sent, known: ReadonlyMap<string, string>): Record<string, string> => {
  const headers = Object.fromEntries(sent.headers.map(([name, value]) => [name.toLowerCase(), fill(value, known)]));
  const { as = 'jo', ...others } = headers;
  return { ...(as === 'nobody' ? {} : { authorization: basic(as) }), ...others };
};

const replay = async (fasti: Fasti, { line, sent, expected }: Exchange, known: Map<string, string>): Promise<void> => {
  const body = fill(sent.body, known);
  const response = await fetch(fasti.origin + fill(sent.path, known), {
    method: sent.method,
    headers: headersOf(sent, known),
    redirect: 'manual',
    ...(body === '' ? {} : { body }),
  });
  const text = await response.text();
  const seen = `line ${line}: ${sent.method} ${sent.path} was answered ${response.status}\n${text.slice(0, 4000)}`;
  assert.ok(match(expected.status, String(response.status), known), `expected ${expected.status}; ${seen}`);
  for (const [name, value] of expected.headers) {
    const actual = response.headers.get(name);
    if (value === '-') assert.equal(actual, null, `no header ${name}; ${seen}`);
    else assert.ok(actual !== null && match(value, actual, known), `header ${name}: ${value}, not ${actual}; ${seen}`);
  }
  if (expected.body.length === 0) return;
  const lines = linesOf(text, response.headers.get('content-type') ?? '');
  const ok = matches(expected.body, lines, known);
  if (!ok) assert.equal(lines.join('\n'), expected.body.join('\n'), seen);
};

/** Replays a scenario; what one exchange captures the next ones know. */
export const play = async (fasti: Fasti, { exchanges }: Scenario): Promise<void> => {
  const known = new Map<string, string>([['origin', fasti.origin]]);
  for (const exchange of exchanges) await replay(fasti, exchange, known);
};
