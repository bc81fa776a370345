/** A log as a site's years leave it: objects of calendars made, changed, moved and deleted, through the deciders. */

import { calendar } from '../../src/domain/calendar/decider.ts';
import { readContent } from '../../src/domain/calendar-object/content.ts';
import { type CalendarObject, calendarObject } from '../../src/domain/calendar-object/decider.ts';
import type { CalendarObjectFacts } from '../../src/domain/calendar-object/events.ts';
import type { MemberCommand } from '../../src/domain/collection/member.ts';
import type { Decision } from '../../src/domain/kernel/decider.ts';
import type { Event, Metadata, Recorded } from '../../src/domain/kernel/event.ts';
import {
  ABSENT,
  type Actor,
  type CollectionId,
  type CorrelationId,
  calendarObjectStream,
  calendarStream,
  type MemberId,
  type PrincipalId,
  type Revision,
} from '../../src/domain/kernel/ids.ts';
import { isRefusal, type Refusal } from '../../src/domain/kernel/refusal.ts';
import type { Claim, EventLog, Write } from '../../src/domain/ports.ts';
import { eventText } from './events.ts';

const metadata: Metadata = {
  actor: 'tool:bench' as Actor,
  protocol: 'cli',
  correlationId: 'history' as CorrelationId,
};
const CALENDARS = 20;
const COMPONENTS = ['VEVENT'] as const;
const NO_CHANGE = { set: {}, remove: [] };

const taken = <E extends Event>(decision: Decision<E> | Refusal): Decision<E> => {
  if (isRefusal(decision)) throw new Error(`refused: ${decision.reason}`);
  return decision;
};

const calendarOf = (index: number): CollectionId => `calendar-${index % CALENDARS}` as CollectionId;

const contentOf = (index: number, version: number) => {
  const content = readContent(new TextEncoder().encode(eventText('history', index, version)));
  if (isRefusal(content)) throw new Error(content.detail);
  return content;
};

/** Of twenty commands on objects ten create, seven change, one each sets a property, moves and deletes. */
class History {
  readonly log: EventLog;
  readonly live: number[] = [];
  readonly states = new Map<number, { state: CalendarObject; revision: Revision }>();
  made = 0;
  turn = 0;

  constructor(log: EventLog) {
    this.log = log;
  }

  async begin(): Promise<void> {
    for (let at = 0; at < CALENDARS; at++) {
      const [id, owner] = [calendarOf(at), `owner-${at}` as PrincipalId];
      const { events, claims } = taken(
        calendar.decide(calendar.start, {
          type: 'create-collection',
          collection: id,
          owner,
          name: id,
          components: COMPONENTS,
          facts: {},
          properties: NO_CHANGE,
        }),
      );
      await this.log.append({ writes: [{ stream: calendarStream(id), expected: ABSENT, events }], claims, metadata });
    }
  }

  /** One append of some commands, each on another object. */
  async go(commands: number): Promise<void> {
    const writes: Write[] = [];
    const claims: Claim[] = [];
    const named = new Map<number, readonly Event[]>();
    for (let n = 0; n < commands; n++) {
      const { index, command } = this.next();
      if (named.has(index)) continue;
      const { state, revision } = this.states.get(index) ?? { state: calendarObject.start, revision: ABSENT };
      const decision = taken(calendarObject.decide(state, command));
      writes.push({
        stream: calendarObjectStream(`o${index}` as MemberId),
        expected: revision,
        events: decision.events,
      });
      claims.push(...(decision.claims ?? []));
      named.set(index, decision.events);
    }
    const verdict = await this.log.append({ writes, claims, metadata });
    if (verdict.is !== 'appended') throw new Error(`not appended: ${verdict.is}`);
    let nth = 0;
    for (const [index, events] of named)
      for (const event of events) this.note(index, { ...event, ...verdict.events[nth++] } as Recorded);
  }

  private note(index: number, event: Recorded): void {
    const state = calendarObject.evolve(
      this.states.get(index)?.state ?? calendarObject.start,
      event as Parameters<typeof calendarObject.evolve>[1],
    );
    if (event.type === 'calendar-object-created') this.live.push(index);
    this.states.set(index, { state, revision: event.revision });
  }

  private next(): { index: number; command: MemberCommand<CalendarObjectFacts> } {
    const turn = this.turn++;
    const what = this.live.length < 1000 ? 0 : turn % 20;
    if (what < 10) {
      const index = this.made++;
      const object = `o${index}` as MemberId;
      const into = { collection: calendarOf(index), components: COMPONENTS };
      return {
        index,
        command: { type: 'create-object', object, into, name: `${index}.ics`, content: contentOf(index, 0) },
      };
    }
    const place = (turn * 7919) % this.live.length;
    const index = this.live[place]!;
    if (what === 19) {
      this.live[place] = this.live.at(-1)!;
      this.live.pop();
      return { index, command: { type: 'delete-object' } };
    }
    const content = contentOf(index, turn);
    const state = this.states.get(index)?.state;
    const at = state?.is === 'live' ? state.collection : calendarOf(index);
    if (what === 17)
      return {
        index,
        command: { type: 'change-object-properties', change: { set: { '{x}note': '<x/>' }, remove: [] } },
      };
    const calendarNow = what === 18 ? calendarOf(index + turn) : at;
    const into = { collection: calendarNow, components: COMPONENTS };
    if (what === 18 && calendarNow !== at)
      return { index, command: { type: 'move-object', into, name: `${index}.ics`, content } };
    return { index, command: { type: 'change-object', into: { ...into, collection: at }, content } };
  }
}

/** Appends some events of such a history to an empty log. */
export const appendHistory = async (log: EventLog, events: number): Promise<void> => {
  const history = new History(log);
  await history.begin();
  while ((await log.head()).position < events) await history.go(250);
};
