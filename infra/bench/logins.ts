/** How many logins a second: many users in turn, whose passwords were verified once. `npm run bench -- logins --help` */
import { parseArgs } from 'node:util';
import { type Answer, openConnection } from './connection.ts';
import { startOwnServer } from './own-server.ts';
import { watch } from './process-tree.ts';

const HELP = `npm run bench -- logins [--users 100] [--seconds 5]

Starts a server with so many users, lets each log in once, and then has all of them ask who they are, each on a
connection of his own, again and again: each request is a login. Every answer must name the one who asked.`;

const WHO = '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>';

type User = { readonly login: string; readonly ask: () => Promise<Answer>; close(): void };

const userAt = (url: URL, login: string): User => {
  const { ask, close } = openConnection(url, `Basic ${btoa(`${login}:${login}`)}`);
  return { login, ask: () => ask('PROPFIND', url.pathname, { Depth: '0' }, WHO), close };
};

/** Rejects unless the answer is that of this user. */
const logIn = async ({ login, ask }: User): Promise<number> => {
  const { status, body, ms } = await ask();
  if (status !== 207 || !body.toString().includes(`/${login}/`)) throw new Error(`${login} was answered ${status}`);
  return ms;
};

const rounded = (number: number): number => Number(number.toPrecision(3));

const measure = async (users: readonly User[], seconds: number, pid: number | undefined) => {
  const watched = watch(pid);
  const begin = performance.now();
  const times: number[] = [];
  const work = async (user: User): Promise<void> => {
    while (performance.now() - begin < seconds * 1000) times.push(await logIn(user));
  };
  await Promise.all(users.map(work));
  const elapsed = (performance.now() - begin) / 1000;
  const cpuMs = watched.stop()?.cpuMs ?? Number.NaN;
  const sorted = times.toSorted((a, b) => a - b);
  const quantile = (q: number): number => rounded(sorted[Math.floor(sorted.length * q)] ?? 0);
  return {
    users: users.length,
    'logins/s': rounded(times.length / elapsed),
    'p50 ms': quantile(0.5),
    'p95 ms': quantile(0.95),
    'cpu ms/login': rounded(cpuMs / times.length),
  };
};

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false },
  },
});
const [count, seconds] = [Number(values.users), Number(values.seconds)];
if (values.help) console.log(HELP);
else if (!(count > 0 && count <= 500 && seconds > 0 && seconds <= 60)) {
  console.error('bench: --users wants 1 to 500, --seconds up to 60.');
  process.exitCode = 2;
} else {
  const server = await startOwnServer();
  const users: User[] = [];
  try {
    const logins = Array.from({ length: count }, (_, n) => `user${n}`);
    await server.addUsers(logins.map((login) => ({ login, name: login, password: login })));
    users.push(...logins.map((login) => userAt(server.url, login)));
    const first = performance.now();
    for (const user of users) await logIn(user);
    const cold = rounded((performance.now() - first) / count);
    console.table([{ ...(await measure(users, seconds, server.pid)), 'first login ms': cold }]);
  } finally {
    for (const { close } of users) close();
    await server.stop();
  }
}
