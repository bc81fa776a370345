/**
 * `node infra/soak.ts [minutes]`: the tests that draw random cases, race or crash, again and again with new seeds and
 * FASTI_SOAK times as many cases, for the given time (10 minutes unless told). Ends by itself; the first failure ends it too.
 */
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const MULTIPLIER = '20';
const root = path.join(import.meta.dirname, '..');

/** The files to repeat: all of test/soak, and those that read the multiplier. */
const files = globSync('test/**/*.test.ts', { cwd: root, exclude: ['test/conformance/**'] }).filter(
  (file) => file.startsWith('test/soak/') || readFileSync(path.join(root, file), 'utf8').includes('FASTI_SOAK'),
);

const round = (): Promise<number> =>
  new Promise((done) => {
    const env = { ...process.env, FASTI_SOAK: process.env.FASTI_SOAK ?? MULTIPLIER };
    const runner = path.join(import.meta.dirname, 'test.ts');
    const child = spawn(process.execPath, [runner, ...files], { cwd: root, env, stdio: 'inherit' });
    child.on('close', (code) => done(code ?? 1));
  });

const minutes = Number(process.argv[2] ?? 10);
if (!Number.isFinite(minutes) || minutes <= 0 || files.length === 0) {
  console.error(files.length === 0 ? 'no test reads FASTI_SOAK' : 'usage: npm run soak -- <minutes>');
  process.exit(1);
}

const end = Date.now() + minutes * 60_000;
let rounds = 0;
let code = 0;
while (code === 0 && Date.now() < end) {
  code = await round();
  rounds += 1;
}
console.log(`soak: ${rounds} rounds of ${files.length} files, ${code === 0 ? 'no failure' : 'the last one failed'}`);
process.exitCode = code;
