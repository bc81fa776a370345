import { complain, Misused, say } from './told.ts';

type Progress = { readonly projections: readonly string[]; readonly position: number; readonly head: number };
type Difference = {
  readonly table: string;
  readonly key: string;
  readonly live: string | undefined;
  readonly rebuilt: string | undefined;
};

/** What `verify` found: differences, of which there are `count`, and patches that met no row. */
export type Found = {
  readonly position: number;
  readonly events: number;
  readonly differences: readonly Difference[];
  readonly count: number;
  readonly patchesWithoutRow: number;
};

/** What the commands need of a log whose projections can be made anew. */
export type Rebuildable = {
  rebuild(options: { readonly only?: readonly string[]; readonly progress?: (at: Progress) => void }): Promise<void>;
  verify(): Promise<Found>;
};

/** `rebuild`: one projection of those that can be, or all. */
export const rebuild = async (
  log: Rebuildable,
  names: readonly string[],
  projection: string | undefined,
): Promise<number> => {
  if (projection !== undefined && !names.includes(projection))
    throw new Misused(`There is no projection “${projection}”; there are ${names.join(', ')}.`);
  let told = 0;
  const progress = ({ projections, position, head }: Progress): void => {
    if (position < head && Date.now() - told < 1000) return;
    told = Date.now();
    complain(`${projections.join(', ')}: event ${position} of ${head}`);
  };
  await log.rebuild({ ...(projection === undefined ? {} : { only: [projection] }), progress });
  say('Rebuilt.');
  return 0;
};

const side = (row: string | undefined): string => row ?? '(no such row)';

const warningOf = (patches: number): string =>
  `Warning: at least ${patches} ${patches === 1 ? 'change was' : 'changes were'} made to rows that are not there, which is an error of the program.`;

/** What `verify` says of what it found, line by line, and its exit code. */
export const verdictOf = ({ position, events, differences, count, patchesWithoutRow }: Found) => {
  const warnings = patchesWithoutRow === 0 ? [] : [warningOf(patchesWithoutRow)];
  const agrees = `Everything agrees with the log: ${events} events, up to position ${position}.`;
  if (count === 0) return { code: 0, stdout: [agrees], stderr: warnings };
  const rows = differences.map(
    ({ table, key, live, rebuilt }) => `${table} ${key}\n  live:    ${side(live)}\n  rebuilt: ${side(rebuilt)}`,
  );
  const differ = count === 1 ? 'row differs' : 'rows differ';
  const last = `${count} ${differ} from the log; bin/fasti rebuild makes them anew.`;
  return { code: 1, stdout: [], stderr: [...warnings, ...rows, last] };
};

/** `verify`: 0 when everything derived is what the log says, else 1 with the rows that differ. */
export const verify = async (log: Rebuildable): Promise<number> => {
  const { code, stdout, stderr } = verdictOf(await log.verify());
  for (const line of stderr) complain(line);
  for (const line of stdout) say(line);
  return code;
};
