import { createInterface } from 'node:readline';

/** The first line of standard input, where secrets are given that no list of processes shows; empty without one. */
export const firstLine = async (): Promise<string> => {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return '';
};
