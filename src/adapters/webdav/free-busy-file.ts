/** SOGo's `freebusy.ifb`: when somebody is busy, without a word on what with. RFC 5545 §3.6.4, RFC 5546 §3.3.1. */
import { foldLogin } from '../../domain/account/login.ts';
import type { Preferences } from '../../domain/account/preferences.ts';
import { type BusyPeriod, mergeBusy, writeFreeBusy } from '../../domain/ical/free-busy.ts';
import { daysAround, offHours } from '../../domain/ical/off-hours.ts';
import type { WrittenProperty } from '../../domain/ical/serialize.ts';
import type { TimeRange } from '../../domain/ical/time-range.ts';
import { UTC, type Zone, zoneByName } from '../../domain/ical/zone.ts';
import type { PrincipalId } from '../../domain/kernel/ids.ts';
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_FREE_BUSY_FILE_DAYS, MAX_FREE_BUSY_FILE_OBJECTS } from '../../domain/limits.ts';
import { escapeText } from '../../domain/text/escapes.ts';
import { principalOf } from '../../projections/accounts.ts';
import { collectionsOf } from '../../projections/collections.ts';
import { type BusyCalendar, busyTimes } from '../../projections/members/busy.ts';
import { preferencesOfAll } from '../../projections/preferences.ts';
import { isAnonymous, OWN, transparencyIn, viewIn } from './access.ts';
import { isClosed } from './closed-module.ts';
import { KINDS } from './collection-kind.ts';
import { CALENDAR_TYPE } from './media-types.ts';
import type { DavResponse, Services } from './method.ts';
import type { Account, Person, ResourceOf } from './resource.ts';
import { type FoundCollection, sharedCollections, subscribedCollections } from './shared-collections.ts';
import { isVirtual } from './virtual.ts';

export const FREE_BUSY_FILE = 'freebusy.ifb';

/** Whether there is anything to tell: groups have no time, and somebody may have no calendars. */
export const hasFreeBusy = (account: Person): boolean =>
  account.kind !== 'group' && !isClosed(KINDS.calendar.module, account);

/** The file of a person or a thing at a path. */
export const freeBusyFile = (href: string, account: Person): ResourceOf<'free-busy'> | undefined =>
  hasFreeBusy(account) ? { is: 'free-busy', href, account } : undefined;

/** What somebody chose, as far as his busy times depend on it. */
type Chosen = { readonly zone: Zone; readonly range: TimeRange; readonly away: Iterable<BusyPeriod> };

const chosenBy = ({ domain }: Person, stored: Preferences, { settings, now }: Services): Chosen => {
  const { preference, SOGoFreeBusyDefaultInterval: interval } = settings.ofDomain(domain);
  const zone = zoneByName(preference(stored, 'SOGoTimeZone')) ?? UTC;
  const [before = 0, after = 0] = interval.map((days) => Math.min(Math.max(days, 0), MAX_FREE_BUSY_FILE_DAYS));
  const range = daysAround(Math.floor(now() / 1000), zone, before, after);
  const working = { begins: preference(stored, 'SOGoDayStartTime'), ends: preference(stored, 'SOGoDayEndTime') };
  return { zone, range, away: preference(stored, 'SOGoBusyOffHours') ? offHours(range, zone, working) : [] };
};

/**
 * The calendars of somebody that count, as far as the caller sees them; his own for himself, with those that he subscribed to.
 * Those that are to count for nothing do not (RFC 6638 §9.1).
 */
const countingCalendars = async (
  owner: Account,
  caller: Account,
  services: Services,
): Promise<readonly BusyCalendar[]> => {
  const seen = (one: FoundCollection) => ({ view: viewIn(one), timezone: one.collection.timezone });
  if (owner.principal !== caller.principal) {
    const shared = await sharedCollections(services, caller, owner, 'calendar');
    return shared.filter(({ collection }) => collection.transparency === 'opaque' && !isVirtual(collection)).map(seen);
  }
  const [own, subscribed] = await Promise.all([
    collectionsOf(services.sql, owner.principal, 'calendar'),
    subscribedCollections(services, owner, 'calendar'),
  ]);
  const all = [...own.map((collection) => ({ account: owner, collection, access: OWN })), ...subscribed];
  return all.filter((one) => transparencyIn(one) === 'opaque').map(seen);
};

/** RFC 5546 §3.3.1: whose busy times they are. Nobody learns an address without a login. */
const whose = ({ login, mails }: Person, caller: Account): readonly WrittenProperty[] => {
  const mail = isAnonymous(caller) ? undefined : mails[0];
  return [
    { name: 'UID', value: escapeText(`freebusy-${mail ?? login}`) },
    ...(mail === undefined ? [] : [{ name: 'ORGANIZER', value: `mailto:${mail}` }]),
  ];
};

/** The busy times of somebody in the days around today, as far as the caller may see them. Somebody who has never been here has only what is configured. */
export const freeBusyAnswer = async (
  person: Person,
  caller: Account,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const { sql, now } = services;
  const principal = await principalOf(sql, person.domain, person.login);
  const [stored, calendars] =
    principal === undefined
      ? [new Map<PrincipalId, Preferences>(), []]
      : await Promise.all([
          preferencesOfAll(sql, [principal], 'defaults'),
          countingCalendars({ ...person, principal }, caller, services),
        ]);
  const { zone, range, away } = chosenBy(person, (principal && stored.get(principal)) ?? {}, services);
  const asked = { objects: MAX_FREE_BUSY_FILE_OBJECTS, mails: new Set(person.mails.map(foldLogin)), floating: zone };
  const periods = await busyTimes(sql, calendars, range, asked);
  if (periods === 'too-many') return refuse('too-many-matches', 'There are too many events in these days.');
  const text = writeFreeBusy(
    range,
    mergeBusy([...periods, ...away]),
    Math.floor(now() / 1000),
    whose(person, caller),
    'PUBLISH',
  );
  return { status: 200, headers: { 'Content-Type': CALENDAR_TYPE }, body: text };
};
