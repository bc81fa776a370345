import { LISTING_OCTETS, LISTING_PAGE } from '../../domain/limits.ts';
import type { Sql } from '../../domain/ports.ts';
import type { ListedMember } from '../../projections/members/listed.ts';
import { textsAt } from '../../projections/members/texts.ts';

/** How many rows from an index on may have their texts in memory together: one at least. */
const pieceEnd = (rows: readonly ListedMember[], from: number): number => {
  let end = from;
  for (let octets = 0; end < rows.length && end - from < LISTING_PAGE; end += 1) {
    octets += rows[end]!.size;
    if (octets > LISTING_OCTETS && end > from) break;
  }
  return end;
};

type Piece<Row> = { readonly rows: readonly Row[]; readonly end: number; readonly texts: ReturnType<typeof textsAt> };

/**
 * The rows with their texts, in their order, in pieces that fit into memory; an erased text stays null. The next piece is
 * on its way while the caller writes the present one.
 */
export async function* withTexts<Row extends ListedMember>(
  sql: Sql,
  rows: readonly Row[],
): AsyncGenerator<readonly Row[]> {
  const fetch = (from: number): Piece<Row> | undefined => {
    if (from >= rows.length) return undefined;
    const end = pieceEnd(rows, from);
    const piece = rows.slice(from, end);
    const texts = textsAt(sql, piece);
    // The caller may go away before it asks for this piece; its failure is then nobody's.
    texts.catch(() => {});
    return { rows: piece, end, texts };
  };
  for (let piece = fetch(0); piece !== undefined; ) {
    const texts = await piece.texts;
    const next = fetch(piece.end);
    yield piece.rows.map((row) => ({ ...row, text: texts.get(row.body) ?? null }));
    piece = next;
  }
}
