import { readFileSync } from 'node:fs';

/** The statement in the file of this name beside this one. */
export const statement = (file: `${string}.sql`): string => readFileSync(new URL(file, import.meta.url), 'utf8').trim();
