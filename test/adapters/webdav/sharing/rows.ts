/** Lines of the truth table: who asks for whose collections, by which path. */
import { unique } from '../../../support/fasti.ts';
import type { Case } from './cases.ts';
import { itemsFor } from './items.ts';
import type { SharedKind } from './kinds.ts';
import { rolesBy, type Standing } from './model.ts';
import { readAll } from './reading.ts';
import type { Plan, Site } from './site.ts';
import { inTurns, Judge, type Line } from './table.ts';
import { writeAll } from './writing.ts';

/** Who asks, by which path, and how he stands to the calendar. */
type Asking = {
  readonly who: string | undefined;
  readonly base: (owner: string, collection: string, segment: string) => string;
  readonly standing: (of: Case) => Standing;
  readonly subscribed?: true;
};

const withRoles = (of: Case): Standing => ({ is: 'with-roles', roles: rolesBy(of) });
const direct: Asking['base'] = (owner, collection, segment) => `/SOGo/dav/${owner}/${segment}/${collection}/`;

export const ANN: Asking = { who: 'ann', base: direct, standing: withRoles };
export const BOB: Asking = {
  who: 'bob',
  base: (owner, collection, segment) => `/SOGo/dav/bob/${segment}/${owner}_${collection}/`,
  standing: withRoles,
  subscribed: true,
};
export const OWNER: Asking = { who: 'jo', base: direct, standing: () => ({ is: 'owner' }) };
export const SUPERUSER: Asking = { ...OWNER, who: 'root' };
export const PUBLIC: Asking = {
  who: undefined,
  base: (owner, collection, segment) => `/SOGo/dav/public/${owner}/${segment}/${collection}/`,
  standing: ({ ofPublic = [] }) => ({ is: 'with-roles', roles: ofPublic, isPublic: true }),
};

type Row = { readonly of: Case; readonly owner: 'jo' | 'bea'; readonly asking: Asking; readonly collection: string };

/** Which cells differ; a calendar for each row, as its items are changed and deleted. */
export const differences = async (
  site: Site,
  kind: SharedKind,
  rows: readonly Row[],
  judge: (judge: Judge) => Promise<void>,
): Promise<readonly string[]> => {
  const showsAlarms = (at: number): boolean => at % 2 === 0;
  const plans = rows.map(
    ({ of, owner, collection, asking }, at): Plan => ({
      ...{ owner, kind: kind.is, name: collection, words: of, items: itemsFor(kind.classes, collection) },
      isWeb: of.isWeb === true,
      ...(asking.subscribed && { subscriber: { showsAlarms: showsAlarms(at) } }),
    }),
  );
  const etags = await site.make(plans);
  const wrong: string[] = [];
  const lines = rows.map(({ of, owner, asking, collection }, at): Line => {
    const standing = { ...asking.standing(of), isReadOnly: of.isWeb === true };
    return {
      ...{ fasti: site.fasti, of, who: asking.who, base: asking.base(owner, collection, kind.segment) },
      ...{ kind, collection, standing },
      showsAlarms: standing.is === 'owner' || kind.is !== 'calendar' || (asking.subscribed === true && showsAlarms(at)),
      ...{ etags, wrong },
    };
  });
  await inTurns(lines.map((line) => () => judge(new Judge(line))));
  return wrong;
};

export const rowsOf = (cases: readonly Case[], owner: 'jo' | 'bea', ...askings: readonly Asking[]): readonly Row[] =>
  askings.flatMap((asking) => cases.map((of) => ({ of, owner, asking, collection: `c${unique()}` })));

/** Reads everything, then writes everything. */
export const judged = async (judge: Judge): Promise<void> => {
  await readAll(judge);
  await writeAll(judge);
};
