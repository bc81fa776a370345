/** The kept list of passes: what passed once must pass for ever, and the list only grows. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, 'passes.json');

/** Checks by client. */
export type Passes = Record<string, string[]>;

/** The list as it is kept. */
export const keptPasses = (): Passes => JSON.parse(readFileSync(file, 'utf8'));

/** Checks of `kept` that `now` has not, as `client/check`. Clients that did not run (absent from `now`) are not judged. */
export function lost(kept: Passes, now: Passes): string[] {
  return Object.entries(kept).flatMap(([client, checks]) => {
    const passed = now[client];
    return passed === undefined ? [] : checks.filter((check) => !passed.includes(check)).map((c) => `${client}/${c}`);
  });
}

/** Both lists together, sorted by name. */
export function grown(kept: Passes, now: Passes): Passes {
  const clients = [...new Set([...Object.keys(kept), ...Object.keys(now)])].sort();
  const both = (client: string) => [...new Set([...(kept[client] ?? []), ...(now[client] ?? [])])].sort();
  return Object.fromEntries(clients.map((client) => [client, both(client)]));
}

/** Keeps `passes`. */
export const keepPasses = (passes: Passes): void => writeFileSync(file, `${JSON.stringify(passes, null, 2)}\n`);
