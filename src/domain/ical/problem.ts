/** Why a text is not iCalendar: the 1-based line and one sentence for the person who sent it. */
export type IcalProblem = { readonly is: 'problem'; readonly line: number; readonly message: string };

/** Makes a problem. */
export const problem = (line: number, message: string): IcalProblem => ({ is: 'problem', line, message });

/** True for a problem, whatever else the value may be. */
export const isProblem = (value: unknown): value is IcalProblem =>
  typeof value === 'object' && value !== null && 'is' in value && value.is === 'problem';
