import type { Recorded } from '../../domain/kernel/event.ts';
import { type CalendarId, START, type StreamId } from '../../domain/kernel/ids.ts';
import type { EventLog } from '../../domain/ports.ts';
import { type ActorNames, describe, shownText } from './describe-event.ts';
import { complain, Misused, say, Told } from './told.ts';

const STREAM = /^(account|calendar|calendar-object)\/[\w-]+$/;

/** Events read at a time when a path has to be looked for in the whole log. */
const BATCH = 5000;
const PROGRESS_EVERY = 200_000;

type Named = { readonly owner?: string; readonly calendar?: CalendarId; readonly name?: string };

const decoded = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
};

/** Login, calendar and object of a path below the DAV root; the last two may be missing. */
const partsOf = (path: string): readonly string[] | undefined => {
  const below = /(?:^|\/)SOGo\/dav\/(.+)$/.exec(path)?.[1] ?? path.replace(/^\//, '');
  const segments = below
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  if (!segments.every((segment) => segment !== undefined)) return undefined;
  const [login, home, ...names] = segments;
  if (login === undefined || names.length > 2 || (home !== undefined && home !== 'Calendar')) return undefined;
  return [login, ...names];
};

/** Every stream that ever was at the path: what is gone has a history too. One pass over the log. */
const streamsAt = async (log: EventLog, principal: string, names: readonly string[]): Promise<readonly StreamId[]> => {
  const [calendarName, objectName] = names;
  if (calendarName === undefined) return [`account/${principal}` as StreamId];
  const calendars = new Map<CalendarId, StreamId>();
  // Of all calendars: one may get its name later than its objects theirs.
  const objects = new Map<StreamId, Set<CalendarId>>();
  let read = 0;
  for await (const events of log.read(START, { limit: BATCH, bodies: false })) {
    for (const event of events) {
      const data = event.data as Named;
      if (event.type.startsWith('calendar-object-')) {
        if (data.name === objectName && data.calendar !== undefined)
          objects.set(event.stream, (objects.get(event.stream) ?? new Set()).add(data.calendar));
      } else if (data.owner === principal && data.name === calendarName && data.calendar !== undefined)
        calendars.set(data.calendar, event.stream);
    }
    read += events.length;
    if (read % PROGRESS_EVERY < BATCH && read >= PROGRESS_EVERY) complain(`${read} events read…`);
  }
  if (objectName === undefined) return [...calendars.values()];
  return [...objects].flatMap(([stream, places]) =>
    [...places].some((place) => calendars.has(place)) ? [stream] : [],
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
