import type { Cell, ColumnType } from '../../projections/projection.ts';

/** Object identifiers of PostgreSQL's built-in types (pg_type.dat). */
const OIDS = {
  text: 25,
  int2: 21,
  int4: 23,
  int8: 20,
  float8: 701,
  bool: 16,
  bytea: 17,
  jsonb: 3802,
  json: 114,
} as const;
export type ArrayType = ColumnType | 'json';

const RANGES = { int2: 2 ** 15, int4: 2 ** 31, int8: Number.MAX_SAFE_INTEGER + 1 } as const;

/** Why a value cannot stand in a column of this type; undefined when it can. */
export const unfit = (type: ArrayType, value: Cell): string | undefined => {
  if (value === null) return undefined;
  switch (type) {
    case 'int2':
    case 'int4':
    case 'int8': {
      const fits =
        typeof value === 'number' && Number.isInteger(value) && value >= -RANGES[type] && value < RANGES[type];
      return fits ? undefined : `not an ${type}`;
    }
    case 'float8':
      return typeof value === 'number' ? undefined : 'not a number';
    case 'bool':
      return typeof value === 'boolean' ? undefined : 'not a bool';
    case 'bytea':
      return value instanceof Uint8Array ? undefined : 'not octets';
    default:
      if (typeof value !== 'string') return 'not a text';
      return value.includes('\0') || !value.isWellFormed() ? 'a text with NUL or half a character' : undefined;
  }
};

/** Octets of a value in binary form; null has none. */
export const sizeOf = (type: ArrayType, value: Cell): number => {
  switch (type) {
    case 'bool':
      return 1;
    case 'int2':
      return 2;
    case 'int4':
      return 4;
    case 'int8':
    case 'float8':
      return 8;
    case 'jsonb':
      return 1 + Buffer.byteLength(String(value));
    default:
      return value instanceof Uint8Array ? value.length : Buffer.byteLength(String(value));
  }
};

/** Writes a value (not null) in the binary form that `sizeOf` measured. */
export const writeOne = (into: Buffer, at: number, type: ArrayType, value: Cell): void => {
  switch (type) {
    case 'bool':
      into[at] = value === true ? 1 : 0;
      return;
    case 'int2':
      into.writeInt16BE(Number(value), at);
      return;
    case 'int4':
      into.writeInt32BE(Number(value), at);
      return;
    case 'int8':
      into.writeBigInt64BE(BigInt(Number(value)), at);
      return;
    case 'float8':
      into.writeDoubleBE(Number(value), at);
      return;
    case 'jsonb':
      into[at] = 1; // the version of jsonb's binary form
      into.write(String(value), at + 1);
      return;
    default:
      if (value instanceof Uint8Array) into.set(value, at);
      else into.write(String(value), at);
  }
};

/**
 * A one-dimensional array in PostgreSQL's binary form: dimensions, has-null, element type, length, lower bound, then
 * each element's length (-1 for null) and octets, big-endian. The values must fit the type (`unfit`).
 */
export const encodeArray = (type: ArrayType, values: readonly Cell[]): Buffer => {
  const sizes = values.map((value) => (value === null ? -1 : sizeOf(type, value)));
  const into = Buffer.allocUnsafe(20 + sizes.reduce((sum, size) => sum + 4 + Math.max(size, 0), 0));
  into.writeInt32BE(1, 0);
  into.writeInt32BE(sizes.includes(-1) ? 1 : 0, 4);
  into.writeInt32BE(OIDS[type], 8);
  into.writeInt32BE(values.length, 12);
  into.writeInt32BE(1, 16);
  let at = 20;
  values.forEach((value, i) => {
    const size = sizes[i] ?? -1;
    into.writeInt32BE(size, at);
    at += 4;
    if (size === -1) return;
    writeOne(into, at, type, value);
    at += size;
  });
  return into;
};
