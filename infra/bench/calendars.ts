/** The calendars of a server that a run made: fresh ones for what changes them, filled ones that several phases share. */
import { randomBytes } from 'node:crypto';
import { fill, makeCalendar, removeCalendar, type Server } from './server.ts';
import { emptyShelf, type Shelf } from './shelf.ts';

export type Calendars = {
  /** One shelf for each of so many writers, with so many items, on calendars that up to 8 writers share evenly. */
  fresh(writers: number, items: number): Promise<readonly Shelf[]>;
  /** A calendar with so many items, filled when it is first asked for. */
  sized(size: number): Promise<Shelf>;
  /** Removes fresh calendars, or all there are. */
  remove(shelves?: readonly Shelf[]): Promise<void>;
};

/** The writers of a phase share so many calendars, as the people of a small site would. */
const SHARED = 8;
const FILL_MS = 10 * 60_000;

/** Calendars below a server's calendar home, under names nobody uses; none is filled after the signal. */
export const calendarsOn = (server: Server, signal: AbortSignal): Calendars => {
  const run = `bench-${randomBytes(4).toString('hex')}`;
  const connection = server.connect();
  const paths = new Set<string>();
  const filled = new Map<number, Shelf>();
  let made = 0;
  const inTime = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(FILL_MS)]);
  const make = async (): Promise<string> => {
    const path = await makeCalendar(connection, server, `${run}-${made++}`);
    paths.add(path);
    return path;
  };
  return {
    fresh: async (writers, items) => {
      const shared: string[] = [];
      while (shared.length < Math.min(SHARED, writers)) shared.push(await make());
      const shelves = Array.from({ length: writers }, (_, nth) => emptyShelf(shared[nth % SHARED] ?? '', `w${nth}`));
      const filling = inTime();
      for (const shelf of shelves) await fill(server, shelf, items, filling);
      return shelves;
    },
    sized: async (size) => {
      const shelf = filled.get(size) ?? emptyShelf(await make(), `s${size}`);
      if (filled.get(size) === undefined) await fill(server, shelf, size, inTime());
      filled.set(size, shelf);
      return shelf;
    },
    remove: async (shelves) => {
      for (const path of new Set(shelves?.map(({ path }) => path) ?? paths)) {
        await removeCalendar(connection, path);
        paths.delete(path);
      }
      if (shelves === undefined) connection.close();
    },
  };
};
