/** Calendar objects of three classes: their events, and a plain model of who sees what of them. */
import type { CalendarObjectEvent } from '../../src/domain/calendar-object/events.ts';
import type { Classification } from '../../src/domain/ical/component.ts';
import type { Metadata } from '../../src/domain/kernel/event.ts';
import {
  ABSENT,
  type Actor,
  type CollectionId,
  type CorrelationId,
  calendarObjectStream,
  type MemberId,
  type Position,
  type Revision,
  START,
  type StreamId,
} from '../../src/domain/kernel/ids.ts';
import { jsonBody } from '../../src/domain/kernel/json-body.ts';
import type { EventLog } from '../../src/domain/ports.ts';
import type { CollectionView } from '../../src/domain/sharing/view.ts';
import { event } from '../support/fasti.ts';

export const HERE = 'c' as CollectionId;
export const THERE = 'd' as CollectionId;
export const metadata: Metadata = {
  actor: 'tool:test' as Actor,
  protocol: 'cli',
  correlationId: 'correlation' as CorrelationId,
};

const body = { stored: new TextEncoder().encode(event('u')) };
const facts = (classification: Classification) => ({ uid: 'u', component: 'VEVENT' as const, classification });

export type Place = { readonly object: MemberId; readonly calendar: CollectionId; readonly name: string };

export const created = (place: Place, classification: Classification): CalendarObjectEvent => ({
  type: 'calendar-object-created',
  data: { ...place, ...facts(classification) },
  body,
});
export const changed = (
  place: Place,
  from: Classification,
  to: Classification,
  since: Position,
): CalendarObjectEvent => ({
  type: 'calendar-object-changed',
  data: { ...place, ...facts(to), classificationBefore: from, created: since },
  body,
});
export const moved = (
  from: Place,
  to: Place,
  classification: Classification,
  since: Position,
): CalendarObjectEvent => ({
  type: 'calendar-object-moved',
  data: { ...to, ...facts(classification), created: since, fromCalendar: from.calendar, fromName: from.name },
  body,
});
export const deleted = (place: Place, classification: Classification, since: Position): CalendarObjectEvent => ({
  type: 'calendar-object-deleted',
  data: { ...place, classification, created: since },
});

export type Step = {
  readonly what: 'change' | 'properties' | 'move' | 'delete';
  readonly name: string;
  readonly to: string;
  readonly classification: Classification;
  readonly elsewhere: boolean;
};

const isIn = (classes: CollectionView['classes'], classification: Classification | undefined): boolean =>
  classification !== undefined && (classes === undefined || classes.includes(classification));

type Live = Place & { readonly classification: Classification; readonly since: Position; readonly revision: Revision };

/** A calendar as a model keeps it: what is where, and the classes that each event touched. */
export class Model {
  readonly live = new Map<string, Live>();
  /** Of each position the classes that something had before or after it in HERE. */
  readonly touched = new Map<Position, readonly Classification[]>();
  private objects = 0;
  private readonly log: EventLog;

  constructor(log: EventLog) {
    this.log = log;
  }

  private async append(stream: StreamId, expected: Revision, one: CalendarObjectEvent): Promise<Position> {
    await this.log.append({ writes: [{ stream, expected, events: [one] }], claims: [], guards: [], metadata });
    return (await this.log.head()).position;
  }

  async step({ what, name, to, classification, elsewhere }: Step): Promise<void> {
    const key = `${HERE}/${name}`;
    const now = this.live.get(key);
    if (now === undefined) return this.create(name, classification);
    if (what === 'change') return this.change(key, now, classification);
    if (what === 'properties') return this.changeProperties(key, now);
    if (what === 'move') return this.move(key, now, { ...now, calendar: elsewhere ? THERE : HERE, name: to });
    const { object, classification: before, since, revision } = now;
    const position = await this.append(calendarObjectStream(object), revision, deleted(placeOf(now), before, since));
    this.live.delete(key);
    this.touched.set(position, [before]);
  }

  private async create(name: string, classification: Classification): Promise<void> {
    this.objects += 1;
    const place = { object: `o${this.objects}` as MemberId, calendar: HERE, name };
    const since = await this.append(calendarObjectStream(place.object), ABSENT, created(place, classification));
    this.live.set(`${HERE}/${name}`, { ...place, classification, since, revision: (ABSENT + 1) as Revision });
    this.touched.set(since, [classification]);
  }

  private async change(key: string, now: Live, classification: Classification): Promise<void> {
    const { object, classification: before, since, revision } = now;
    const one = changed(placeOf(now), before, classification, since);
    const position = await this.append(calendarObjectStream(object), revision, one);
    this.live.set(key, { ...now, classification, revision: (revision + 1) as Revision });
    this.touched.set(position, [before, classification]);
  }

  private async changeProperties(key: string, now: Live): Promise<void> {
    const { object, classification, revision } = now;
    const one: CalendarObjectEvent = {
      type: 'calendar-object-properties-changed',
      data: { ...placeOf(now), set: ['{x}note'], removed: [] },
      body: jsonBody({ '{x}note': '<note xmlns="x"/>' }),
    };
    const position = await this.append(calendarObjectStream(object), revision, one);
    this.live.set(key, { ...now, revision: (revision + 1) as Revision });
    this.touched.set(position, [classification]);
  }

  private async move(key: string, now: Live, to: Live): Promise<void> {
    const there = `${to.calendar}/${to.name}`;
    if (this.live.has(there)) return;
    const { object, classification, since, revision } = now;
    const one = moved(placeOf(now), placeOf(to), classification, since);
    const position = await this.append(calendarObjectStream(object), revision, one);
    this.live.delete(key);
    this.live.set(there, { ...to, since: position, revision: (revision + 1) as Revision });
    this.touched.set(position, [classification]);
  }

  /** The names that are in a view now. */
  visible(classes: CollectionView['classes']): readonly string[] {
    const seen = [...this.live.values()].filter((one) => one.calendar === HERE && isIn(classes, one.classification));
    return seen.map(({ name }) => name).sort();
  }

  /** When something last happened that a view shows. */
  lastSeen(classes: CollectionView['classes']): Position {
    const seen = [...this.touched].filter(([, some]) => some.some((one) => isIn(classes, one)));
    return seen.at(-1)?.[0] ?? START;
  }
}

const placeOf = ({ object, calendar, name }: Place): Place => ({ object, calendar, name });
