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

/** What cannot be printed is shown as its code point: what clients sent is no place for control sequences. */
export const printable = (line: string): string =>
  line.replace(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `<U+${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}>`,
  );
