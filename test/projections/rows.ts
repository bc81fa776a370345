/** Projections tested as the specification reads: given events, then rows. Row changes are applied one by one, in memory. */
import type { Event, Recorded } from '../../src/domain/kernel/event.ts';
import type { Cell, Projection, RowChange, Table } from '../../src/projections/projection.ts';
import { recorded } from '../support/scenario.ts';

type Row = Readonly<Record<string, Cell | undefined>>;

const keyed = (key: readonly (Cell | undefined)[]): string => JSON.stringify(key);

const clear = (rows: Map<string, Row>, key: readonly string[], prefix: readonly Cell[]): void => {
  const columns = key.slice(0, prefix.length);
  for (const [id, row] of rows) if (keyed(columns.map((column) => row[column])) === keyed(prefix)) rows.delete(id);
};

const apply = (rows: Map<string, Row>, { key }: Table, change: RowChange): void => {
  switch (change.op) {
    case 'put':
      rows.set(keyed(key.map((column) => change.row[column])), change.row);
      break;
    case 'patch': {
      const row = rows.get(keyed(change.key));
      if (row !== undefined) rows.set(keyed(change.key), { ...row, ...change.columns });
      break;
    }
    case 'delete':
      rows.delete(keyed(change.key));
      break;
    case 'clear':
      clear(rows, key, change.prefix);
      break;
    case 'sweep':
      clear(rows, key, [change.first]);
      break;
  }
};

/** Numbers events 1, 2, 3… as the log does. */
export const inOrder = <E extends Event>(events: readonly E[]): readonly Recorded<E>[] =>
  events.map((event, at) => recorded(event, at + 1));

/** The rows of each table after these events, all of them `times` times. */
export const rowsOf = (
  { on, tables }: Projection,
  events: readonly Recorded[],
  times = 1,
): Readonly<Record<string, readonly Row[]>> => {
  const rows = new Map(tables.map((table) => [table.name, { table, of: new Map<string, Row>() }]));
  for (let time = 0; time < times; time += 1)
    for (const event of events)
      for (const change of on[event.type]?.(event) ?? []) {
        const found = rows.get(change.table);
        if (found === undefined) throw new Error(`no table ${change.table}`);
        apply(found.of, found.table, change);
      }
  return Object.fromEntries([...rows].map(([name, { of }]) => [name, [...of.values()]]));
};
