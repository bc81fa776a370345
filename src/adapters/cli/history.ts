import type { Recorded } from '../../domain/kernel/event.ts';
import { type CollectionId, kindOf, START, type StreamId, type StreamKind } from '../../domain/kernel/ids.ts';
import type { EventLog } from '../../domain/ports.ts';
import { type ActorNames, describe, shownText } from './describe-event.ts';
import { complain, Misused, say, Told } from './told.ts';

const STREAM = /^(account|calendar|calendar-object|address-book|contact)\/[\w-]+$/;

/** Events read at a time when a path has to be looked for in the whole log. */
const BATCH = 5000;
const PROGRESS_EVERY = 200_000;

/** What an event of a collection or a member says of its place. */
type Named = {
  readonly owner?: string;
  readonly calendar?: CollectionId;
  readonly book?: CollectionId;
  readonly name?: string;
};

/** What is below a principal, by its segment: the kinds of streams of the collections there and of their members. */
const HOMES: Readonly<Record<string, { readonly collection: StreamKind; readonly member: StreamKind }>> = {
  Calendar: { collection: 'calendar', member: 'calendar-object' },
  Contacts: { collection: 'address-book', member: 'contact' },
};

const decoded = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
};

/** Login, home, collection and member of a path below the DAV root; all but the first may be missing. */
const partsOf = (path: string): readonly string[] | undefined => {
  const below = /(?:^|\/)SOGo\/dav\/(.+)$/.exec(path)?.[1] ?? path.replace(/^\//, '');
  const segments = below
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  if (!segments.every((segment) => segment !== undefined)) return undefined;
  const [login, home, ...names] = segments;
  if (login === undefined || names.length > 2 || (home !== undefined && !Object.hasOwn(HOMES, home))) return undefined;
  return segments;
};

/** Every stream that ever was at the path: what is gone has a history too. One pass over the log. */
const streamsAt = async (log: EventLog, principal: string, names: readonly string[]): Promise<readonly StreamId[]> => {
  const [home = '', collectionName, memberName] = names;
  const kinds = HOMES[home];
  if (kinds === undefined || collectionName === undefined) return [`account/${principal}` as StreamId];
  const collections = new Map<CollectionId, StreamId>();
  // Of all collections: one may get its name later than its members theirs.
  const members = new Map<StreamId, Set<CollectionId>>();
  let read = 0;
  for await (const events of log.read(START, { limit: BATCH, bodies: false })) {
    for (const event of events) {
      const data = event.data as Named;
      const collection = data.calendar ?? data.book;
      if (collection === undefined) continue;
      const kind = kindOf(event.stream);
      if (kind === kinds.member && data.name === memberName)
        members.set(event.stream, (members.get(event.stream) ?? new Set()).add(collection));
      if (kind === kinds.collection && data.owner === principal && data.name === collectionName)
        collections.set(collection, event.stream);
    }
    read += events.length;
    if (read % PROGRESS_EVERY < BATCH && read >= PROGRESS_EVERY) complain(`${read} events read…`);
  }
  if (memberName === undefined) return [...collections.values()];
  return [...members].flatMap(([stream, places]) =>
    [...places].some((place) => collections.has(place)) ? [stream] : [],
  );
};

/** What `log` needs besides the log. */
export type HistoryParts = {
  readonly log: EventLog;
  principalOf(login: string): Promise<string | undefined>;
  readonly names: ActorNames;
};

/** `log`: prints the history of a path or a stream, oldest first; with `json` one object a line. */
export const printHistory = async (
  { log, principalOf, names }: HistoryParts,
  of: string,
  json: boolean,
): Promise<number> => {
  const streams = STREAM.test(of) ? [of as StreamId] : await streamsOfPath(log, principalOf, of);
  const events = (await Promise.all(streams.map((stream) => log.readStream(stream)))).flat();
  if (events.length === 0) throw new Told(`Nothing ever happened at ${of}.`);
  events.sort((a, b) => a.position - b.position);
  const before = new Map<StreamId, Recorded>();
  for (const event of events) {
    const request = await log.request(event.correlationId);
    const lines = json
      ? [JSON.stringify({ ...event, body: undefined, text: shownText(event), request })]
      : await describe(event, before.get(event.stream), request, names);
    for (const line of lines) say(line);
    if (event.body !== undefined) before.set(event.stream, event);
  }
  return 0;
};

const streamsOfPath = async (log: EventLog, principalOf: HistoryParts['principalOf'], path: string) => {
  const parts = partsOf(path);
  const [login, ...names] = parts ?? [];
  if (login === undefined)
    throw new Misused(`“${path}” is neither a path below /SOGo/dav/ nor a stream such as calendar/….`);
  const principal = await principalOf(login);
  if (principal === undefined)
    throw new Told(`${login} has no account; the history of a closed one is found by its stream.`);
  return streamsAt(log, principal, names);
};
