import type { Cell, Table } from '../../projections/projection.ts';
import { quoted, typeOf } from './ddl.ts';
import type { Step } from './flight.ts';
import type { Pending, TableFold } from './fold.ts';
import { deleteRows, patchRows, putRows, type Shape } from './statements.ts';

/** A projection's table as the statements need it. */
export const shapeOf = (schema: string, table: Table): Shape => ({
  name: `${quoted(schema)}.${quoted(table.name)}`,
  columns: Object.keys(table.columns),
  types: Object.values(table.columns).map(typeOf),
  key: table.key,
});

const clearSteps = (shape: Shape, prefixes: readonly (readonly Cell[])[]): readonly Step[] => {
  const byLength = Map.groupBy(prefixes, (prefix) => prefix.length);
  return [...byLength].sort(([a], [b]) => a - b).map(([length, keys]) => deleteRows(shape, length, keys));
};

type Patch = Extract<Pending, { op: 'patch' }>;

const patchSteps = (shape: Shape, patches: readonly Patch[]): readonly Step[] => {
  const columnsOf = (patch: Patch) => shape.columns.filter((column) => Object.hasOwn(patch.cells, column));
  const bySet = Map.groupBy(patches, (patch) => columnsOf(patch).join(','));
  return [...bySet.values()].map((group) => {
    const columns = columnsOf(group[0] as Patch);
    const rows = group.map(({ key, cells }) => [...key, ...columns.map((column) => cells[column] ?? null)]);
    return patchRows(shape, columns, rows);
  });
};

const cellsOf = (shape: Shape, puts: readonly Extract<Pending, { op: 'put' }>[]): readonly (readonly Cell[])[] =>
  puts.map(({ cells }) => shape.columns.map((column) => cells[column] ?? null));

/** One statement per operation and table, in the order clear (shorter prefixes first), delete, patch, put. */
export const stepsOf = (schema: string, fold: TableFold): readonly Step[] => {
  const shape = shapeOf(schema, fold.table);
  const pending = [...fold.pending()];
  const deletes = pending.filter((p) => p.op === 'delete').map(({ key }) => key);
  const patches = pending.filter((p) => p.op === 'patch');
  const puts = pending.filter((p) => p.op === 'put');
  return [
    ...clearSteps(shape, [...fold.clears.values()]),
    ...(deletes.length > 0 ? [deleteRows(shape, shape.key.length, deletes)] : []),
    ...patchSteps(shape, patches),
    ...(puts.length > 0 ? [putRows(shape, cellsOf(shape, puts))] : []),
  ];
};

/** The same for a table without rows: all that is left of a fold there are its puts, as rows to be copied in. */
export function* firstRowsOf(fold: TableFold): Generator<readonly Cell[]> {
  const columns = Object.keys(fold.table.columns);
  for (const one of fold.pending()) if (one.op === 'put') yield columns.map((column) => one.cells[column] ?? null);
}
