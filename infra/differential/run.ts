/**
 * Shares calendars and address books in SOGo and in Fasti, step for step the same, and prints where they answer
 * differently: `npm run differential -- --sogo URL`, or `node infra/differential/run.ts --help`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type OwnServer, startOwnServer } from '../bench/own-server.ts';
import { compare, unused } from './compare.ts';
import { DECIDED } from './decided.ts';
import { grouped } from './report.ts';
import { record, type Table } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import { ask, OWNER, PEOPLE, type Site } from './site.ts';

const HELP = `npm run differential -- [option ...]

  --sogo URL           the DAV tree of the SOGo (http://127.0.0.1:20080/SOGo/dav)
  --fasti URL          the DAV tree of a running Fasti; without it one is started for the time of the run
  --only WORD[,WORD]   only these scenarios: ${SCENARIOS.map(({ name }) => name).join(', ')}
  --tables FOLDER      writes the answers of both below FOLDER, as sogo.txt and fasti.txt
  --sogo-alone         does not ask Fasti: with --tables, to read what SOGo says
  --decided            prints the decided differences too, not only their number
  --help               this text

Both servers know the users u01 to u09 with the password “secret” and the superuser sogo-tests-super with “sogo”; public
access is on, and SOGoCalendarDefaultRoles is (PublicDAndTViewer). The exit code is 1 when there is a difference that
nobody has decided, and 2 when there is no SOGo to compare with: it is no part of this project, nor of its checks.`;

const { values } = parseArgs({
  options: {
    sogo: { type: 'string', default: 'http://127.0.0.1:20080/SOGo/dav' },
    fasti: { type: 'string' },
    only: { type: 'string' },
    tables: { type: 'string' },
    'sogo-alone': { type: 'boolean', default: false },
    decided: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const words = values.only?.split(',') ?? [''];
const chosen = SCENARIOS.filter(({ name }) => words.some((word) => name.includes(word)));

const siteAt = (label: string, url: string): Site => ({ label, root: url.replace(/\/$/, '') });

/** Whether somebody who knows the owner answers there. */
const answers = async (site: Site): Promise<boolean> => {
  const answer = await ask(site, OWNER, 'PROPFIND', `/${OWNER}/`, { headers: { depth: '0' } }).catch(() => undefined);
  return answer?.status === 207;
};

const keep = (label: string, table: Table): void => {
  if (values.tables === undefined) return;
  mkdirSync(values.tables, { recursive: true });
  writeFileSync(
    `${values.tables}/${label}.txt`,
    [...table].map(([step, answer]) => `${step}  →  ${answer}\n`).join(''),
  );
};

const tableOf = async (site: Site): Promise<Table> => {
  const table = await record(chosen, site);
  keep(site.label, table);
  return table;
};

/** Exit code. */
const report = (sogo: Table, fasti: Table): number => {
  const differences = compare(sogo, fasti, DECIDED);
  const open = differences.filter(({ why }) => why === undefined);
  const meant = differences.filter(({ why }) => why !== undefined);
  for (const line of grouped(open)) console.log(`DIFFERENT  ${line}`);
  if (values.decided) for (const line of grouped(meant)) console.log(`decided  ${line}`);
  if (values.only === undefined)
    for (const { why } of unused(differences, DECIDED)) console.log(`not seen any more: ${why}`);
  const same = sogo.size - differences.length;
  console.log(`${sogo.size} steps: ${same} the same, ${meant.length} decided, ${open.length} different`);
  return open.length === 0 ? 0 : 1;
};

/** The settings of the rig that sharing depends on. */
const CONFIGURATION = `{
  SOGoSuperUsernames = (sogo-tests-super);
  SOGoCalendarDefaultRoles = (PublicDAndTViewer);
  SOGoEnablePublicAccess = YES;
  SOGoLanguage = English;
  SOGoTimeZone = "America/Toronto";
}`;

/** A Fasti that knows the same people by the same names as the rig. */
const startFasti = async (): Promise<OwnServer> => {
  const server = await startOwnServer(CONFIGURATION);
  await server.addUsers([...PEOPLE].map(([login, { name, password }]) => ({ login, name, password })));
  return server;
};

/** Exit code. */
const run = async (): Promise<number> => {
  const sogo = siteAt('sogo', values.sogo);
  if (!(await answers(sogo))) {
    console.error(`differential: no SOGo that knows ${OWNER} answers at ${values.sogo}. Nothing was compared.`);
    return 2;
  }
  if (values['sogo-alone']) {
    await tableOf(sogo);
    return 0;
  }
  let own: OwnServer | undefined;
  try {
    if (values.fasti === undefined) own = await startFasti();
    const fasti = siteAt('fasti', values.fasti ?? own?.url.href ?? '');
    return report(...(await Promise.all([tableOf(sogo), tableOf(fasti)])));
  } finally {
    await own?.stop();
  }
};

if (values.help) console.log(HELP);
else process.exitCode = await run();
