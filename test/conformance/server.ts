/** Our own server for the time of a run: a random port of the loopback, an empty data folder, one user. */
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { end, run, start } from './children.ts';

const program = resolve(import.meta.dirname, '../../bin/fasti');
const user = 'conformance';
const password = 'secret';

export interface Running {
  url: string;
  user: string;
  password: string;
  stop(): void;
}

/** Starts `bin/fasti serve` with its data below `scratch` and adds a user. Rejects with the server's words when it does not start. */
export async function startServer(scratch: string): Promise<Running> {
  const data = join(scratch, 'data');
  const child = start(program, ['serve', '--listen', '127.0.0.1:0', '--data', data]);
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  const timer = setTimeout(() => end(child), 60_000);
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
  const added = await run(program, ['user', 'add', user, '--data', data], { input: `${password}\n`, limit: 60 });
  if (added.code !== 0) {
    end(child);
    throw new Error(`bin/fasti user add failed\n${added.stderr.trim()}`);
  }
  return { url, user, password, stop: () => end(child) };
}
