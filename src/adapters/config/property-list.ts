import { MAX_CONFIGURATION_DEPTH } from '../../domain/limits.ts';
import { Cursor, NotAPropertyList, type Place } from './cursor.ts';
import { readAngle, readText, type Scalar } from './scalar.ts';

/** A value and where it begins. */
export type Node = Place &
  (
    | { readonly is: 'scalar'; readonly value: Scalar }
    | { readonly is: 'array'; readonly items: readonly Node[] }
    | { readonly is: 'dictionary'; readonly entries: ReadonlyMap<string, Entry> }
  );
export type Dictionary = Extract<Node, { readonly is: 'dictionary' }>;

/** A key with its value; `key` is where the key stands. */
export type Entry = { readonly key: Place; readonly value: Node };

/** Something to say about a place of the text. */
export type Remark = Place & { readonly sentence: string };

/** A property list and what is odd about it, or the one thing that keeps it from being one. */
export type Parsed<Root extends Node> =
  | { readonly is: 'list'; readonly root: Root; readonly remarks: readonly Remark[] }
  | { readonly is: 'problem'; readonly problem: Remark };

type Reader = { readonly cursor: Cursor; readonly remarks: Remark[] };

const parse = <Root extends Node>(text: string, read: (reader: Reader) => Root): Parsed<Root> => {
  const reader = { cursor: new Cursor(text), remarks: [] };
  try {
    const root = read(reader);
    return { is: 'list', root, remarks: reader.remarks };
  } catch (error) {
    if (!(error instanceof NotAPropertyList)) throw error;
    return { is: 'problem', problem: { ...reader.cursor.placeOf(error.offset), sentence: error.message } };
  }
};

/**
 * Reads a configuration file: a dictionary in the text form of OpenStep and GNUstep, with or without its outer braces. An
 * empty text is an empty dictionary. Of a key that is set twice the last value counts, as GNUstep has it, and a remark
 * names both lines.
 */
export const parsePropertyList = (text: string): Parsed<Dictionary> => parse(text, readRoot);

/** Reads one value of any kind. */
export const parseValue = (text: string): Parsed<Node> =>
  parse(text, (reader) => {
    const value = readNode(reader, 0);
    readEnd(reader);
    return value;
  });

const OTHER_FORMS: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*<(?:\?xml|!DOCTYPE|plist)/i,
    'This is an XML property list; Fasti reads the text form. `sogo-tool dump-defaults -f FILE` or `plutil` converts it.',
  ],
  [/^bplist/, 'This is a binary property list; Fasti reads the text form. `plutil` converts it.'],
];

const readRoot = (reader: Reader): Dictionary => {
  const { cursor } = reader;
  const other = OTHER_FORMS.find(([form]) => form.test(cursor.text.slice(0, 1000)));
  if (other !== undefined) cursor.fail(other[1]);
  cursor.skip();
  const place = cursor.placeOf(cursor.at);
  if (cursor.next === '') reader.remarks.push({ ...place, sentence: 'The file is empty: all defaults hold.' });
  const braces = cursor.next === '{';
  const root = braces ? readDictionary(reader, 0) : { ...place, ...readEntries(reader, 0) };
  readEnd(reader);
  return root;
};

const readEnd = ({ cursor }: Reader): void => {
  cursor.skip();
  if (cursor.next !== '')
    cursor.fail(`Expected the end of the text, but ${cursor.seen()}; perhaps a bracket is closed too early.`);
};

const readNode = (reader: Reader, depth: number): Node => {
  const { cursor } = reader;
  cursor.skip();
  cursor.count();
  if (depth > MAX_CONFIGURATION_DEPTH) cursor.fail(`Values are at most ${MAX_CONFIGURATION_DEPTH} levels deep.`);
  const place = cursor.placeOf(cursor.at);
  if (cursor.next === '{') return readDictionary(reader, depth);
  if (cursor.next === '(') return readArray(reader, depth);
  const value = cursor.next === '<' ? readAngle(cursor) : readText(cursor, 'a value');
  return { ...place, is: 'scalar', value };
};

const readArray = (reader: Reader, depth: number): Node => {
  const { cursor } = reader;
  const begin = cursor.at;
  const items: Node[] = [];
  cursor.at += 1;
  for (;;) {
    cursor.skip();
    if (cursor.take(')')) return { ...cursor.placeOf(begin), is: 'array', items };
    items.push(readNode(reader, depth + 1));
    cursor.skip();
    if (cursor.next === '') cursor.fail('This list has no end: ) is missing.', begin);
    if (!cursor.take(',') && cursor.next !== ')')
      cursor.expected('a comma or ) in this list (a value with spaces or = must stand in quotes)');
  }
};

const readDictionary = (reader: Reader, depth: number): Dictionary => {
  const { cursor } = reader;
  const begin = cursor.at;
  cursor.at += 1;
  const entries = readEntries(reader, depth);
  if (cursor.next === '') cursor.fail('This dictionary has no end: } is missing.', begin);
  if (!cursor.take('}')) cursor.expected('a key or }');
  return { ...cursor.placeOf(begin), ...entries };
};

const readEntries = (reader: Reader, depth: number): Pick<Dictionary, 'is' | 'entries'> => {
  const { cursor } = reader;
  const entries = new Map<string, Entry>();
  for (cursor.skip(); cursor.next !== '' && cursor.next !== '}'; cursor.skip()) {
    const key = cursor.placeOf(cursor.at);
    const name = readText(cursor, 'a key');
    cursor.skip();
    if (!cursor.take('=')) cursor.expected('= after this key');
    const value = readNode(reader, depth + 1);
    cursor.skip();
    if (!cursor.take(';') && cursor.next !== '}')
      cursor.expected(`; after the value of ${name} (a value with spaces or = must stand in quotes)`);
    remarkAgain(reader, entries.get(name), name, key);
    entries.set(name, { key, value });
  }
  return { is: 'dictionary', entries };
};

const remarkAgain = ({ remarks }: Reader, before: Entry | undefined, name: string, key: Place): void => {
  if (before === undefined) return;
  const sentence = `${name} is set in line ${before.key.line} and again in line ${key.line}; the latter counts.`;
  remarks.push({ ...key, sentence });
};
