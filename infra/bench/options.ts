/** The command line of the bench. */
import { parseArgs } from 'node:util';
import { type Phase, phases, phasesOf } from './phases.ts';
import type { Login } from './server.ts';

export const HELP = `npm run bench                  how fast the server is here: starts one of its own, measures, stops it
npm run bench -- log [...]     the event log by itself: group commit, rebuilding (--seconds 3, --events 20000, --json)
npm run bench -- logins [...]  users whose passwords are remembered, each request a login (--users 100, --seconds 5)
npm run bench -- contacts [...]  searches of address books of several sizes (--sizes 5000,50000, --hits 20)
npm run bench -- sharing [...]  what a shared calendar costs others (--items 10000, --turns 40)
npm run bench -- [option ...]

  --url URL            measure the running server at URL instead; http on loopback only
  --user, --password   its user (bench, bench); a URL may bring its own: http://user:password@127.0.0.1:5232/
  --calendars PATH     the folder below which calendars are made there; found by discovery unless given
  --vs URL[,URL]       measure these servers too, round by round in turn, and print the ratios
  --only WORD[,WORD]   only these phases: ${phases.map(({ name }) => name).join(', ')};
                       a part will do: put is put-new and put-update
  --sizes 1000,10000   events in the calendars that are listed, queried and synchronized
  --connections 1,8,64 for the phases of small requests; the others use one
  --seconds 3          per phase and server
  --json FILE          write all figures to FILE
  --help               this text

Every answer is checked: status, ETag, the number and names of members, UID and SUMMARY, the events of a month, tokens.
A phase with one wrong answer is shown as wrong and has no ratio; the exit code is then 1, as it is
after a run that was interrupted or took longer than half an hour.
Figures of a shared machine mean little; ratios within one run hold.`;

/** What is wrong with the command line, as a sentence. */
export class Misused extends Error {}

export type Address = { readonly url: URL; readonly login: Login; readonly home: string | undefined };
export type Options = {
  /** Undefined: a server of our own. */
  readonly url: Address | undefined;
  readonly vs: readonly Address[];
  readonly phases: readonly Phase[];
  readonly sizes: readonly number[];
  readonly connections: readonly number[];
  readonly seconds: number;
  readonly json: string | undefined;
  readonly help: boolean;
};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const addressOf = (text: string, login: Login, home?: string): Address => {
  const url = URL.parse(text);
  if (url === null) throw new Misused(`“${text}” is no URL.`);
  if (url.protocol !== 'http:' || !LOOPBACK.test(url.hostname))
    throw new Misused(
      `${url.origin} is not measured: only http servers on loopback are (127.0.0.1, [::1], localhost).`,
    );
  const own = { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  return { url: new URL(url.pathname, url.origin), login: own.user === '' ? login : own, home };
};

const listed = (text: string | undefined): string[] => (text ?? '').split(',').filter((word) => word !== '');

const numbers = (name: string, text: string, most: number): number[] => {
  const found = listed(text).map(Number);
  if (found.length === 0 || !found.every((number) => Number.isSafeInteger(number) && number > 0 && number <= most))
    throw new Misused(`--${name} wants numbers from 1 to ${most}, such as 8,64, not “${text}”.`);
  return found;
};

const chosen = (words: readonly string[]): readonly Phase[] => {
  const unknown = words.find((word) => phasesOf([word]).length === 0);
  if (unknown !== undefined)
    throw new Misused(`There is no phase “${unknown}”, only ${phases.map(({ name }) => name).join(', ')}.`);
  return phasesOf(words);
};

const secondsOf = (text: string): number => {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 600)) throw new Misused(`--seconds wants a number up to 600, not “${text}”.`);
  return seconds;
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        user: { type: 'string', default: 'bench' },
        password: { type: 'string', default: 'bench' },
        calendars: { type: 'string' },
        vs: { type: 'string' },
        only: { type: 'string' },
        sizes: { type: 'string', default: '1000,10000' },
        connections: { type: 'string', default: '1,8,64' },
        seconds: { type: 'string', default: '3' },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new Misused(error instanceof Error ? error.message : String(error));
  }
};

/** Refuses with Misused what cannot be meant. */
export const readOptions = (args: readonly string[]): Options => {
  const given = parse(args);
  const login = { user: given.user, password: given.password };
  if (given.calendars !== undefined && given.url === undefined) throw new Misused('--calendars goes with --url.');
  return {
    url: given.url === undefined ? undefined : addressOf(given.url, login, given.calendars),
    vs: listed(given.vs).map((text) => addressOf(text, login)),
    phases: chosen(listed(given.only)),
    sizes: numbers('sizes', given.sizes, 100_000),
    connections: numbers('connections', given.connections, 512),
    seconds: secondsOf(given.seconds),
    json: given.json,
    help: given.help,
  };
};
