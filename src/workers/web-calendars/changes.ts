import type { MemberCommand } from '../../domain/collection/member.ts';
import { COMPONENT_TYPES } from '../../domain/ical/component.ts';
import type { CollectionId, EventId, MemberId } from '../../domain/kernel/ids.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import { MAX_COPIED_OBJECTS } from '../../domain/limits.ts';
import type { Sql } from '../../domain/ports.ts';
import { type Feed, feedObject, saysTheSame } from '../../domain/web-calendar/feed.ts';
import { contentsAfter } from '../../projections/members/named.ts';

/** What is to be done to one calendar object, as it was at `etag`; a new one has none yet. */
export type Change = {
  readonly object: MemberId;
  readonly etag: EventId | undefined;
  readonly command: MemberCommand;
  /** Octets that it adds to an append. */
  readonly size: number;
};

type Row = Awaited<ReturnType<typeof contentsAfter>>[number];

/** Whoever fills a web calendar does not say that it is one. */
const targetIn = (collection: CollectionId) => ({ collection, components: COMPONENT_TYPES });

/** What a text that the feed has for an object makes of it; 'same' for nothing. */
const changeOf = (collection: CollectionId, row: Row, text: string | undefined): Change | 'same' | 'skipped' => {
  const { object, etag } = row;
  if (text === undefined) return { object, etag, command: { type: 'delete-object' }, size: 0 };
  if (row.text !== null && saysTheSame(row.text, text)) return 'same';
  const content = feedObject(text);
  if (isRefusal(content)) return 'skipped';
  const command = { type: 'change-object', into: targetIn(collection), content } as const;
  return { object, etag, command, size: content.bytes.length };
};

const creationOf = (collection: CollectionId, object: MemberId, text: string): Change | 'skipped' => {
  const content = feedObject(text);
  if (isRefusal(content)) return 'skipped';
  const command = {
    type: 'create-object',
    object,
    into: targetIn(collection),
    name: `${object}.ics`,
    content,
  } as const;
  return { object, etag: undefined, command, size: content.bytes.length };
};

/**
 * What makes a calendar into what a feed has, object by object; 'skipped' for each that is there and cannot be taken, and of
 * which what was taken before stays.
 */
export async function* changesFor(
  sql: Sql,
  newId: () => string,
  collection: CollectionId,
  { objects }: Feed,
): AsyncGenerator<Change | 'skipped'> {
  const left = new Map(objects);
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: readonly Row[] = await contentsAfter(sql, collection, after, MAX_COPIED_OBJECTS);
    for (const row of page) {
      const change = changeOf(collection, row, left.get(row.uid ?? ''));
      left.delete(row.uid ?? '');
      if (change !== 'same') yield change;
    }
    after = page.length < MAX_COPIED_OBJECTS ? undefined : page.at(-1)?.name;
  }
  for (const text of left.values()) yield creationOf(collection, newId() as MemberId, text);
}
