import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { importsOf, modulesOf, offencesIn } from '../infra/layers.ts';

const root = path.join(import.meta.dirname, '..');
const modules = modulesOf(root);
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const lines = (file: string) => read(file).trimEnd().split('\n').length;

/** What a module imports from the project itself, relative to the root, and whether only types come through it. */
const neighbours = (file: string): { target: string; typeOnly: boolean }[] =>
  importsOf(read(file))
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, typeOnly }) => ({ target: path.posix.join(path.posix.dirname(file), specifier), typeOnly }));

/** Beside a registry may lie the contract of its entries, named like the folder in the singular: methods/method.ts. */
const contractOf = (folder: string): string =>
  path.posix.join(folder, `${path.posix.basename(folder).replace(/ies$/, 'y').replace(/s$/, '')}.ts`);

test('the import rule holds', () => {
  assert.deepEqual(
    offencesIn(root).map(({ file, line, sentence }) => `${file}:${line}: ${sentence}`),
    [],
  );
});

test('every registry (index.ts) lists every file of its folder', () => {
  const registries = modules.filter((file) => path.posix.basename(file) === 'index.ts');
  assert.notEqual(registries.length, 0);
  const forgotten = registries.flatMap((registry) => {
    const folder = path.posix.dirname(registry);
    const listed = new Set([registry, contractOf(folder), ...neighbours(registry).map(({ target }) => target)]);
    return modules
      .filter((file) => path.posix.dirname(file) === folder && !listed.has(file))
      .map((file) => `${registry} does not list ${file}`);
  });
  assert.deepEqual(forgotten, []);
});

test('every import names a file that exists', () => {
  const known = new Set(modules);
  const missing = modules.flatMap((file) =>
    neighbours(file)
      .filter(({ target }) => !known.has(target))
      .map(({ target }) => `${file} imports ${target}`),
  );
  assert.deepEqual(missing, []);
});

/** Types are erased, so they may refer to each other: they decide no order of loading. */
test('no module imports itself by a detour', () => {
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) cycles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
    if (finished.has(file) || trail.includes(file) || !modules.includes(file)) return;
    for (const { target, typeOnly } of neighbours(file)) if (!typeOnly) visit(target, [...trail, file]);
    finished.add(file);
  };
  for (const file of modules) visit(file, []);
  assert.deepEqual(cycles, []);
});

test('no file is longer than 400 lines', () => {
  const files = globSync(['src/**/*.{ts,sql}', 'infra/*.ts'], { cwd: root });
  assert.deepEqual(
    files.filter((file) => lines(file) > 400).map((file) => `${file}: ${lines(file)} lines`),
    [],
  );
});
