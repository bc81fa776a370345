import type { Account } from '../../domain/account/decider.ts';
import { addWebCalendar } from '../../domain/calendar/decider.ts';
import { escapeXml } from '../../domain/ical/xcal-value.ts';
import type { Metadata } from '../../domain/kernel/event.ts';
import { ABSENT, accountStream, type CollectionId, calendarStream, type PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_WEB_CALENDARS } from '../../domain/limits/web-calendars.ts';
import { MAX_NAME_OCTETS } from '../../domain/limits.ts';
import type { EventLog } from '../../domain/ports.ts';
import { isLongerThan } from '../../domain/text/utf8.ts';
import type { Added, Sealer, WebCalendarFetches } from '../../domain/web-calendar/ports.ts';
import { nameOfSource, readSource } from '../../domain/web-calendar/source.ts';

export type AddParts = {
  readonly log: EventLog;
  readonly fetches: WebCalendarFetches;
  readonly sealer: Sealer;
  readonly newId: () => string;
};

/** A new web calendar; `displayName` is what its owner calls it. */
export type Addition = {
  readonly owner: PrincipalId;
  readonly address: string;
  readonly displayName: string | undefined;
};

/** RFC 4918 §15.2, as a client would set it. */
const named = (name: string) => ({
  set: { '{DAV:}displayname': `<displayname xmlns="DAV:">${escapeXml(name)}</displayname>` },
  remove: [],
});

const nameRefusal = (name: string): Refusal | undefined =>
  name.trim() === '' || /\p{Cc}/u.test(name) || isLongerThan(name, MAX_NAME_OCTETS)
    ? refuse(
        'property-invalid',
        `A name is not empty, has no control characters and at most ${MAX_NAME_OCTETS} octets.`,
      )
    : undefined;

/** What names it in URLs and at a command line, where nothing that begins with a hyphen would do. */
const segmentOf = (id: string): string => id.replace(/[^A-Za-z0-9]/g, '');

/** Adds a web calendar for somebody whose account is open and stays open until then. */
export const add = async (
  { log, fetches, sealer, newId }: AddParts,
  { owner, address, displayName }: Addition,
  metadata: Metadata,
): Promise<Added | Refusal> => {
  const source = readSource(address);
  if (isRefusal(source)) return source;
  const called = displayName ?? nameOfSource(source);
  const unusable = nameRefusal(called);
  if (unusable !== undefined) return unusable;
  if ((await fetches.list(owner)).length >= MAX_WEB_CALENDARS)
    return refuse('too-many-web-calendars', `Nobody may have more than ${MAX_WEB_CALENDARS} web calendars.`);
  const account = accountStream(owner);
  const [found] = await log.states([account]);
  if (found === undefined || (found.state as Account | undefined)?.is !== 'open') return refuse('no-such-resource');
  const collection = newId() as CollectionId;
  const sealed = sealer.seal(JSON.stringify(source), collection);
  const made = { collection, owner, name: segmentOf(newId()), properties: named(called), source: sealed };
  const decision = addWebCalendar(made);
  if (isRefusal(decision)) return decision;
  const verdict = await log.append({
    writes: [{ stream: calendarStream(collection), expected: ABSENT, events: decision.events }],
    claims: decision.claims,
    guards: [{ stream: account, expected: found.revision }],
    metadata,
  });
  if (isRefusal(verdict)) return verdict;
  return verdict.is === 'appended'
    ? { collection, name: made.name, displayName: called }
    : refuse('too-busy', 'The account is being changed at this moment; try again.');
};
