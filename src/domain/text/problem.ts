/** Why a text is not a calendar or a card: the 1-based line and one sentence for the person who sent it. */
export type TextProblem = { readonly is: 'problem'; readonly line: number; readonly message: string };

/** Makes a problem. */
export const problem = (line: number, message: string): TextProblem => ({ is: 'problem', line, message });

/** True for a problem, whatever else the value may be. */
export const isProblem = (value: unknown): value is TextProblem =>
  typeof value === 'object' && value !== null && 'is' in value && value.is === 'problem';

/** Enough of a line to find it again. */
export const excerpt = (raw: string): string => (raw.length > 40 ? `"${raw.slice(0, 40)}…"` : `"${raw}"`);
