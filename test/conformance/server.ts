/** Our own server for the time of a run: a random port of the loopback, an empty data folder, two users. */
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { end, run, start } from './children.ts';

const program = resolve(import.meta.dirname, '../../bin/fasti');
const password = 'secret';
/** Logins, with their owners' names. */
const USERS = { conformance: 'Conformance', colleague: 'A Colleague' };

export interface Running {
  url: string;
  user: string;
  colleague: string;
  /** Of both. */
  password: string;
  /** Lets it shut down, its database too; kills it when that takes longer than a few seconds. */
  stop(): Promise<void>;
}

/** Starts `bin/fasti serve` with its data below `scratch` and adds the users. Rejects with the server's words when it does not start. */
export async function startServer(scratch: string): Promise<Running> {
  const data = join(scratch, 'data');
  const child = start(program, ['serve', '--listen', '127.0.0.1:0', '--data', data]);
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  const timer = setTimeout(() => end(child), 60_000);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await Promise.race([once(child, 'exit'), wait(10_000, undefined, { ref: false })]);
    end(child);
  };
  const address = async (): Promise<string | undefined> => {
    for await (const line of createInterface({ input: child.stdout })) {
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line)?.[0];
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const url = await Promise.race([address(), once(child, 'error').then(() => undefined)]);
  clearTimeout(timer);
  if (url === undefined) throw new Error(`bin/fasti serve did not start\n${words.trim()}`);
  child.stdout.resume();
  for (const [login, name] of Object.entries(USERS)) {
    const mail = `${login}@example.com`;
    const args = ['user', 'add', login, '--mail', mail, '--name', name, '--password-stdin', '--data', data];
    const added = await run(program, args, { input: `${password}\n`, limit: 60 });
    if (added.code === 0) continue;
    await stop();
    throw new Error(`bin/fasti user add failed\n${added.stderr.trim()}`);
  }
  return { url, user: 'conformance', colleague: 'colleague', password, stop };
}
