import { LISTING_OCTETS, LISTING_PAGE } from '../../domain/limits.ts';
import type { Sql } from '../../domain/ports.ts';
import { type ListedObjectRow, textsAt } from '../../projections/calendar-objects/listed.ts';

/** How many rows from an index on may have their texts in memory together: one at least. */
const pieceEnd = (rows: readonly ListedObjectRow[], from: number): number => {
  let end = from;
  for (let octets = 0; end < rows.length && end - from < LISTING_PAGE; end += 1) {
    octets += rows[end]!.size;
    if (octets > LISTING_OCTETS && end > from) break;
  }
  return end;
};

/** The rows with their texts, in their order, in pieces that fit into memory; an erased text stays null. */
export async function* withTexts<Row extends ListedObjectRow>(
  sql: Sql,
  rows: readonly Row[],
): AsyncGenerator<readonly Row[]> {
  for (let from = 0; from < rows.length; ) {
    const end = pieceEnd(rows, from);
    const piece = rows.slice(from, end);
    const texts = await textsAt(
      sql,
      piece.map(({ body }) => body),
    );
    yield piece.map((row) => ({ ...row, text: texts.get(row.body) ?? null }));
    from = end;
  }
}
