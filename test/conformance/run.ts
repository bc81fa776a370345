/**
 * Runs real CalDAV clients against our server: `node test/conformance/run.ts [client …] [--update]`, or against any
 * server with `--url URL --user LOGIN --password WORD`; for what takes two people there is `--colleague LOGIN`, of the same
 * password. Exit status 1 when a check of the kept list no longer passes.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Client, Result, Target } from './client.ts';
import { clients } from './clients.ts';
import { discoverBoth } from './discover.ts';
import { installPackages } from './packages.ts';
import { grown, keepPasses, keptPasses, lost, type Passes } from './passes.ts';
import { startServer } from './server.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string' },
    user: { type: 'string', default: 'u01' },
    colleague: { type: 'string' },
    password: { type: 'string', default: 'secret' },
    update: { type: 'boolean', default: false },
  },
});

/** A run that hangs in spite of every limit below it ends here. */
const WHOLE_RUN_MINUTES = 15;
setTimeout(() => {
  console.error('conformance: the time is over');
  process.exit(1);
}, WHOLE_RUN_MINUTES * 60_000).unref();

const scratch = mkdtempSync(join(tmpdir(), 'fasti-conformance-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

function print(client: Client, results: readonly Result[]): void {
  for (const { check, passed, detail } of results) {
    const reason = client.unfit?.[check];
    const verdict = reason === undefined ? (passed ? 'pass' : 'FAIL') : 'n/a ';
    const remark = reason ?? (passed ? undefined : detail);
    console.log(`${verdict}  ${client.name}/${check}${remark === undefined ? '' : `  (${remark})`}`);
  }
}

/** The checks that passed; undefined when the client could not be installed. */
async function passesOf(client: Client, target: Target): Promise<string[] | undefined> {
  const missing = await installPackages(client.install);
  if (missing.length > 0) {
    console.log(`skip  ${client.name}: needs the Debian packages ${missing.join(', ')}`);
    return undefined;
  }
  const folder = join(scratch, client.name);
  mkdirSync(folder);
  const results = await client.run(target, folder).catch((error: unknown) => {
    console.log(`FAIL  ${client.name}: ${String(error)}`);
    return [];
  });
  print(client, results);
  return results.filter(({ check, passed }) => passed && client.unfit?.[check] === undefined).map((r) => r.check);
}

async function allPasses(target: Target): Promise<Passes> {
  const passes: Passes = {};
  for (const client of clients.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    const passed = await passesOf(client, target);
    if (passed !== undefined) passes[client.name] = passed;
  }
  return passes;
}

/** Exit status. */
async function againstOurs(): Promise<number> {
  const server = await startServer(scratch);
  const { url, user, colleague, password } = server;
  const now = await discoverBoth(url, user, colleague, password).then(allPasses).finally(server.stop);
  const kept = keptPasses();
  const gone = lost(kept, now);
  const none = Object.fromEntries(Object.keys(now).map((name) => [name, []]));
  const fresh = lost(now, { ...none, ...kept });
  for (const check of gone) console.log(`LOST  ${check}`);
  if (fresh.length > 0) console.log(`new:  ${fresh.length}${values.update ? ', kept' : ' (--update keeps them)'}`);
  if (values.update) keepPasses(grown(kept, now));
  return gone.length === 0 ? 0 : 1;
}

/** Another server's results are shown only: the list is ours. */
async function against(url: string): Promise<number> {
  await allPasses(await discoverBoth(url, values.user, values.colleague, values.password));
  return 0;
}

const unknown = positionals.filter((name) => !clients.some((client) => client.name === name));
if (unknown.length > 0) throw new Error(`no such client: ${unknown.join(', ')}`);
process.exit(await (values.url === undefined ? againstOurs() : against(values.url)));
