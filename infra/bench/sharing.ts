/** What does a shared calendar cost those whom it is shared with? `npm run bench -- sharing --help` */
import { parseArgs } from 'node:util';
import { startOwnServer } from './own-server.ts';
import { measureSharing } from './shared-calendar.ts';

const HELP = `npm run bench -- sharing [--items 10000] [--turns 40] [--only multiget,get]

Starts a server, fills a calendar (of twenty items twelve are public, five private, three confidential; one in three has an
alarm), and shares it: with somebody who sees the private ones reduced, with somebody who sees the public ones alone, and
with a subscriber who sees what the first one does. Everybody asks in turn, and every answer is checked. Milliseconds are
medians; what an item costs is told in relation to the owner.`;

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '10000' },
    turns: { type: 'string', default: '40' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});
const [items, turns] = [Number(values.items), Number(values.turns)];
const isCount = (number: number, most: number): boolean => Number.isSafeInteger(number) && number > 0 && number <= most;
if (values.help) console.log(HELP);
else if (!isCount(items, 100_000) || items < 200 || !isCount(turns, 10_000)) {
  console.error('bench: --items wants a number from 200 to 100000, --turns one up to 10000.');
  process.exitCode = 2;
} else {
  const server = await startOwnServer();
  try {
    console.table(await measureSharing(server, items, turns, values.only === '' ? [] : values.only.split(',')));
  } finally {
    await server.stop();
  }
}
