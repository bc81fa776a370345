import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from } from 'pg-copy-streams';
import type { Cell } from '../../projections/projection.ts';
import { type ArrayType, sizeOf, writeOne } from './arrays.ts';
import { quoted } from './ddl.ts';
import type { Shape } from './statements.ts';

/** Signature, flags, and the length of a header extension that nobody needs. */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const END = Buffer.from([0xff, 0xff]);

/** Octets of one piece: rows are gathered up to it; a larger row is a piece of its own. */
const PIECE = 64 * 1024;

/**
 * Rows (of the columns' cells, in their order) in the binary form of COPY, piece by piece: per row the number of columns,
 * then each cell's length (-1 for null) and octets, big-endian. The cells must fit the types (`unfit`).
 */
export function* encodeCopy(types: readonly ArrayType[], rows: Iterable<readonly Cell[]>): Generator<Buffer> {
  yield HEADER;
  let into = Buffer.allocUnsafe(PIECE);
  let at = 0;
  for (const row of rows) {
    const sizes = types.map((type, i) => (row[i] == null ? -1 : sizeOf(type, row[i])));
    const size = sizes.reduce((sum, one) => sum + 4 + Math.max(one, 0), 2);
    if (at + size > into.length) {
      if (at > 0) yield into.subarray(0, at);
      into = Buffer.allocUnsafe(Math.max(PIECE, size));
      at = 0;
    }
    at = into.writeInt16BE(types.length, at);
    for (const [i, type] of types.entries()) {
      const length = sizes[i] ?? -1;
      at = into.writeInt32BE(length, at);
      if (length === -1) continue;
      writeOne(into, at, type, row[i] ?? null);
      at += length;
    }
  }
  if (at > 0) yield into.subarray(0, at);
  yield END;
}

/** Whole rows that are not there yet, by COPY: encoded while the server takes in what came before. */
export const copyRows = (client: Client, shape: Shape, rows: Iterable<readonly Cell[]>): Promise<void> =>
  pipeline(
    Readable.from(encodeCopy(shape.types, rows), { objectMode: true, highWaterMark: 4 }),
    client.query(from(`copy ${shape.name} (${shape.columns.map(quoted).join(', ')}) from stdin (format binary)`)),
  );
