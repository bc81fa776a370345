/** How fast the server is: `npm run bench -- --help` tells what can be asked. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bench } from './bench.ts';
import { HELP, Misused, type Options, readOptions } from './options.ts';
import { startOwnServer } from './own-server.ts';
import { type Ratio, type Row, ratiosOf } from './row.ts';
import { type Server, serverAt } from './server.ts';

/** A run that takes longer ends with what it has. */
const WHOLE_RUN_MS = 30 * 60_000;

const kilobytes = (bytes: number): number => Math.round(bytes / 100) / 10;
const where = ({ phase, connections, size }: Row | Ratio) => ({ phase, 'conn.': connections, items: size ?? '' });

const printRows = (rows: readonly Row[]): void =>
  console.table(
    rows.map((row) => ({
      ...where(row),
      server: row.server,
      'op/s': row.perSecond,
      'p50 ms': row.p50,
      'p95 ms': row.p95,
      'p99 ms': row.p99,
      'kB/op': kilobytes(row.bytes),
      'cpu ms/op': row.cpuMs ?? '',
      'rss MB': row.rssMb ?? '',
      answers: row.problem === undefined ? row.operations : `WRONG ${row.errors}/${row.operations}`,
    })),
  );

const printRatios = (ratios: readonly Ratio[]): void =>
  console.table(
    ratios.map((ratio) => ({
      ...where(ratio),
      ratio: ratio.servers,
      'op/s': ratio.perSecond ?? 'wrong',
      p50: ratio.p50 ?? 'wrong',
      p95: ratio.p95 ?? 'wrong',
    })),
  );

const report = (rows: readonly Row[], servers: readonly Server[], { json, seconds }: Options): void => {
  const ratios = ratiosOf(rows, servers.length);
  printRows(rows);
  if (ratios.length > 0) printRatios(ratios);
  for (const { phase, server, problem } of rows.filter((row) => row.problem !== undefined))
    console.log(`WRONG ${phase} at ${server}: ${problem}`);
  if (json === undefined) return;
  const machine = { cpus: os.availableParallelism(), node: process.version, at: new Date().toISOString() };
  writeFileSync(json, `${JSON.stringify({ machine, seconds, rows, ratios }, null, 2)}\n`);
};

const measure = async (options: Options): Promise<number> => {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const timer = setTimeout(() => stop.abort(), WHOLE_RUN_MS);
  const own = options.url === undefined ? await startOwnServer() : undefined;
  try {
    const first = own ? { ...own, home: undefined, label: 'fasti' } : options.url!;
    const servers: Server[] = [];
    for (const address of [first, ...options.vs]) servers.push(await serverAt(address.url, address.login, address));
    const begins = (what: string): void => console.error(what);
    const rows = await bench(servers, { ...options, signal: stop.signal, begins });
    report(rows, servers, options);
    return !stop.signal.aborted && rows.every(({ problem }) => problem === undefined) ? 0 : 1;
  } finally {
    clearTimeout(timer);
    await own?.stop();
  }
};

/** What is measured by a program of its own. */
const PROGRAMS: Readonly<Record<string, string>> = {
  log: 'log.ts',
  logins: 'logins.ts',
  contacts: 'contacts.ts',
  sharing: 'sharing.ts',
};

const runProgram = (name: string, args: readonly string[]): Promise<number> =>
  new Promise((done) => {
    const program = path.join(import.meta.dirname, name);
    const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    child.on('close', (code) => done(code ?? 1));
  });

const main = async ([command, ...rest]: readonly string[]): Promise<number> => {
  const program = command === undefined ? undefined : PROGRAMS[command];
  if (program !== undefined) return runProgram(program, rest);
  const options = readOptions(command === undefined ? [] : [command, ...rest]);
  if (!options.help) return measure(options);
  console.log(HELP);
  return 0;
};

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof Misused ? 2 : 1;
}
