/** Searches and completions in address books of several sizes, every answer checked. */
import { type Connection, openConnection } from './connection.ts';
import { readMultistatus } from './multistatus.ts';
import type { OwnServer } from './own-server.ts';

const LANES = 8;
const SYLLABLES = [
  'an',
  'bel',
  'chi',
  'dor',
  'e',
  'fal',
  'gun',
  'hil',
  'is',
  'jor',
  'ka',
  'lem',
  'mar',
  'no',
  'os',
  'per',
];
const SOUGHT = 'Quux';
const TYPED = 'mar';
const COMPLETIONS = 20;

/** A name of three to five syllables that `n` decides. */
const nameOf = (n: number): string => {
  const digits = Math.imul(n + 1, 0x9e3779b1) >>> 0;
  const syllables = Array.from({ length: 3 + (digits % 3) }, (_, at) => SYLLABLES[(digits >>> (at * 5 + 2)) & 15]);
  return syllables.join('');
};

const cardOf = (n: number, isSought: boolean): string => {
  const [given, family] = [nameOf(n), `${isSought ? SOUGHT : ''}${nameOf(n * 7 + 3)}`];
  const lines = [
    `UID:card-${n}`,
    `N:${family};${given};;;`,
    `FN:${given} ${family}`,
    `EMAIL:${given}@${family}.example`,
  ];
  const rest = [`TEL:+49 30 ${1_000_000 + n}`, `ORG:${nameOf(n % 200)} AG`, 'NOTE:met at the fair'];
  return ['BEGIN:VCARD', 'VERSION:3.0', ...lines, ...rest, 'END:VCARD', ''].join('\r\n');
};

type Book = { readonly path: string; readonly size: number; readonly sought: ReadonlySet<string> };

/** Rejects when a request is answered otherwise. */
const must = async (connection: Connection, status: number, method: string, path: string, body = ''): Promise<void> => {
  const answer = await connection.ask(method, path, { 'content-type': 'text/vcard' }, body);
  if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status}`);
};

const makeBook = async (lanes: readonly Connection[], home: string, size: number, hits: number): Promise<Book> => {
  const path = `${home}bench-${size}/`;
  for (const lane of lanes.slice(0, 1)) await must(lane, 201, 'MKCOL', path);
  const every = Math.floor(size / hits);
  const isSought = (n: number): boolean => n % every === 0 && n / every < hits;
  let next = 0;
  const fill = async (lane: Connection): Promise<void> => {
    for (let n = next++; n < size; n = next++) await must(lane, 201, 'PUT', `${path}${n}.vcf`, cardOf(n, isSought(n)));
  };
  await Promise.all(lanes.map(fill));
  const sought = Array.from({ length: size }, (_, n) => n).filter(isSought);
  return { path, size, sought: new Set(sought.map((n) => `${n}.vcf`)) };
};

/** RFC 6352 §8.6.3 */
const QUERY =
  '<R:addressbook-query xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav">' +
  '<prop><getetag/><R:address-data/></prop><R:filter><R:prop-filter name="FN">' +
  `<R:text-match match-type="contains">${SOUGHT.toUpperCase()}</R:text-match></R:prop-filter></R:filter></R:addressbook-query>`;

const condition = (name: string): string =>
  `<R:prop-filter name="${name}"><R:text-match>${TYPED}</R:text-match></R:prop-filter>`;

/** RFC 6352 §8.6.4 */
const COMPLETION =
  '<R:addressbook-query xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"><prop><R:address-data/></prop>' +
  `<R:filter test="anyof">${condition('FN')}${condition('EMAIL')}</R:filter>` +
  `<R:limit><R:nresults>${COMPLETIONS}</R:nresults></R:limit></R:addressbook-query>`;

const ask = async (connection: Connection, path: string, query: string) => {
  const answer = await connection.ask('REPORT', path, { depth: '1', 'content-type': 'application/xml' }, query);
  const found = readMultistatus(answer, path);
  if (typeof found === 'string') throw new Error(found);
  return { ms: answer.ms, names: new Set(found.members.keys()) };
};

/** Milliseconds of one search. */
const search = async (connection: Connection, { path, sought }: Book): Promise<number> => {
  const { ms, names } = await ask(connection, path, QUERY);
  if (names.symmetricDifference(sought).size > 0) throw new Error(`${names.size} cards, not the ${sought.size} sought`);
  return ms;
};

/** Whether a name or organisation of the card begins with what was typed. */
const isBegun = (n: number): boolean => [n, n * 7 + 3, n % 200].some((of) => nameOf(of).startsWith(TYPED));

/** Milliseconds of one completion. */
const complete = async (connection: Connection, { path }: Book): Promise<number> => {
  const { ms, names } = await ask(connection, path, COMPLETION);
  if (names.size !== COMPLETIONS) throw new Error(`${names.size} cards, not ${COMPLETIONS}`);
  const other = [...names].find((name) => !isBegun(Number.parseInt(name, 10)));
  if (other !== undefined) throw new Error(`${other} has nothing that begins with ${TYPED}`);
  return ms;
};

const rounded = (number: number): number => Number(number.toPrecision(3));

/**
 * Fills a book of each size and asks each in turn; a row of milliseconds for each book. Rejects at the first answer that is
 * not right, also at a completion with a card of which no name begins with what was typed.
 */
export const measureSearches = async (
  server: Pick<OwnServer, 'url' | 'login'>,
  sizes: readonly number[],
  hits: number,
  queries: number,
) => {
  const authorization = `Basic ${btoa(`${server.login.user}:${server.login.password}`)}`;
  const lanes = Array.from({ length: LANES }, () => openConnection(server.url, authorization));
  try {
    const books: Book[] = [];
    const home = `${server.url.pathname}${server.login.user}/Contacts/`;
    for (const size of sizes) books.push(await makeBook(lanes, home, size, hits));
    const times = books.map((book) => ({ book, searches: [] as number[], completions: [] as number[] }));
    for (let turn = 0; turn < queries; turn++)
      for (const { book, searches, completions } of times) {
        searches.push(await search(lanes[0] as Connection, book));
        completions.push(await complete(lanes[0] as Connection, book));
      }
    const quantile = (of: readonly number[] = [], q = 0.5): number =>
      rounded(of.toSorted((a, b) => a - b)[Math.floor(queries * q)] ?? Number.NaN);
    return times.map(({ book, searches, completions }) => ({
      cards: book.size,
      found: hits,
      'min ms': quantile(searches, 0),
      'p50 ms': quantile(searches),
      'p95 ms': quantile(searches, 0.95),
      'ratio of p50': rounded(quantile(searches) / quantile(times[0]?.searches)),
      'completion p50 ms': quantile(completions),
      'p95 of it': quantile(completions, 0.95),
    }));
  } finally {
    for (const lane of lanes) lane.close();
  }
};
