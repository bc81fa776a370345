/** Cards as programs write them, octet for octet, by file name. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, 'corpus');

export const corpus: ReadonlyMap<string, Uint8Array> = new Map(
  globSync('*', { cwd: folder })
    .sort()
    .map((name) => [name, new Uint8Array(readFileSync(path.join(folder, name)))]),
);

/** The octets of one file. */
export const sample = (name: string): Uint8Array => {
  const octets = corpus.get(name);
  if (octets === undefined) throw new Error(`There is no ${name} in the corpus.`);
  return octets;
};
