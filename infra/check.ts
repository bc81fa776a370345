/** Types, lint and format, and the import rule, side by side. Prints what fails; fails when anything does. */
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const modules = path.join(root, 'node_modules');

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  types: [path.join(modules, '.bin/tsc'), '--pretty', 'false', '-p', 'infra/tsconfig.json'],
  'lint and format': [
    path.join(modules, `@biomejs/cli-linux-${process.arch}/biome`),
    ...['check', '--config-path', 'infra', '--error-on-warnings', '--max-diagnostics=50', '--colors=off'],
  ],
  'import rule': [process.execPath, path.join(import.meta.dirname, 'layers.ts')],
};

/** Runs one program in the project's root: its exit code, and all it said in the order it said it. */
const run = ([program = '', ...args]: readonly string[]): Promise<{ code: number; said: string }> =>
  new Promise((done) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
    child.on('error', (error) =>
      done({ code: 1, said: `${error.message}\n(npm ci --include=dev installs what is missing)` }),
    );
    child.on('close', (code) => done({ code: code ?? 1, said: Buffer.concat(said).toString() }));
  });

const results = await Promise.all(
  Object.entries(CHECKS).map(async ([name, command]) => ({ name, ...(await run(command)) })),
);
for (const { name, code, said } of results) {
  if (code === 0) console.log(`${name}: fine`);
  else console.log(`${name}: FAILED\n${said.trimEnd()}\n`);
}
process.exitCode = results.every(({ code }) => code === 0) ? 0 : 1;
