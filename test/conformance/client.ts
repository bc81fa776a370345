/** What a real client is to this suite: a name, what it needs installed, and what it finds out about a server. */

/** A server under test. All addresses are absolute and end with a slash. */
export interface Target {
  /** Where a user would point a client, before any discovery. */
  context: string;
  principal: string;
  /** RFC 4791 §6.2.1: the collection that holds the user's calendars. */
  calendarHome: string;
  /** RFC 6352 §7.1.1: the collection that holds the user's address books. */
  addressBookHome: string;
  user: string;
  password: string;
  /** Somebody else on the same server; unknown of another server than ours unless it is told. */
  colleague?: Target;
}

/** The outcome of one check; `detail` is the client's own word on a failure. */
export interface Result {
  check: string;
  passed: boolean;
  detail?: string;
}

export interface Client {
  name: string;
  /** Debian packages. */
  install: readonly string[];
  /** Checks that no server can pass and be right, with the reason: they never enter the list of passes. */
  unfit?: Readonly<Record<string, string>>;
  /** `scratch` is an empty folder of the client's own, removed afterwards. */
  run(target: Target, scratch: string): Promise<Result[]>;
}

/** Basic credentials (RFC 7617 §2) of the target's user. */
export const authorization = (target: Pick<Target, 'user' | 'password'>): string =>
  `Basic ${Buffer.from(`${target.user}:${target.password}`).toString('base64')}`;

/** Clears up after a client that cannot delete the collection at `url` itself. */
export async function deleteCollection(target: Target, url: string): Promise<void> {
  const headers = { authorization: authorization(target) };
  await fetch(url, { method: 'DELETE', headers, signal: AbortSignal.timeout(20_000) });
}

/** Reads `ok NAME` and `not ok NAME: why`, one a line, from a script; any other line is a remark and is passed over. */
export function readChecks(stdout: string): Result[] {
  const results: Result[] = [];
  for (const line of stdout.split('\n')) {
    const found = /^(ok|not ok) ([^:]+)(?:: (.*))?$/.exec(line.trimEnd());
    if (found === null) continue;
    const [, verdict, check = '', detail] = found;
    results.push({ check, passed: verdict === 'ok', ...(detail === undefined ? {} : { detail }) });
  }
  return results;
}

/** Runs `steps` in order. A step passes when it does not throw; later ones run all the same. */
export async function checkEach(steps: Readonly<Record<string, () => Promise<void>>>): Promise<Result[]> {
  const results: Result[] = [];
  for (const [check, step] of Object.entries(steps)) {
    try {
      await step();
      results.push({ check, passed: true });
    } catch (error) {
      const detail = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
      results.push({ check, passed: false, detail });
    }
  }
  return results;
}
