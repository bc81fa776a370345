import type { Column, ColumnType, Table } from '../../projections/projection.ts';

/** Quotes a name of ours; names are words of letters, digits and underscores. */
export const quoted = (name: string): string => {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new TypeError(`not a name for a table or column: ${name}`);
  return `"${name}"`;
};

export const typeOf = (column: Column): ColumnType => column.replace('?', '') as ColumnType;
export const isNullable = (column: Column): boolean => column.endsWith('?');

/** The column's type, or an error for a column that the table does not have. */
export const columnType = (table: Table, column: string): ColumnType => {
  const declared = table.columns[column];
  if (declared === undefined) throw new TypeError(`${table.name} has no column ${column}`);
  return typeOf(declared);
};

const columnDdl = (name: string, column: Column): string => {
  const type = typeOf(column);
  return `${quoted(name)} ${type}${type === 'text' ? ' collate "C"' : ''}${isNullable(column) ? '' : ' not null'}`;
};

const columnsDdl = (table: Table): string =>
  Object.entries(table.columns)
    .map(([name, column]) => columnDdl(name, column))
    .join(', ');

const STORAGE = 'with (fillfactor = 90)';
const keyDdl = (key: readonly string[]): string => `primary key (${key.map(quoted).join(', ')})`;

/** `create table` of a declared table in a schema: columns in their order, and the key; text compares by octets. */
export const createTable = (schema: string, table: Table): string =>
  `create table ${quoted(schema)}.${quoted(table.name)} (${columnsDdl(table)}, ${keyDdl(table.key)}) ${STORAGE}`;

/** The same without its key, to be filled first. `passing`: nothing of it has to outlive a crash. */
export const createKeyless = (schema: string, table: Table, passing: boolean): string =>
  `create ${passing ? 'unlogged ' : ''}table ${quoted(schema)}.${quoted(table.name)} (${columnsDdl(table)}) ${STORAGE}`;

/** Gives a table its key. */
export const addKey = (schema: string, { name, key }: Pick<Table, 'name' | 'key'>): string =>
  `alter table ${quoted(schema)}.${quoted(name)} add ${keyDdl(key)}`;

/** `create index` for each declared index. */
export const createIndexes = (schema: string, table: Table): readonly string[] =>
  Object.entries(table.indexes).map(
    ([name, rest]) => `create index ${quoted(name)} on ${quoted(schema)}.${quoted(table.name)} ${rest}`,
  );
