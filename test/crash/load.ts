/**
 * Writers on a server, and a memory of what it acknowledged: each name is one writer's alone, so that after a crash there
 * are two things at most that may be there, the last acknowledged one and what was under way.
 */
import assert from 'node:assert/strict';
import { basic, event } from '../support/fasti.ts';

/** Who writes where. */
export type Target = { readonly origin: string; readonly login: string; readonly password: string };

/** What is behind a name: a calendar object's text and entity tag, a calendar, or nothing. */
type There = { readonly etag: string | undefined; readonly text: string | undefined } | undefined;
type Known = { acknowledged: There; underWay: { readonly to: There } | undefined };

export type Load = {
  /** Acknowledged writes so far. */
  acknowledged(): number;
  /** Fulfilled after so many acknowledged writes. */
  reached(count: number): Promise<void>;
  /** Lets the writers end with what they are at. */
  stop(): Promise<void>;
  /** Answers that no write should get; the writer that sees one ends. */
  readonly surprises: readonly string[];
  /** Asserts that everything acknowledged is there, and what was not is there wholly or not at all. */
  check(origin: string): Promise<void>;
};

const OBJECTS = 20;
const CALENDARS = 2;

const home = (login: string): string => `/SOGo/dav/${login}/Calendar`;

/** A small generator of numbers in [0, 1) from a seed (mulberry32). */
export const random = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

export const ask = async (
  { origin, login, password }: Target,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
) => {
  const authorization = basic(login, password);
  const response = await fetch(origin + path, {
    method,
    headers: { authorization, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

const TEXT = { 'content-type': 'text/calendar; charset=utf-8' };

/** Begins to write: `writers` connections, until stopped or until the server is gone. */
export const load = (target: Target, writers: number, seed: number, prefix = 'w'): Load => {
  const known = new Map<string, Known>();
  const surprises: string[] = [];
  let count = 0;
  let running = true;
  let waiting: { readonly until: number; wake(): void }[] = [];
  const done = (): void => {
    count += 1;
    for (const { until, wake } of waiting) if (count >= until) wake();
    waiting = waiting.filter(({ until }) => count < until);
  };

  /** One write: unknown from before it is sent until its answer has been read. True when it was acknowledged. */
  const write = async (
    path: string,
    method: string,
    to: There,
    headers: Record<string, string>,
    body?: string,
  ): Promise<boolean> => {
    const state = known.get(path) ?? { acknowledged: undefined, underWay: undefined };
    known.set(path, state);
    state.underWay = { to };
    const answer = await ask(target, method, path, headers, body);
    if (answer.status < 200 || answer.status > 299) {
      surprises.push(`${answer.status} ${method} ${path}: ${answer.text}`);
      return false;
    }
    state.acknowledged = to && { ...to, etag: answer.headers.get('etag') ?? undefined };
    state.underWay = undefined;
    done();
    return true;
  };

  const object = async (path: string, uid: string, serial: number, draw: () => number): Promise<boolean> => {
    const now = known.get(path)?.acknowledged;
    if (now !== undefined && draw() < 0.2) return write(path, 'DELETE', undefined, {});
    const text = event(uid, `SUMMARY:${serial} ${'x'.repeat(Math.floor(draw() * 2000))}`);
    const conditions: Record<string, string> =
      now === undefined
        ? { 'if-none-match': '*' }
        : draw() < 0.5 && now.etag !== undefined
          ? { 'if-match': now.etag }
          : {};
    return write(path, 'PUT', { etag: undefined, text }, { ...TEXT, ...conditions }, text);
  };

  const calendar = async (path: string): Promise<boolean> => {
    const now = known.get(path)?.acknowledged;
    if (now !== undefined) return write(path, 'DELETE', undefined, {});
    return write(path, 'MKCALENDAR', { etag: undefined, text: undefined }, {});
  };

  const writer = async (n: number): Promise<void> => {
    const draw = random(seed + n);
    for (let serial = 0; running; serial += 1) {
      const at = `${prefix}${n}-${Math.floor(draw() * OBJECTS)}`;
      const one = draw() < 0.05 ? calendar(`${home(target.login)}/${prefix}${n}-c${serial % CALENDARS}/`) : undefined;
      try {
        if (!(await (one ?? object(`${home(target.login)}/personal/${at}.ics`, at, serial, draw)))) return;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // What fetch says when the connection is lost.
        return;
      }
    }
  };
  const all = Promise.all(Array.from({ length: writers }, (_, n) => writer(n)));

  /** What is behind a path now. */
  const found = async (origin: string, path: string): Promise<There> => {
    const isCalendar = path.endsWith('/');
    const answer = await ask({ ...target, origin }, isCalendar ? 'PROPFIND' : 'GET', path, { depth: '0' });
    if (answer.status === 404) return undefined;
    assert.equal(answer.status, isCalendar ? 207 : 200, path);
    if (isCalendar) return { etag: undefined, text: undefined };
    return { etag: answer.headers.get('etag') ?? undefined, text: answer.text };
  };

  return {
    acknowledged: () => count,
    reached: (until) => (count >= until ? Promise.resolve() : new Promise((wake) => waiting.push({ until, wake }))),
    stop: async () => {
      running = false;
      await all;
    },
    surprises,
    check: async (origin) => {
      const check = async ([path, { acknowledged, underWay }]: readonly [string, Known]): Promise<void> => {
        const now = await found(origin, path);
        const sameAs = (one: There): boolean => one?.text === now?.text && (one === undefined) === (now === undefined);
        const whole = sameAs(acknowledged) && acknowledged?.etag === now?.etag;
        const other = underWay !== undefined && sameAs(underWay.to);
        const seen = `${path} (seed ${seed}): acknowledged ${acknowledged?.etag}, found ${now?.etag}`;
        assert.ok(whole || other, `${seen}, ${underWay === undefined ? 'nothing' : 'a write'} under way`);
      };
      const left = known.entries();
      const checker = async (): Promise<void> => {
        for (const one of left) await check(one);
      };
      await Promise.all(Array.from({ length: writers }, checker));
    },
  };
};
