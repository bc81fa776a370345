import type { Cell } from '../../projections/projection.ts';
import { type ArrayType, encodeArray } from './arrays.ts';
import { quoted } from './ddl.ts';
import type { Step } from './flight.ts';

/** A table as the statements need it; the log's own tables and the projections' are written alike. */
export type Shape = {
  /** Schema and name, quoted. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly types: readonly ArrayType[];
  readonly key: readonly string[];
};

const typeIn = (shape: Shape, column: string): ArrayType => {
  const type = shape.types[shape.columns.indexOf(column)];
  if (type === undefined) throw new TypeError(`${shape.name} has no column ${column}`);
  return type;
};

/** `unnest($1::text[], …) k("a", …)` over some columns. */
const source = (shape: Shape, columns: readonly string[]): string => {
  const parameters = columns.map((column, i) => `$${i + 1}::${typeIn(shape, column)}[]`);
  return `unnest(${parameters.join(', ')}) k(${columns.map(quoted).join(', ')})`;
};

/** Rows (of the columns' cells, in their order) as one binary array per column. */
const step = (shape: Shape, columns: readonly string[], rows: readonly (readonly Cell[])[], text: string): Step => {
  const types = columns.map((column) => typeIn(shape, column));
  return {
    text,
    values: types.map((type, i) =>
      encodeArray(
        type,
        rows.map((row) => row[i] ?? null),
      ),
    ),
  };
};

const onKey = (key: readonly string[]): string =>
  key.map((name) => `t.${quoted(name)} = k.${quoted(name)}`).join(' and ');

/** Whole rows that are not there yet. */
export const insertRows = (shape: Shape, rows: readonly (readonly Cell[])[]): Step => {
  const list = shape.columns.map(quoted).join(', ');
  return step(
    shape,
    shape.columns,
    rows,
    `insert into ${shape.name} (${list}) select * from ${source(shape, shape.columns)}`,
  );
};

/** Whole rows, there or not. */
export const putRows = (shape: Shape, rows: readonly (readonly Cell[])[]): Step => {
  const inserted = insertRows(shape, rows);
  const others = shape.columns.filter((column) => !shape.key.includes(column));
  const set = others.map((name) => `${quoted(name)} = excluded.${quoted(name)}`).join(', ');
  const conflict = `on conflict (${shape.key.map(quoted).join(', ')}) do ${others.length > 0 ? `update set ${set}` : 'nothing'}`;
  return { ...inserted, text: `${inserted.text} ${conflict}` };
};

/** Some columns of rows that are there; each row is its key's cells, then the columns'. */
export const patchRows = (shape: Shape, columns: readonly string[], rows: readonly (readonly Cell[])[]): Step => {
  const given = [...shape.key, ...columns];
  const set = columns.map((name) => `${quoted(name)} = k.${quoted(name)}`).join(', ');
  const text = `update ${shape.name} t set ${set} from ${source(shape, given)} where ${onKey(shape.key)}`;
  return { ...step(shape, given, rows, text), sought: rows.length };
};

/** Rows by key, or by the first `length` columns of it. */
export const deleteRows = (shape: Shape, length: number, keys: readonly (readonly Cell[])[]): Step => {
  const prefix = shape.key.slice(0, length);
  return step(shape, prefix, keys, `delete from ${shape.name} t using ${source(shape, prefix)} where ${onKey(prefix)}`);
};
