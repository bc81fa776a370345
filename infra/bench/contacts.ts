/** Does a search cost what it finds, or what is stored? `npm run bench -- contacts --help` */
import { parseArgs } from 'node:util';
import { measureSearches } from './contact-searches.ts';
import { startOwnServer } from './own-server.ts';

const HELP = `npm run bench -- contacts [--sizes 5000,50000] [--hits 20] [--queries 60]

Starts a server, fills an address book of each size, and looks in each in turn for the same number of cards whose name
contains a text, with their data. Every answer must name exactly these cards. The ratio is to the first size. A completion
asks for the first 20 cards that have three letters, which half of the book has, in a name or an address.`;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '5000,50000' },
    hits: { type: 'string', default: '20' },
    queries: { type: 'string', default: '60' },
    help: { type: 'boolean', default: false },
  },
});
const [sizes, hits, queries] = [values.sizes.split(',').map(Number), Number(values.hits), Number(values.queries)];
const isCount = (number: number, most: number): boolean => Number.isSafeInteger(number) && number > 0 && number <= most;
if (values.help) console.log(HELP);
else if (
  !isCount(hits, 1000) ||
  !isCount(queries, 10_000) ||
  !sizes.every((size) => isCount(size, 100_000) && size >= hits)
) {
  console.error(
    'bench: --sizes wants numbers up to 100000, --hits up to 1000 and to the least size, --queries up to 10000.',
  );
  process.exitCode = 2;
} else {
  const server = await startOwnServer();
  try {
    console.table(await measureSearches(server, sizes, hits, queries));
  } finally {
    await server.stop();
  }
}
