import { birthdayEvent, isBirthday } from '../../domain/contact/birthday.ts';
import type { MemberId, Position } from '../../domain/kernel/ids.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import type { Sql } from '../../domain/ports.ts';
import { readAddressObject } from '../../domain/vcard/address-object.ts';
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

/** What tells whether a member is made from another one's text, and when it was. */
type Made = { readonly object: MemberId; readonly modified_at: number };

/** The text of a member, out of what is stored for it: a birthday's is made from the card. */
const madeText = (stored: string, { object, modified_at }: Made): string | null => {
  if (!isBirthday(object)) return stored;
  const source = readAddressObject(stored);
  return isRefusal(source) ? null : (birthdayEvent(source.card, object, modified_at) ?? null);
};

/** A member's row with its text. */
export const readableMember = <Row extends Text & Made>(row: Row): Row => {
  if (!isBirthday(row.object)) return readable(row);
  const { text } = readable(row);
  return { ...row, octets: null, text: text === null ? null : madeText(text, row) };
};

/** The octets as they were sent; undefined where the text is not there. */
export const octetsOf = ({ text, octets }: Text): Uint8Array | undefined =>
  octets ?? (text === null ? undefined : encoder.encode(text));

/** Where a text is: the body of the event at this position. */
export type TextPlace = { readonly body: Position; readonly is_utf8: boolean };

/** Texts by position, for rows of collections of one kind that were listed without. */
export const textsAt = async (
  sql: Sql,
  places: readonly (TextPlace & Made)[],
): Promise<ReadonlyMap<Position, string>> => {
  const plain = places.filter(({ is_utf8 }) => is_utf8).map(({ body }) => body);
  const others = places.filter(({ is_utf8 }) => !is_utf8).map(({ body }) => body);
  const rows = await Promise.all([
    sql<Text & { position: Position }>`
      select position, convert_from(stored, 'UTF8') as text, null as octets
      from bodies where position = any(${plain}::int8[])`,
    others.length === 0
      ? []
      : sql<Text & { position: Position }>`
          select position, null as text, stored as octets from bodies where position = any(${others}::int8[])`,
  ]);
  const stored = new Map(rows.flat().map((row) => [row.position, readable(row).text]));
  return new Map(
    places.flatMap((place) => {
      const found = stored.get(place.body) ?? null;
      const text = found === null ? null : madeText(found, place);
      return text === null ? [] : [[place.body, text] as const];
    }),
  );
};
