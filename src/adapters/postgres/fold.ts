import type { Cell, RowChange, Table } from '../../projections/projection.ts';
import { unfit } from './arrays.ts';
import { columnType, isNullable } from './ddl.ts';

/** What is left to do to one row after folding: all its cells, some of them, or its end. */
export type Pending =
  | { readonly op: 'put'; readonly key: readonly Cell[]; readonly cells: ReadonlyMap<string, Cell> }
  | { readonly op: 'patch'; readonly key: readonly Cell[]; readonly cells: ReadonlyMap<string, Cell> }
  | { readonly op: 'delete'; readonly key: readonly Cell[] };

const cellId = (cell: Cell): string =>
  cell instanceof Uint8Array ? `x${Buffer.from(cell).toString('hex')}` : `${typeof cell}${String(cell)}`;
const keyId = (key: readonly Cell[]): string => key.map(cellId).join('\0');

const checkCell = (table: Table, column: string, value: Cell): Cell => {
  const type = columnType(table, column);
  const why = value === null && !isNullable(table.columns[column] ?? type) ? 'null' : unfit(type, value);
  if (why !== undefined) throw new TypeError(`${table.name}.${column}: ${why}`);
  return value;
};

const checkKey = (table: Table, key: readonly Cell[], length: number): void => {
  if (key.length !== length) throw new TypeError(`${table.name}: a key of ${key.length} columns, not ${length}`);
  for (const [i, value] of key.entries()) checkCell(table, table.key[i] ?? '', value);
};

const checkRow = (table: Table, row: Readonly<Record<string, Cell>>): void => {
  for (const column of Object.keys(table.columns)) {
    const value = row[column];
    if (value === undefined) throw new TypeError(`${table.name}.${column}: missing`);
    checkCell(table, column, value);
  }
  if (Object.keys(row).length !== Object.keys(table.columns).length)
    throw new TypeError(`${table.name}: a column too many`);
};

/**
 * Throws when a change cannot be applied to the table: unknown columns, values outside their type. Checked before
 * folding, so that what is wrong harms its own command alone.
 */
export const checkChange = (table: Table, change: RowChange): void => {
  switch (change.op) {
    case 'put':
      checkRow(table, change.row);
      break;
    case 'patch':
      checkKey(table, change.key, table.key.length);
      for (const [column, value] of Object.entries(change.columns)) {
        if (table.key.includes(column)) throw new TypeError(`${table.name}.${column}: a key is not patched`);
        if (value !== undefined) checkCell(table, column, value);
      }
      break;
    case 'delete':
      checkKey(table, change.key, table.key.length);
      break;
    case 'clear':
      if (change.prefix.length === 0) throw new TypeError(`${table.name}: clear without a prefix`);
      checkKey(table, change.prefix, Math.min(change.prefix.length, table.key.length));
      break;
  }
};

type Bucket = Map<string, Pending>;

/**
 * The changes of one table, folded: each key is left with one operation, after all clears. put then patch is the
 * merged put; delete then patch nothing; clear drops what waits under its prefix, and a patch after it has no row.
 */
export class TableFold {
  readonly table: Table;
  readonly clears = new Map<string, readonly Cell[]>();
  /** By the first column of the key, as that is where a clear looks. */
  readonly buckets = new Map<string, Bucket>();

  constructor(table: Table) {
    this.table = table;
  }

  apply(change: RowChange): void {
    switch (change.op) {
      case 'put':
        this.put(change.row);
        break;
      case 'patch':
        this.patch(change.key, change.columns);
        break;
      case 'delete':
        this.set({ op: 'delete', key: change.key });
        break;
      case 'clear':
        this.clear(change.prefix);
        break;
    }
  }

  private bucket(key: readonly Cell[]): Bucket {
    const id = cellId(key[0] ?? null);
    const found = this.buckets.get(id) ?? new Map<string, Pending>();
    this.buckets.set(id, found);
    return found;
  }

  private set(pending: Pending): void {
    this.bucket(pending.key).set(keyId(pending.key), pending);
  }

  private put(row: Readonly<Record<string, Cell>>): void {
    const cells = new Map(Object.entries(row));
    this.set({ op: 'put', key: this.table.key.map((column) => row[column] ?? null), cells });
  }

  private patch(key: readonly Cell[], columns: Readonly<Record<string, Cell | undefined>>): void {
    const given = Object.entries(columns).filter((entry): entry is [string, Cell] => entry[1] !== undefined);
    const before = this.bucket(key).get(keyId(key));
    if (given.length === 0 || before?.op === 'delete') return;
    if (before === undefined && this.isCleared(key)) return;
    this.set({ op: before?.op ?? 'patch', key, cells: new Map([...(before?.cells ?? []), ...given]) });
  }

  private clear(prefix: readonly Cell[]): void {
    const bucket = this.bucket(prefix);
    const under = keyId(prefix);
    for (const [id, pending] of bucket) if (keyId(pending.key.slice(0, prefix.length)) === under) bucket.delete(id);
    this.clears.set(`${prefix.length}\0${under}`, prefix);
  }

  private isCleared(key: readonly Cell[]): boolean {
    if (this.clears.size === 0) return false;
    return key.some((_, i) => this.clears.has(`${i + 1}\0${keyId(key.slice(0, i + 1))}`));
  }

  *pending(): Generator<Pending> {
    for (const bucket of this.buckets.values()) yield* bucket.values();
  }
}
