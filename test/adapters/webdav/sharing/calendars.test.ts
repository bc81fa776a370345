import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CALENDAR_CASES, type Case, DOMAIN_CASES, PUBLIC_CASES } from './cases.ts';
import { CALENDAR_CLASSES, itemsFor } from './items.ts';
import { rolesBy, type Standing } from './model.ts';
import { readAll } from './reading.ts';
import { type Plan, type Site, startSite } from './site.ts';
import { inTurns, Judge, type Line } from './table.ts';
import { writeAll } from './writing.ts';

/** Who asks, by which path, and how he stands to the calendar. */
type Asking = {
  readonly who: string | undefined;
  readonly base: (owner: string, calendar: string) => string;
  readonly standing: (of: Case) => Standing;
  readonly subscribed?: true;
};

const withRoles = (of: Case): Standing => ({ is: 'with-roles', roles: rolesBy(of) });
const direct = (owner: string, calendar: string): string => `/SOGo/dav/${owner}/Calendar/${calendar}/`;

const ANN: Asking = { who: 'ann', base: direct, standing: withRoles };
const BOB: Asking = {
  who: 'bob',
  base: (owner, calendar) => `/SOGo/dav/bob/Calendar/${owner}_${calendar}/`,
  standing: withRoles,
  subscribed: true,
};
const OWNER: Asking = { who: 'jo', base: direct, standing: () => ({ is: 'owner' }) };
const SUPERUSER: Asking = { ...OWNER, who: 'root' };
const PUBLIC: Asking = {
  who: undefined,
  base: (owner, calendar) => `/SOGo/dav/public/${owner}/Calendar/${calendar}/`,
  standing: ({ ofPublic = [] }) => ({ is: 'with-roles', roles: ofPublic }),
};

type Row = { readonly of: Case; readonly owner: 'jo' | 'bea'; readonly asking: Asking; readonly calendar: string };

/** Which cells differ; a calendar for each row, as its items are changed and deleted. */
const differences = async (
  site: Site,
  rows: readonly Row[],
  judge: (judge: Judge) => Promise<void>,
): Promise<readonly string[]> => {
  const showsAlarms = (at: number): boolean => at % 2 === 0;
  const plans = rows.map(
    ({ of, owner, calendar, asking }, at): Plan => ({
      ...{ owner, kind: 'calendar', name: calendar, words: of, items: itemsFor(CALENDAR_CLASSES, calendar) },
      ...(asking.subscribed && { subscriber: { showsAlarms: showsAlarms(at) } }),
    }),
  );
  const etags = await site.make(plans);
  const wrong: string[] = [];
  const lines = rows.map(({ of, owner, asking, calendar }, at): Line => {
    const standing = asking.standing(of);
    return {
      ...{ fasti: site.fasti, of, who: asking.who, base: asking.base(owner, calendar), collection: calendar, standing },
      showsAlarms: standing.is === 'owner' || (asking.subscribed === true && showsAlarms(at)),
      ...{ classes: CALENDAR_CLASSES, etags, wrong },
    };
  });
  await inTurns(lines.map((line) => () => judge(new Judge(line))));
  return wrong;
};

const rowsOf = (cases: readonly Case[], owner: 'jo' | 'bea', ...askings: readonly Asking[]): readonly Row[] =>
  askings.flatMap((asking) =>
    cases.map((of, at) => ({ of, owner, asking, calendar: `${owner}${asking.who ?? 'public'}${at}` })),
  );

const judged = async (judge: Judge): Promise<void> => {
  await readAll(judge);
  await writeAll(judge);
};

describe('who may do what in a calendar, by the roles that he was given', () => {
  let site: Site;
  before(async () => {
    site = await startSite();
  });
  after(() => site.stop());

  test('every role, by itself and beside others, and every way to get one: where it is, and where it is subscribed to', async () => {
    assert.deepEqual(await differences(site, rowsOf(CALENDAR_CASES, 'jo', ANN, BOB), judged), []);
  });

  test('the roles that a domain gives', async () => {
    assert.deepEqual(await differences(site, rowsOf(DOMAIN_CASES, 'bea', ANN, BOB), judged), []);
  });

  test('the owner and superusers do everything, whatever was given', async () => {
    const cases = CALENDAR_CASES.slice(-3);
    assert.deepEqual(await differences(site, rowsOf(cases, 'jo', OWNER, SUPERUSER), judged), []);
  });

  test('the public reads what it was given, and writes nothing', async () => {
    assert.deepEqual(await differences(site, rowsOf(PUBLIC_CASES, 'jo', PUBLIC), readAll), []);
  });
});
