/**
 * Who may import whom (the import rule). The tables are the rule; the rest reads import statements and names offences.
 * `node infra/layers.ts [directory]` prints one line per offence and fails when there is one.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

type Layer = {
  /** A file belongs to the layer with the longest folder that holds it; `*` stands for one folder name. */
  readonly folder: string;
  /** Folders it may import besides its own. */
  readonly may: readonly string[];
  /** Whether built-in modules of Node.js are allowed: what is pure has none. */
  readonly builtins: boolean;
};

/** The layers, from the inside out. */
const LAYERS: readonly Layer[] = [
  { folder: 'src/domain', may: [], builtins: false },
  { folder: 'src/projections', may: ['src/domain'], builtins: false },
  { folder: 'src/workers', may: ['src/domain', 'src/projections'], builtins: true },
  { folder: 'src/adapters/*', may: ['src/domain', 'src/projections'], builtins: true },
  { folder: 'src/adapters/webdav', may: ['src/domain', 'src/projections', 'src/adapters/http'], builtins: true },
  ...['caldav', 'carddav'].map((dialect) => ({
    folder: `src/adapters/${dialect}`,
    may: ['src/domain', 'src/projections', 'src/adapters/http', 'src/adapters/webdav'],
    builtins: true,
  })),
  { folder: 'src/adapters/activesync', may: ['src/domain', 'src/projections', 'src/adapters/http'], builtins: true },
  { folder: 'src/composition', may: ['src'], builtins: true },
  { folder: 'src/main.ts', may: ['src'], builtins: true },
];

/** Where each package may be imported. A package that is not named here may be imported nowhere. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  bcryptjs: ['src/adapters/directory/passwords'],
  commander: ['src/main.ts', 'src/adapters/cli'],
  ioredis: ['src/adapters/rate-limit'],
  ldapts: ['src/adapters/directory/ldap'],
  pg: ['src/adapters/postgres', 'src/adapters/directory/sql', 'src/adapters/rate-limit'],
  'pg-copy-streams': ['src/adapters/postgres'],
  pino: ['src/main.ts', 'src/adapters/http'],
  'rate-limiter-flexible': ['src/adapters/rate-limit'],
  saxes: ['src/adapters/webdav/xml'],
  zod: ['src/adapters/config'],
};

/** One import statement: the 1-based line it starts on, what it names, and whether only types come through it. */
export type Import = { readonly line: number; readonly specifier: string; readonly typeOnly: boolean };

/** One line of the report. `file` is relative to the root, with forward slashes; `line` is 1-based. */
export type Offence = { readonly file: string; readonly line: number; readonly sentence: string };

const STATIC = /^[ \t]*(?:import|export)\b(\s+type\b)?(?:\s*[\w$*{][^'";]*?\bfrom)?\s*(['"])([^'"\n]+)\2/gm;
const DYNAMIC = /\bimport\s*\(\s*(?:(['"`])([^'"`$]+)\1)?/g;
const COMMENT = /^\s*(?:\*|\/\/|\/\*)/;

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/**
 * All imports of a module's text: static, `export … from`, `import type`, dynamic and `import('…')` in types. A dynamic
 * import without a literal has the specifier ''. Text that only looks like an import is reported too, never the reverse.
 */
export const importsOf = (text: string): Import[] => {
  const found: Import[] = [];
  for (const match of text.matchAll(STATIC)) {
    const line = lineAt(text, match.index + match[0].search(/\S/));
    found.push({ line, specifier: match[3] ?? '', typeOnly: match[1] !== undefined });
  }
  const lines = text.split('\n');
  for (const match of text.matchAll(DYNAMIC)) {
    const line = lineAt(text, match.index);
    if (COMMENT.test(lines[line - 1] ?? '')) continue;
    found.push({ line, specifier: match[2] ?? '', typeOnly: false });
  }
  return found;
};

const within = (file: string, folder: string): boolean => file === folder || file.startsWith(`${folder}/`);

const ownFolder = (layer: Layer, file: string): string =>
  layer.folder.endsWith('/*') ? file.split('/').slice(0, layer.folder.split('/').length).join('/') : layer.folder;

const holds = (layer: Layer, file: string): boolean =>
  layer.folder.endsWith('/*')
    ? within(file, layer.folder.slice(0, -2)) && ownFolder(layer, file) !== file
    : within(file, layer.folder);

const layerOf = (file: string): Layer | undefined =>
  LAYERS.filter((layer) => holds(layer, file)).sort((a, b) => b.folder.length - a.folder.length)[0];

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const outside = (file: string, layer: Layer, specifier: string): string | undefined => {
  if (specifier.startsWith('node:')) {
    return layer.builtins
      ? undefined
      : `${layer.folder} is pure and uses no built-in module, but imports ${specifier}.`;
  }
  const homes = PACKAGES[packageName(specifier)];
  if (homes === undefined) return `the package ${packageName(specifier)} has no place in infra/layers.ts.`;
  if (homes.some((home) => within(file, home))) return undefined;
  return `${packageName(specifier)} may be imported only in ${homes.join(' and ')}.`;
};

/** Why this import is not allowed in this file, as a sentence; undefined when it is. */
export const offenceOf = (file: string, specifier: string): string | undefined => {
  const layer = layerOf(file);
  if (layer === undefined) return 'this file is in no layer; the folders are listed in infra/layers.ts.';
  if (specifier === '') return 'a dynamic import must name its module literally, so that it can be checked.';
  if (!specifier.startsWith('.')) return outside(file, layer, specifier);
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const allowed = [ownFolder(layer, file), ...layer.may];
  if (allowed.some((folder) => within(target, folder))) return undefined;
  return `may not import ${target}; allowed from here: ${allowed.join(', ')}.`;
};

/** The modules below `root`/src, relative to `root`, sorted. */
export const modulesOf = (root: string): string[] => globSync('src/**/*.ts', { cwd: root }).sort();

/** Every offence against the import rule in the tree at `root` (the folder that holds src). */
export const offencesIn = (root: string): Offence[] =>
  modulesOf(root).flatMap((file) =>
    importsOf(readFileSync(path.join(root, file), 'utf8')).flatMap(({ line, specifier }) => {
      const sentence = offenceOf(file, specifier);
      return sentence === undefined ? [] : [{ file, line, sentence }];
    }),
  );

if (import.meta.main) {
  const offences = offencesIn(process.argv[2] ?? path.join(import.meta.dirname, '..'));
  for (const { file, line, sentence } of offences) console.log(`${file}:${line}: ${sentence}`);
  process.exitCode = offences.length === 0 ? 0 : 1;
}
