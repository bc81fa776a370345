/** A real log, and random commands through the deciders: what a server's requests come to, without requests. */

import fc from 'fast-check';
import { openPostgresLog } from '../../src/adapters/postgres/log.ts';
import type { PostgresLog } from '../../src/adapters/postgres/types.ts';
import type { AppPasswordId } from '../../src/domain/account/app-passwords.ts';
import { type Account, type AccountCommand, account } from '../../src/domain/account/decider.ts';
import { type AddressBook, addressBook } from '../../src/domain/address-book/decider.ts';
import { type Calendar, calendar } from '../../src/domain/calendar/decider.ts';
import { readContent } from '../../src/domain/calendar-object/content.ts';
import { type CalendarObject, calendarObject } from '../../src/domain/calendar-object/decider.ts';
import type { CalendarObjectFacts } from '../../src/domain/calendar-object/events.ts';
import type { Grant } from '../../src/domain/collection/collection.ts';
import type { Content } from '../../src/domain/collection/member.ts';
import { CONTACT_COMPONENTS, readContact } from '../../src/domain/contact/content.ts';
import { type Contact, contact } from '../../src/domain/contact/decider.ts';
import { logSchema } from '../../src/domain/event-types.ts';
import type { Decision } from '../../src/domain/kernel/decider.ts';
import type { Event, Metadata } from '../../src/domain/kernel/event.ts';
import {
  type Actor,
  accountStream,
  addressBookStream,
  type CollectionId,
  type CorrelationId,
  calendarObjectStream,
  calendarStream,
  contactStream,
  type MemberId,
  type PrincipalId,
  type StreamId,
} from '../../src/domain/kernel/ids.ts';
import { isRefusal, type Refusal } from '../../src/domain/kernel/refusal.ts';
import type { Guard } from '../../src/domain/ports.ts';
import type { Grantee } from '../../src/domain/sharing/grants.ts';
import { projections } from '../../src/projections/index.ts';
import { card, event } from '../support/fasti.ts';
import { freshDatabase } from '../support/postgres.ts';

const metadata: Metadata = {
  actor: 'tool:test' as Actor,
  protocol: 'cli',
  correlationId: 'correlation' as CorrelationId,
};

const OWNERS = ['p0', 'p1'] as const;
const CALENDARS = ['c0', 'c1', 'c2'] as const;
const BOOKS = ['b0', 'b1'] as const;
const OBJECTS = Array.from({ length: 12 }, (_, n) => `o${n}`);
const PROPERTY = '{x}note';

/** Times as clients write them: an instant, a zone's clock, any clock, a day, months, a moment, weeks, a series, one that never ends. */
export const TIMES: readonly (readonly string[])[] = [
  ['DTSTART:20260105T100000Z', 'DTEND:20260105T110000Z'],
  ['DTSTART;TZID=Europe/Rome:20260105T100000', 'DURATION:PT45M'],
  ['DTSTART:20260105T233000', 'DTEND:20260106T003000'],
  ['DTSTART;VALUE=DATE:20260106'],
  ['DTSTART;VALUE=DATE:20260101', 'DTEND;VALUE=DATE:20260310', 'TRANSP:TRANSPARENT'],
  ['DTSTART:20260105T100000Z'],
  ['DTSTART:20260101T000000Z', 'DTEND:20260125T000000Z'],
  ['DTSTART:20260105T080000Z', 'DTEND:20260105T090000Z', 'RRULE:FREQ=DAILY;COUNT=5'],
  ['DTSTART;TZID=Europe/Rome:20251001T120000', 'DTEND;TZID=Europe/Rome:20251001T130000', 'RRULE:FREQ=WEEKLY'],
];

export type Step = {
  readonly on: 'account' | 'calendar' | 'object' | 'book' | 'contact';
  readonly what: number;
  readonly which: number;
  readonly to: number;
  readonly text: number;
};

const small = fc.nat({ max: 11 });

/** Steps of which each does something to one thing of a few; three in four to an object. */
export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    on: fc.constantFrom(
      ...(['account', 'calendar', 'calendar', 'object', 'object', 'object', 'object', 'object', 'object'] as const),
      ...(['book', 'contact', 'contact', 'contact'] as const),
    ),
    what: fc.nat({ max: 9 }),
    which: small,
    to: small,
    text: fc.nat({ max: TIMES.length - 1 }),
  }),
  { minLength: 30, maxLength: 120 },
);

const change = (to: number) =>
  to % 3 === 0 ? { set: {}, remove: [PROPERTY] } : { set: { [PROPERTY]: `<x>${to}</x>` }, remove: [] };

const preference = (to: number) => ({ set: { [`key${to % 4}`]: to }, remove: [`key${(to + 1) % 4}`] });

const BY = ['p0', '@g', '<default>', 'anonymous'] as const;

/** A word on what somebody may do, or that nothing is said on him. */
const grant = (to: number): Grant => ({
  grantee: (BY[to % BY.length] ?? 'anonymous') as Grantee,
  roles: [null, [], ['ObjectCreator'] as const][to % 3] ?? null,
});

const subscription = (collection: CollectionId, what: number, to: number): AccountCommand => {
  if (what === 3 && to % 3 === 0) return { type: 'unsubscribe', collections: [collection] };
  if (what === 3) return { type: 'subscribe', collections: [collection], owner: 'another' as PrincipalId };
  if (to % 4 === 1)
    return { type: 'receive-invitation', collection, owner: 'another' as PrincipalId, summary: `${to}` };
  if (to === 3) return { type: 'withdraw-invitation', collection };
  if (to === 7) return { type: 'decline-invitation', collection };
  if (to === 11) return { type: 'dismiss-notification', collection, invitee: OWNERS[0] as PrincipalId, of: 'reply' };
  if (to % 2 === 0) return { type: 'change-subscription-properties', collection, change: change(to) };
  return { type: 'change-subscription', collection, choices: { isBusy: to % 3 === 0 } };
};

type Decided = { readonly decision: Decision<Event> | Refusal; readonly guards?: readonly Guard[] };

export class World {
  readonly log: PostgresLog;

  constructor(log: PostgresLog) {
    this.log = log;
  }

  /** Runs steps, some at a time, so that they are appended in batches and get in each other's way. */
  async run(all: readonly Step[], atOnce = 4): Promise<void> {
    for (let from = 0; from < all.length; from += atOnce)
      await Promise.all(all.slice(from, from + atOnce).map((step) => this.step(step)));
  }

  private async step(step: Step): Promise<void> {
    const { on, which } = step;
    if (on === 'account') {
      const principal = OWNERS[which % OWNERS.length] as PrincipalId;
      return this.decide(accountStream(principal), (state) => this.onAccount(state, principal, step));
    }
    if (on === 'calendar') {
      const id = CALENDARS[which % CALENDARS.length] as CollectionId;
      return this.decide(calendarStream(id), async (state) => ({ decision: this.onCalendar(state, id, step) }));
    }
    if (on === 'book') {
      const id = BOOKS[which % BOOKS.length] as CollectionId;
      return this.decide(addressBookStream(id), async (state) => ({ decision: this.onBook(state, id, step) }));
    }
    const id = OBJECTS[which % OBJECTS.length] as MemberId;
    if (on === 'contact') return this.decide(contactStream(id), (state) => this.onContact(state, id, step));
    return this.decide(calendarObjectStream(id), (state) => this.onObject(state, id, step));
  }

  private async decide(stream: StreamId, decide: (state: unknown) => Promise<Decided>): Promise<void> {
    const [at] = await this.log.states([stream]);
    const { decision, guards = [] } = await decide(at?.state);
    if (isRefusal(decision) || decision.events.length === 0) return;
    const writes = [{ stream, expected: at!.revision, events: decision.events }];
    await this.log.append({ writes, claims: decision.claims, guards, metadata });
  }

  private async onAccount(state: unknown, principal: PrincipalId, step: Step): Promise<Decided> {
    const now = (state ?? account.start) as Account;
    const { what, to } = step;
    const decide = (command: AccountCommand): Decided => ({ decision: account.decide(now, command) });
    if (now.is === 'absent') return decide({ type: 'open-account', principal, domain: '', login: principal });
    if (what === 9) return decide({ type: 'close-account', login: principal });
    if (what === 8) return { decision: this.onAppPasswords(now, `a${to % 3}` as AppPasswordId) };
    if (what > 4) return decide({ type: 'change-preferences', part: 'defaults', change: preference(to) });
    if (what > 2) return this.onSubscription(now, step);
    return decide({ type: 'change-account-properties', resource: 'inbox', change: change(to) });
  }

  private async onSubscription(now: Account, { what, to }: Step): Promise<Decided> {
    const collection = BOOKS[to % BOOKS.length] as CollectionId;
    const stream = addressBookStream(collection);
    const [book] = await this.log.states([stream]);
    // What was deleted is not found any more, so nobody says anything of it.
    if ((book!.state as AddressBook | undefined)?.is !== 'live')
      return { decision: { is: 'decided', events: [], claims: [] } };
    const decision = account.decide(now, subscription(collection, what, to));
    return { decision, guards: [{ stream, expected: book!.revision }] };
  }

  private onAppPasswords(now: Account, id: AppPasswordId): Decision<Event> | Refusal {
    const has = now.is === 'open' && now.appPasswords?.includes(id) === true;
    return has
      ? account.decide(now, { type: 'revoke-app-password', id })
      : account.decide(now, { type: 'create-app-password', id, scope: 'dav', label: id, hash: id });
  }

  private onCalendar(state: unknown, id: CollectionId, { what, to }: Step): Decision<Event> | Refusal {
    const now = (state ?? calendar.start) as Calendar;
    const owner = OWNERS[0] as PrincipalId;
    const properties = change(to);
    const components = ['VEVENT', 'VTODO'] as const;
    if (now.is === 'absent')
      return calendar.decide(now, {
        type: 'create-collection',
        collection: id,
        owner,
        name: id,
        components,
        facts: {},
        properties,
      });
    if (what < 5) return calendar.decide(now, { type: 'move-collection', name: `name${to}` });
    if (what === 9 && to === 0) return calendar.decide(now, { type: 'delete-collection' });
    if (what > 6) return calendar.decide(now, { type: 'change-roles', changes: [grant(to)] });
    const facts = {
      transparency: to % 2 === 0 ? ('opaque' as const) : ('transparent' as const),
      timezone: to === 1 ? null : 'Europe/Rome',
    };
    return calendar.decide(now, { type: 'change-collection-properties', facts, properties });
  }

  private async onObject(state: unknown, object: MemberId, { what, to, text }: Step): Promise<Decided> {
    const now = (state ?? calendarObject.start) as CalendarObject;
    const content = this.content(object, text);
    const id = CALENDARS[to % CALENDARS.length] as CollectionId;
    const target = now.is === 'live' && what < 7 ? now.collection : id;
    const places = [...new Set(now.is === 'live' ? [now.collection, target] : [target])].map(calendarStream);
    const states = await this.log.states(places);
    // What is in a deleted calendar cannot be reached any more.
    if (!states.every(({ state }) => (state as Calendar | undefined)?.is === 'live'))
      return { decision: { is: 'decided', events: [], claims: [] } };
    const guards = places.map((stream, nth) => ({ stream, expected: states[nth]!.revision }));
    const into = { collection: target, components: ['VEVENT', 'VTODO'] as const };
    const name = `n${to % 6}.ics`;
    const decide = (command: Parameters<typeof calendarObject.decide>[1]) => ({
      decision: calendarObject.decide(now, command),
      guards,
    });
    if (now.is === 'absent') return decide({ type: 'create-object', object, into, name, content });
    if (what < 4) return decide({ type: 'change-object', into, content });
    if (what < 6) return decide({ type: 'change-object-properties', change: change(to) });
    if (what < 9) return decide({ type: 'move-object', into, name, content });
    return decide({ type: 'delete-object' });
  }

  private onBook(state: unknown, collection: CollectionId, { what, to }: Step): Decision<Event> | Refusal {
    const now = (state ?? addressBook.start) as AddressBook;
    const properties = change(to);
    const made = { collection, owner: OWNERS[0] as PrincipalId, name: collection, components: CONTACT_COMPONENTS };
    if (now.is === 'absent')
      return addressBook.decide(now, { type: 'create-collection', ...made, facts: {}, properties });
    if (what < 5) return addressBook.decide(now, { type: 'move-collection', name: `name${to}` });
    if (what === 9 && to === 0) return addressBook.decide(now, { type: 'delete-collection' });
    if (what > 6) return addressBook.decide(now, { type: 'change-roles', changes: [grant(to)] });
    return addressBook.decide(now, { type: 'change-collection-properties', facts: {}, properties });
  }

  private async onContact(state: unknown, object: MemberId, { what, to, text }: Step): Promise<Decided> {
    const now = (state ?? contact.start) as Contact;
    const lines = [`FN:${text} Röth`, ...(text % 2 === 0 ? [`BDAY:${1970 + text}-04-12`] : [])];
    const content = readContact(new TextEncoder().encode(card(object, ...lines)));
    if (isRefusal(content)) throw new Error(content.detail);
    const target = now.is === 'live' && what < 7 ? now.collection : (BOOKS[to % BOOKS.length] as CollectionId);
    const places = [...new Set(now.is === 'live' ? [now.collection, target] : [target])].map(addressBookStream);
    const states = await this.log.states(places);
    if (!states.every(({ state: book }) => (book as AddressBook | undefined)?.is === 'live'))
      return { decision: { is: 'decided', events: [], claims: [] } };
    const guards = places.map((stream, nth) => ({ stream, expected: states[nth]!.revision }));
    const into = { collection: target, components: CONTACT_COMPONENTS };
    const name = `n${to % 6}.vcf`;
    const decide = (command: Parameters<typeof contact.decide>[1]) => ({
      decision: contact.decide(now, command),
      guards,
    });
    if (now.is === 'absent') return decide({ type: 'create-object', object, into, name, content });
    if (what < 4) return decide({ type: 'change-object', into, content });
    if (what < 6) return decide({ type: 'change-object-properties', change: change(to) });
    if (what < 9) return decide({ type: 'move-object', into, name, content });
    return decide({ type: 'delete-object' });
  }

  private content(object: string, text: number): Content<CalendarObjectFacts> {
    const content = readContent(new TextEncoder().encode(event(object, ...(TIMES[text] ?? []))));
    if (isRefusal(content)) throw new Error(content.detail);
    return content;
  }
}

/** A world with an empty log of its own. */
export const inWorld = async (
  use: (world: World, query: (text: string) => Promise<unknown[]>) => Promise<void>,
): Promise<void> => {
  const { connection, drop } = await freshDatabase();
  const log = await openPostgresLog({ connection, schema: logSchema, projections });
  try {
    const parts = (text: string) => Object.assign([text], { raw: [text] });
    await use(new World(log), (text) => log.sql<object>(parts(text)));
  } finally {
    await log.close();
    await drop();
  }
};

/** Every row of every projection's tables, but for those that only wait to be swept. */
export const everyRow = async (
  query: (text: string) => Promise<unknown[]>,
): Promise<Readonly<Record<string, unknown[]>>> => {
  const rows: Record<string, unknown[]> = {};
  for (const { name, key } of projections.flatMap(({ tables }) => tables))
    rows[name] = await query(
      `select * from ${name} r where not exists (
         select from sweeps s where s.table_name = '${name}' and s.first = r.${key[0]}) order by ${key.join(', ')}`,
    );
  return rows;
};

/** So many random worlds; a soak makes more of them. */
export const RUNS = 2 * Math.max(1, Number(process.env.FASTI_SOAK ?? 1));
