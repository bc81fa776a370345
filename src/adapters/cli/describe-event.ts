import { readAppPasswordBody } from '../../domain/account/app-passwords.ts';
import type { FastiEvent } from '../../domain/event-types.ts';
import type { Recorded } from '../../domain/kernel/event.ts';
import type { RequestRecord } from '../../domain/ports.ts';
import { printable } from './told.ts';

/** The name behind an actor's id, for people. */
export type ActorNames = (actor: string) => Promise<string>;

const WORDS: Readonly<Record<FastiEvent['type'], string>> = {
  'account-opened': 'opened the account',
  'account-properties-changed': 'changed properties',
  'preferences-changed': 'changed preferences',
  'app-password-created': 'created an app password',
  'app-password-revoked': 'revoked an app password',
  'collection-subscribed': 'subscribed to a collection',
  'subscription-changed': 'changed a subscription',
  'subscription-properties-changed': 'changed the properties of a subscription',
  'collection-unsubscribed': 'unsubscribed from a collection',
  'account-closed': 'closed the account',
  'calendar-created': 'created the calendar',
  'calendar-properties-changed': 'changed the calendar’s properties',
  'calendar-moved': 'renamed the calendar',
  'calendar-roles-changed': 'changed who may do what with the calendar',
  'calendar-deleted': 'deleted the calendar',
  'calendar-object-created': 'created',
  'calendar-object-changed': 'changed',
  'calendar-object-moved': 'moved',
  'calendar-object-properties-changed': 'changed properties',
  'calendar-object-deleted': 'deleted',
  'address-book-created': 'created the address book',
  'address-book-properties-changed': 'changed the address book’s properties',
  'address-book-moved': 'renamed the address book',
  'address-book-roles-changed': 'changed who may do what with the address book',
  'address-book-deleted': 'deleted the address book',
  'contact-created': 'created',
  'contact-changed': 'changed',
  'contact-moved': 'moved',
  'contact-properties-changed': 'changed properties',
  'contact-deleted': 'deleted',
};

/** Events whose bodies have secrets: answers to questions, keys of second factors, hashes. */
const SECRET: ReadonlySet<string> = new Set<FastiEvent['type']>(['preferences-changed', 'app-password-created']);

/** The body of an event as text, for people; undefined where there is none to show. */
export const shownText = ({ type, body }: Recorded): string | undefined =>
  body === undefined || SECRET.has(type) ? undefined : new TextDecoder().decode(body.stored);

const isText = ({ type }: Recorded): boolean => /^(calendar-object|contact)-(created|changed|moved)$/.test(type);

const linesOf = (event: Recorded | undefined): readonly string[] =>
  event?.body === undefined || !isText(event) ? [] : new TextDecoder().decode(event.body.stored).split(/\r?\n/);

/** Lines of one text that the other has not, as often as they are missing. */
const without = (lines: readonly string[], others: readonly string[]): readonly string[] => {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
};

/** What somebody was given, in words. */
const grantedWords = (roles: readonly string[] | string | null | undefined): string => {
  if (!Array.isArray(roles)) return 'nothing said any more';
  return roles.length === 0 ? 'denied' : roles.join(', ');
};

const details = (event: Recorded, before: Recorded | undefined): readonly string[] => {
  if (isText(event)) {
    if (event.body === undefined) return ['    (the text was erased)'];
    const [now, then] = [linesOf(event), linesOf(before)];
    return [...without(then, now).map((line) => `  - ${line}`), ...without(now, then).map((line) => `  + ${line}`)];
  }
  const { set, removed, from, fromName, part, id, scope, collection, grantee, roles } = event.data as Readonly<
    Record<string, readonly string[] | string | null | undefined>
  >;
  return [
    ...(part === undefined ? [] : [`    in the ${part}`]),
    ...(collection === undefined ? [] : [`    ${collection}`]),
    ...(grantee === undefined ? [] : [`    ${grantee}: ${grantedWords(roles)}`]),
    ...(id === undefined ? [] : [`    ${id}`]),
    ...(scope === undefined ? [] : [`    for ${scope}, “${readAppPasswordBody(event.body).label}”`]),
    ...((from ?? fromName) ? [`    from ${from ?? fromName}`] : []),
    ...(Array.isArray(set) && set.length > 0 ? [`    set ${set.join(', ')}`] : []),
    ...(Array.isArray(removed) && removed.length > 0 ? [`    removed ${removed.join(', ')}`] : []),
  ];
};

/**
 * One event as lines for people: when, who, through what, what; then the lines of the text that went (`-`) and came (`+`)
 * against the version before.
 */
export const describe = async (
  event: Recorded,
  before: Recorded | undefined,
  request: RequestRecord | undefined,
  names: ActorNames,
): Promise<readonly string[]> => {
  const when = new Date(event.when).toISOString().replace('T', ' ').replace('Z', '');
  const who = await names(event.actor);
  const through =
    request === undefined ? event.protocol : `${event.protocol} from ${request.address} (${request.userAgent})`;
  const { name } = event.data as { readonly name?: string };
  const what = [WORDS[event.type as FastiEvent['type']], ...(name === undefined ? [] : [name])].join(' ');
  const head = `${when}  ${who}  ${what}  · ${through} · event ${event.position}, ${event.stream} revision ${event.revision}`;
  return [head, ...details(event, before)].map(printable);
};
