/** A process that appends, for tests that kill or stop it: the connection as JSON, and `stop` to stop inside an append. */
import type { ClientConfig } from 'pg';
import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { appended, note, schemaOf } from '../../contracts/log-words.ts';

const connection = JSON.parse(process.argv[2] ?? '{}') as ClientConfig;
const stopping = process.argv[3] === 'stop';
const say = (text: string): void => void process.stdout.write(`${text}\n`);

let stopped = false;
const schema = schemaOf(undefined, {
  version: 1,
  start: [],
  evolve: (state, event) => {
    if (stopping && !stopped) {
      stopped = true;
      say('stopping');
      process.kill(process.pid, 'SIGSTOP');
    }
    const { text } = event.data as { text: string };
    return [...(state as string[]), text];
  },
});

const patience = { hold: 500, wait: 200 };
const log = await openPostgresLog({ connection, schema, projections: [], patience });
if (stopping) {
  await appended(log, note('stop', -1, ['stop']));
  say('appended');
} else
  await Promise.all(
    ['a', 'b', 'c'].map(async (name) => {
      for (let i = 0; ; i++) {
        await appended(log, note(name, i - 1, [`${name} ${i}`]));
        say(`${name} ${i}`);
      }
    }),
  );
await log.close();
