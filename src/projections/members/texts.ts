import type { Position } from '../../domain/kernel/ids.ts';
import type { Sql } from '../../domain/ports.ts';
import { cardText } from '../../domain/vcard/charset.ts';

/** A text, null where it was not asked for or was erased; with the octets that were sent where those are not its UTF-8. */
export type Text = { readonly text: string | null; readonly octets: Uint8Array | null };

const encoder = new TextEncoder();

/** A row whose octets are read as its text, however they say it. */
export const readable = <Row extends Text>(row: Row): Row => {
  if (row.octets === null) return row;
  const text = cardText(row.octets);
  return { ...row, text: typeof text === 'string' ? text : null };
};

/** The octets as they were sent; undefined where the text is not there. */
export const octetsOf = ({ text, octets }: Text): Uint8Array | undefined =>
  octets ?? (text === null ? undefined : encoder.encode(text));

/** Where a text is: the body of the event at this position. */
export type TextPlace = { readonly body: Position; readonly is_utf8: boolean };

/** Texts by position, for rows that were listed without. */
export const textsAt = async (sql: Sql, places: readonly TextPlace[]): Promise<ReadonlyMap<number, string>> => {
  const plain = places.filter(({ is_utf8 }) => is_utf8).map(({ body }) => body);
  const others = places.filter(({ is_utf8 }) => !is_utf8).map(({ body }) => body);
  const rows = await Promise.all([
    sql<Text & { position: number }>`
      select position, convert_from(stored, 'UTF8') as text, null as octets
      from bodies where position = any(${plain}::int8[])`,
    others.length === 0
      ? []
      : sql<Text & { position: number }>`
          select position, null as text, stored as octets from bodies where position = any(${others}::int8[])`,
  ]);
  const texts = rows.flat().map(readable);
  return new Map(texts.flatMap(({ position, text }) => (text === null ? [] : [[position, text] as const])));
};
