/**
 * Runs the tests, all files in one process: `node infra/test.ts [file or folder …] [--option of node --test …]`.
 * Fails when no test ran, so that a mistyped folder is not a success.
 */
import { spawn } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
/** Run by their own commands: they need minutes, or a suite from outside. */
const ELSEWHERE = ['test/conformance/', 'test/soak/'];

const filesBelow = (place: string): string[] => {
  if (statSync(path.join(root, place), { throwIfNoEntry: false })?.isFile() === true) return [place];
  return globSync(`${place.replace(/\/+$/, '')}/**/*.test.ts`, { cwd: root }).sort();
};

const args = process.argv.slice(2);
const options = args.filter((arg) => arg.startsWith('-'));
const places = args.filter((arg) => !arg.startsWith('-'));
const files =
  places.length > 0
    ? places.flatMap(filesBelow)
    : filesBelow('test').filter((file) => !ELSEWHERE.some((folder) => file.startsWith(folder)));

if (files.length === 0) {
  console.error(`no test files in ${places.join(', ') || 'test'}`);
  process.exit(1);
}

const reporters = ['spec', path.join(import.meta.dirname, 'some-test-ran.ts')].flatMap((reporter) => [
  `--test-reporter=${reporter}`,
  '--test-reporter-destination=stdout',
]);
const child = spawn(process.execPath, ['--test', '--test-isolation=none', ...reporters, ...options, ...files], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
