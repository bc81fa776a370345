/** Calendars for tests, written as lines. */

/** The lines with CRLF after each. */
export const crlf = (...lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('');

/** A VCALENDAR around the lines; the first of them is line 4. */
export const vcalendar = (...lines: readonly string[]): string =>
  crlf('BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Fasti//Test//EN', ...lines, 'END:VCALENDAR');

/** The lines of a component. */
export const component = (name: string, ...lines: readonly string[]): string[] => [
  `BEGIN:${name}`,
  ...lines,
  `END:${name}`,
];

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** fast-check parameters: one seed for everyone, more runs with FASTI_SOAK. */
export const runs = (numRuns: number) => ({
  seed: 5545,
  numRuns: Math.ceil(numRuns * Number(process.env.FASTI_SOAK ?? 1)),
});
