import type { Cell, RowChange, Table } from '../../projections/projection.ts';
import { unfit } from './arrays.ts';
import { columnType, isNullable } from './ddl.ts';

/** What is left to do to one row after folding: all its cells, some of them, or its end. */
export type Pending =
  | { readonly op: 'put'; readonly key: readonly Cell[]; readonly cells: Readonly<Record<string, Cell>> }
  | { readonly op: 'patch'; readonly key: readonly Cell[]; readonly cells: Readonly<Record<string, Cell>> }
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
    case 'sweep':
      checkKey(table, [change.first], 1);
      break;
  }
};

/** A tree by the columns of the key, so that a clear cuts a branch, however many rows wait on it. */
type Branch = Map<string, Branch | Pending>;

/** The branch under which the last of the cells stands. */
const branchOf = (root: Branch, cells: readonly Cell[]): Branch => {
  let branch = root;
  for (const cell of cells.slice(0, -1)) {
    const found = branch.get(cellId(cell));
    const next: Branch = found instanceof Map ? found : new Map();
    if (found !== next) branch.set(cellId(cell), next);
    branch = next;
  }
  return branch;
};

function* leaves(branch: Branch): Generator<Pending> {
  for (const one of branch.values())
    if (one instanceof Map) yield* leaves(one);
    else yield one;
}

/** The same where nothing waits for the rows to go: what is swept goes at once. */
export const atOnce = (change: RowChange): RowChange =>
  change.op === 'sweep' ? { op: 'clear', table: change.table, prefix: [change.first] } : change;

/**
 * The changes of one table, folded: each key is left with one operation, after all clears. put then patch is the
 * merged put; delete then patch nothing; clear drops what waits under its prefix, and a patch after it has no row.
 */
export class TableFold {
  readonly table: Table;
  readonly clears = new Map<string, readonly Cell[]>();
  /** First columns of keys whose rows are left to the sweeper. */
  readonly sweeps = new Set<string>();
  readonly root: Branch = new Map();
  /** Patches that are known to have met no row. */
  missed = 0;

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
      case 'sweep':
        this.sweeps.add(change.first);
        break;
    }
  }

  pending(): Generator<Pending> {
    return leaves(this.root);
  }

  private set(pending: Pending): void {
    branchOf(this.root, pending.key).set(cellId(pending.key.at(-1) ?? null), pending);
  }

  private put(row: Readonly<Record<string, Cell>>): void {
    this.set({ op: 'put', key: this.table.key.map((column) => row[column] ?? null), cells: row });
  }

  private patch(key: readonly Cell[], columns: Readonly<Record<string, Cell | undefined>>): void {
    const found = branchOf(this.root, key).get(cellId(key.at(-1) ?? null));
    const before = found instanceof Map ? undefined : found;
    if (before?.op === 'delete' || (before === undefined && this.isCleared(key))) {
      this.missed++;
      return;
    }
    const given = Object.entries(columns).filter((entry): entry is [string, Cell] => entry[1] !== undefined);
    if (given.length === 0) return;
    this.set({ op: before?.op ?? 'patch', key, cells: { ...before?.cells, ...Object.fromEntries(given) } });
  }

  private clear(prefix: readonly Cell[]): void {
    branchOf(this.root, prefix).delete(cellId(prefix.at(-1) ?? null));
    this.clears.set(keyId(prefix), prefix);
  }

  private isCleared(key: readonly Cell[]): boolean {
    if (this.clears.size === 0) return false;
    return key.some((_, i) => this.clears.has(keyId(key.slice(0, i + 1))));
  }
}
