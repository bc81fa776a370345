import { OLD_NAMES } from '../../domain/settings/old-names.ts';
import { ROWS } from '../../domain/settings/table.ts';
import { ENVIRONMENT_LINE, type Findings } from './findings.ts';
import { type Entry, type Node, parseValue } from './property-list.ts';

/** What may be a key: no word in capitals, which others use. */
const KEY = /^(?:SOGo|OCS|WO|Fasti|NG|MySQL4|Sx)[A-Z]\w*[a-z]/;
/** Prefixes that nobody else has: an unknown name with one of them is a slip. */
const OURS = /^(?:SOGo|OCS|WO|Fasti)/;
const NOWHERE = { line: ENVIRONMENT_LINE, column: 0 };

/** True when a variable may be a key of the configuration. */
export const hasKeys = (environment: NodeJS.ProcessEnv): boolean =>
  Object.keys(environment).some((name) => KEY.test(name));

/**
 * The keys that the environment sets, for the system. Text that begins with `(`, `{` or `"` is a property list, any other
 * is the value itself.
 */
export const keysOfEnvironment = (environment: NodeJS.ProcessEnv, findings: Findings): ReadonlyMap<string, Entry> => {
  const entries = new Map<string, Entry>();
  for (const [name, text = ''] of Object.entries(environment)) {
    if (!KEY.test(name)) continue;
    findings.place(name, ENVIRONMENT_LINE);
    const key = Object.hasOwn(OLD_NAMES, name) ? OLD_NAMES[name] : name;
    if (key === undefined || !Object.hasOwn(ROWS, key)) {
      if (OURS.test(name)) findings.warnUnknown(name, name, Object.keys(ROWS));
      continue;
    }
    if (key !== name) findings.warn(name, `is the old name of ${key}.`);
    const value = valueIn(name, text, findings);
    if (value !== undefined) entries.set(key, { key: NOWHERE, value });
  }
  return entries;
};

const valueIn = (name: string, text: string, findings: Findings): Node | undefined => {
  if (!/^\s*[({"]/.test(text)) return { ...NOWHERE, is: 'scalar', value: text };
  const parsed = parseValue(text);
  if (parsed.is === 'problem') {
    findings.refuse(name, `is not a property list, at character ${parsed.problem.column}: ${parsed.problem.sentence}`);
    return undefined;
  }
  return inEnvironment(parsed.root);
};

/** The same value, without lines: those of a variable are nobody's. */
const inEnvironment = (node: Node): Node => {
  if (node.is === 'scalar') return { ...node, ...NOWHERE };
  if (node.is === 'array') return { ...node, ...NOWHERE, items: node.items.map(inEnvironment) };
  const entries = [...node.entries].map(
    ([key, { value }]) => [key, { key: NOWHERE, value: inEnvironment(value) }] as const,
  );
  return { ...node, ...NOWHERE, entries: new Map(entries) };
};
