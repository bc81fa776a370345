/** Calendars of other servers: fetched when they are due or asked for, by any number of processes, each by one at a time. */
import { setTimeout } from 'node:timers/promises';
import type { Metadata } from '../domain/kernel/event.ts';
import type { Actor, CollectionId, CorrelationId } from '../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../domain/kernel/refusal.ts';
import {
  MAX_WEB_FETCHES,
  WEB_CALENDAR_LEASE,
  WEB_CALENDAR_LOOK,
  WEB_CALENDAR_PATIENCE,
} from '../domain/limits/web-calendars.ts';
import { readFeed } from '../domain/web-calendar/feed.ts';
import { nextFetch, nextTry } from '../domain/web-calendar/next-fetch.ts';
import type {
  Fetched,
  Leased,
  Refreshed,
  Sealer,
  Validators,
  WebCalendars,
  WebFetch,
} from '../domain/web-calendar/ports.ts';
import { shownSource, type WebSource } from '../domain/web-calendar/source.ts';
import type { Sweeper } from './sweeper.ts';
import { add } from './web-calendars/add.ts';
import { type FillParts, fill } from './web-calendars/fill.ts';

export type WebCalendarParts = FillParts & { readonly fetch: WebFetch; readonly sealer: Sealer };

/** `sweep` fetches one that is due; false when none is. `stop` ends what is under way, which is begun anew by others. */
export type WebCalendarWorker = WebCalendars & Sweeper & { stop(): Promise<void> };

const ACTOR = 'worker:web-calendars' as Actor;

type Done = { readonly refreshed: Refreshed; readonly wished: number | undefined; readonly validators: Validators };

const validatorsOf = ({ etag, last_modified }: Leased): Validators => ({
  ...(etag !== null && { etag }),
  ...(last_modified !== null && { lastModified: last_modified }),
});

const sourceOf = (sealer: Sealer, collection: CollectionId, sealed: Uint8Array | null): WebSource | undefined => {
  const opened = sealed === null ? undefined : sealer.open(sealed, collection);
  return opened === undefined ? undefined : (JSON.parse(opened) as WebSource);
};

/** Fetching and filling, without what is noted of it. */
const work = async (
  parts: WebCalendarParts,
  leased: Leased,
  known: Validators,
  signal: AbortSignal,
): Promise<Done | Refusal> => {
  const source = sourceOf(parts.sealer, leased.collection, leased.source);
  if (source === undefined)
    return refuse(
      'web-calendar-failed',
      'Its address cannot be read: it was erased, or encrypted with another SOGoEncryptionKey. Add the calendar anew.',
    );
  const fetched: Fetched = await parts.fetch(source, known, signal);
  if (fetched.is === 'failed') return refuse('web-calendar-failed', fetched.why);
  if (fetched.is === 'not-modified') {
    const { imported, skipped } = leased;
    return { refreshed: { is: 'refreshed', imported, skipped }, wished: undefined, validators: known };
  }
  const feed = readFeed(fetched.octets, fetched.charset);
  if (isRefusal(feed)) return feed;
  const metadata: Metadata = {
    actor: ACTOR,
    onBehalfOf: leased.owner,
    protocol: 'worker',
    correlationId: parts.newId() as CorrelationId,
  };
  const refreshed = await fill(parts, leased, feed, metadata, signal);
  return isRefusal(refreshed) ? refreshed : { refreshed, wished: feed.refresh, validators: fetched.validators };
};

const note = async ({ fetches, now }: WebCalendarParts, leased: Leased, done: Done | Refusal): Promise<void> => {
  if (isRefusal(done)) return fetches.failed(leased, done.detail ?? done.reason, now() + nextTry(leased.failures + 1));
  const { imported, skipped } = done.refreshed;
  const due = now() + nextFetch(done.wished);
  return fetches.succeeded(leased, { due, imported, skipped }, now(), done.validators);
};

/** What all that fetch in one process have in common. */
class Fetching {
  readonly #parts: WebCalendarParts;
  readonly #stop = new AbortController();
  readonly #running = new Map<CollectionId, Promise<Refreshed | Refusal>>();

  constructor(parts: WebCalendarParts) {
    this.#parts = parts;
  }

  async sweep(): Promise<boolean> {
    if (this.#stop.signal.aborted) return false;
    const { fetches, now, newId } = this.#parts;
    const leased = await fetches.takeDue(newId(), now(), now() + WEB_CALENDAR_LEASE);
    if (leased === undefined) return false;
    await this.#run(leased, validatorsOf(leased));
    return true;
  }

  async refresh(collection: CollectionId): Promise<Refreshed | Refusal> {
    const running = this.#running.get(collection);
    if (running !== undefined) return running;
    if (this.#running.size >= MAX_WEB_FETCHES)
      return refuse('too-busy', 'Many calendars are being fetched at this moment; try again.');
    const { fetches, now, newId } = this.#parts;
    for (let waited = 0; waited < WEB_CALENDAR_PATIENCE; waited += WEB_CALENDAR_LOOK) {
      const leased = await fetches.take(collection, newId(), now(), now() + WEB_CALENDAR_LEASE);
      if (leased !== undefined) return this.#run(leased, {});
      await setTimeout(WEB_CALENDAR_LOOK);
    }
    return refuse('too-busy', 'This calendar is being fetched at this moment.');
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#running.values());
  }

  #run(leased: Leased, known: Validators): Promise<Refreshed | Refusal> {
    const running = this.#outcome(leased, known).finally(() => this.#running.delete(leased.collection));
    this.#running.set(leased.collection, running);
    return running;
  }

  /** A mistake of ours is noted like a failure, so that the calendar is not tried again and again. */
  async #outcome(leased: Leased, known: Validators): Promise<Refreshed | Refusal> {
    const { signal } = this.#stop;
    try {
      const done = await work(this.#parts, leased, known, signal);
      await note(this.#parts, leased, done);
      return isRefusal(done) ? done : done.refreshed;
    } catch (error) {
      const { fetches, now } = this.#parts;
      if (!signal.aborted) {
        await note(this.#parts, leased, refuse('web-calendar-failed', 'The server made a mistake; it is in its log.'));
        throw error;
      }
      await fetches.release(leased, now());
      return refuse('too-busy', 'The server is being stopped.');
    }
  }
}

/** The work on web calendars in one process. */
export const webCalendars = (parts: WebCalendarParts): WebCalendarWorker => {
  const fetching = new Fetching(parts);
  return {
    add: (owner, address, displayName, metadata) => add(parts, { owner, address, displayName }, metadata),
    refresh: (collection) => fetching.refresh(collection),
    list: async (owner) =>
      (await parts.fetches.list(owner)).map(({ source, ...row }) => {
        const opened = sourceOf(parts.sealer, row.collection, source);
        return { ...row, source: opened && shownSource(opened) };
      }),
    sweep: () => fetching.sweep(),
    stop: () => fetching.stop(),
  };
};
