/** A reporter without words: fails the run when not a single test ran, which node:test takes for success. */
import type { TestEvent } from 'node:test/reporters';

export default async function* someTestRan(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let ran = 0;
  for await (const event of events) {
    if (event.type === 'test:summary' && event.data.file === undefined) ran = event.data.counts.tests;
  }
  if (ran > 0) return;
  process.exitCode = 1;
  yield 'no test ran\n';
}
