import { complain, Misused, say } from './told.ts';

type Progress = { readonly projections: readonly string[]; readonly position: number; readonly head: number };
type Difference = {
  readonly table: string;
  readonly key: string;
  readonly live: string | undefined;
  readonly rebuilt: string | undefined;
};

/** What the commands need of a log whose projections can be made anew. */
export type Rebuildable = {
  rebuild(options: { readonly only?: readonly string[]; readonly progress?: (at: Progress) => void }): Promise<void>;
  verify(): Promise<{
    readonly position: number;
    readonly events: number;
    readonly differences: readonly Difference[];
    readonly count: number;
  }>;
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

/** `verify`: 0 when everything derived is what the log says, else 1 with the rows that differ. */
export const verify = async (log: Rebuildable): Promise<number> => {
  const { position, events, differences, count } = await log.verify();
  if (count === 0) {
    say(`Everything agrees with the log: ${events} events, up to position ${position}.`);
    return 0;
  }
  for (const { table, key, live, rebuilt } of differences)
    complain(`${table} ${key}\n  live:    ${side(live)}\n  rebuilt: ${side(rebuilt)}`);
  complain(`${count} ${count === 1 ? 'row differs' : 'rows differ'} from the log; bin/fasti rebuild makes them anew.`);
  return 1;
};
