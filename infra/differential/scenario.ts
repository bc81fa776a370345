/** A scenario: steps that are the same for every server, and the table of what one server answered. */
import type { Site } from './site.ts';

/** Takes down what a step was answered. */
export type Note = (step: string, answer: string) => void;

export type Scenario = {
  readonly name: string;
  /** Goes through all steps. It prepares and clears away what it needs, also after a run that was interrupted. */
  play(site: Site, note: Note): Promise<void>;
};

/** Answers by step, in the order of the steps. */
export type Table = ReadonlyMap<string, string>;

/** Plays scenarios one after the other; their steps are named `scenario: step`. */
export const record = async (scenarios: readonly Scenario[], site: Site): Promise<Table> => {
  const table = new Map<string, string>();
  for (const { name, play } of scenarios) {
    await play(site, (step, answer) => {
      if (table.has(`${name}: ${step}`)) throw new Error(`Two steps of ${name} are called “${step}”.`);
      table.set(`${name}: ${step}`, answer);
    });
  }
  return table;
};
