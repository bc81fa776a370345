/** An error whose sentence is for the person at the command line; no stack is shown. */
export class Told extends Error {}

/** What was typed cannot be meant: the exit code is that of a wrong command line. */
export class Misused extends Told {}

/** Prints one line for people on stdout. */
export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

/** Prints one line for people on stderr. */
export const complain = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
