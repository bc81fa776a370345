import { type Calendar, calendar } from '../../domain/calendar/decider.ts';
import { type CollectionId, calendarStream } from '../../domain/kernel/ids.ts';
import { isRefusal } from '../../domain/kernel/refusal.ts';
import type { WebCalendar, WebCalendars } from '../../domain/web-calendar/ports.ts';
import { appendAnew, toldOf } from './append-anew.ts';
import { type AccountParts, knownPrincipal, openedPrincipal } from './change-account.ts';
import { firstLine } from './first-line.ts';
import { complain, printable, say, Told } from './told.ts';

export type WebCalendarParts = AccountParts & { readonly webCalendars: WebCalendars };

/** Fetches one and says what came of it; 1 for a failure. */
const fetchNow = async (
  { webCalendars }: WebCalendarParts,
  collection: CollectionId,
  name: string,
): Promise<number> => {
  const refreshed = await webCalendars.refresh(collection);
  if (isRefusal(refreshed)) {
    complain(printable(`${name}: ${toldOf(refreshed).message}`));
    return 1;
  }
  const { imported, skipped } = refreshed;
  say(`${name}: ${imported} objects${skipped === 0 ? '' : `, ${skipped} could not be taken`}`);
  return 0;
};

/** `web-calendar add`: adds one and fetches it; “-” reads the address from standard input. */
export const addWebCalendar = async (
  parts: WebCalendarParts,
  login: string,
  address: string,
  name: string | undefined,
): Promise<number> => {
  const owner = await openedPrincipal(parts, login);
  const written = address === '-' ? await firstLine() : address;
  const metadata = { ...parts.metadata, onBehalfOf: owner };
  const added = await parts.webCalendars.add(owner, written, name, metadata);
  if (isRefusal(added)) throw toldOf(added);
  say(printable(`Added ${added.name}, “${added.displayName}”, for ${login}.`));
  return fetchNow(parts, added.collection, added.name);
};

const shown = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

const cellsOf = ({ name, source = 'an address that cannot be read', ...status }: WebCalendar): readonly string[] => [
  name,
  source,
  typeof status.fetched === 'number' ? `fetched ${shown(status.fetched)}` : 'not fetched yet',
  `${status.imported ?? 0} objects`,
  ...(status.skipped ? [`${status.skipped} could not be taken`] : []),
  ...(typeof status.due === 'number' && status.due > 0 ? [`next ${shown(status.due)}`] : []),
  ...(typeof status.error === 'string' ? [`failed ${status.failures} times: ${status.error}`] : []),
];

const ownersOf = async (parts: WebCalendarParts, login: string): Promise<readonly WebCalendar[]> => {
  const owner = await knownPrincipal(parts, login);
  return owner === undefined ? [] : parts.webCalendars.list(owner);
};

/** `web-calendar list`: id, host, last and next fetch, what it has, what went wrong. Addresses are secrets. */
export const listWebCalendars = async (parts: WebCalendarParts, login: string): Promise<number> => {
  for (const each of await ownersOf(parts, login)) say(cellsOf(each).map(printable).join('\t'));
  return 0;
};

/** `web-calendar refresh`: one of them, or all; 1 where one failed. */
export const refreshWebCalendars = async (
  parts: WebCalendarParts,
  login: string,
  id: string | undefined,
): Promise<number> => {
  const all = await ownersOf(parts, login);
  const meant = id === undefined ? all : all.filter(({ name }) => name === id);
  if (id !== undefined && meant.length === 0) throw new Told(`${login} has no web calendar ${id}.`);
  let code = 0;
  for (const { collection, name } of meant) code = Math.max(code, await fetchNow(parts, collection, name));
  return code;
};

/** `web-calendar remove`: the calendar and what it has. */
export const removeWebCalendar = async (parts: WebCalendarParts, login: string, id: string): Promise<number> => {
  const found = (await ownersOf(parts, login)).find(({ name }) => name === id);
  if (found === undefined) throw new Told(`${login} has no web calendar ${id}.`);
  const stream = calendarStream(found.collection);
  await appendAnew(parts.log, parts.metadata, async () => {
    const [at] = await parts.log.states([stream]);
    const state = at?.state as Calendar;
    if (at === undefined || state.is !== 'live') return undefined;
    const decision = calendar.decide(state, { type: 'delete-collection' });
    if (isRefusal(decision)) throw toldOf(decision);
    return { writes: [{ stream, expected: at.revision, events: decision.events }], claims: decision.claims };
  });
  say(`Removed ${id} of ${login}.`);
  return 0;
};
