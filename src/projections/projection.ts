import type { Event, Recorded } from '../domain/kernel/event.ts';

/** A column: its PostgreSQL type and what a row holds there. `| null` is said by `nullable`. */
export type ColumnType = 'text' | 'int2' | 'int4' | 'int8' | 'float8' | 'bool' | 'bytea' | 'jsonb';
type Value<T extends ColumnType> = {
  text: string;
  int2: number;
  int4: number;
  int8: number;
  float8: number;
  bool: boolean;
  bytea: Uint8Array;
  /** JSON text: the handler serialises, so that equal rows are equal texts. */
  jsonb: string;
}[T];
export type Column = ColumnType | `${ColumnType}?`;
type CellOf<C> = C extends `${infer T extends ColumnType}?` ? Value<T> | null : C extends ColumnType ? Value<C> : never;
export type Cell = string | number | boolean | Uint8Array | null;

/** A table of a projection: the DDL, the batches of the append path and the rebuild are all made from this. */
export type Table<C extends Record<string, Column> = Record<string, Column>> = {
  readonly name: string;
  readonly columns: C;
  /** The primary key, in index order; `clear` takes a prefix of it. The only unique constraint there may be. */
  readonly key: readonly string[];
  /** Further indexes: name → what stands after `on TABLE`, e.g. `(calendar, starts) where series`. */
  readonly indexes: Readonly<Record<string, string>>;
  /** Events change rows that may not be there: elsewhere a change that meets no row is a mistake, which `verify` tells. */
  readonly isSparse?: true;
};
export type RowOf<C extends Record<string, Column>> = { readonly [K in keyof C]: CellOf<C[K]> };

/** Declares a table; the row's type follows from the columns. */
export const table = <const C extends Record<string, Column>>(
  declared: Table<C> & { readonly key: readonly (keyof C & string)[] },
): Table<C> => declared;

/** What an event does to a row. `patch` of a missing row has no effect; an absent column stays as it is. */
export type RowChange =
  | { readonly op: 'put'; readonly table: string; readonly row: Readonly<Record<string, Cell>> }
  | {
      readonly op: 'patch';
      readonly table: string;
      readonly key: readonly Cell[];
      readonly columns: Readonly<Record<string, Cell | undefined>>;
    }
  | { readonly op: 'delete'; readonly table: string; readonly key: readonly Cell[] }
  | { readonly op: 'clear'; readonly table: string; readonly prefix: readonly Cell[] }
  | { readonly op: 'sweep'; readonly table: string; readonly first: string };

/** The whole row, new or not. */
export const put = <C extends Record<string, Column>>(t: Table<C>, row: RowOf<C>): RowChange => ({
  op: 'put',
  table: t.name,
  row,
});

/** Some columns of the row with this key. */
export const patch = <C extends Record<string, Column>>(
  t: Table<C>,
  key: readonly Cell[],
  columns: Partial<RowOf<C>>,
): RowChange => ({ op: 'patch', table: t.name, key, columns });

/** The row with this key goes. */
export const remove = (t: Table, key: readonly Cell[]): RowChange => ({ op: 'delete', table: t.name, key });

/** All rows whose key begins so go. */
export const clear = (t: Table, prefix: readonly Cell[]): RowChange => ({ op: 'clear', table: t.name, prefix });

/**
 * All rows whose key begins with a text, however many: nobody can reach them any more, so the append only notes it and a
 * sweeper deletes them off the lock. A rebuild clears at once. What was swept is never used again.
 */
export const sweep = (t: Table, first: string): RowChange => ({ op: 'sweep', table: t.name, first });

/** A method's type, so that a handler of one event type stands in a table of handlers of all (bivariance). */
type Handler<E extends Event> = { handle(event: Recorded<E>): readonly RowChange[] }['handle'];
type Handlers<E extends Event> = { readonly [T in E['type']]?: Handler<Extract<E, { type: T }>> };

/**
 * One file = its tables, its handlers, its queries and a version. A handler is a pure function from an event to row
 * changes; a new version is a rebuild, never a migration. `same-transaction` is for what a client reads back.
 */
export type Projection = {
  readonly name: string;
  readonly version: number;
  readonly when: 'same-transaction' | 'following';
  readonly tables: readonly Table[];
  readonly on: Readonly<Record<string, Handler<Event>>>;
};

/** Declares a projection over a union of events; each handler is called with the events of its own type alone. */
export const projection = <E extends Event>(
  declared: Omit<Projection, 'on'> & { readonly on: Handlers<E> & Readonly<Record<string, Handler<Event>>> },
): Projection => declared;
