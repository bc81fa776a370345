/** A calendar of jo with items of every class, and requests about it, to a site that runs when they are made. */
import { CALENDAR_CLASSES, itemsFor } from './items.ts';
import type { Words } from './model.ts';
import type { Site } from './site.ts';
import { send } from './table.ts';

/** Sends requests as somebody. */
export const asking =
  (site: () => Site) =>
  (who: string, method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: string) =>
    send(site().fasti, who, method, path, headers, body);

/** Makes a calendar of jo of that name, to which bob has subscribed; the entity tags of its items by name. */
export const sharing = (site: () => Site) => (name: string, words: Words) =>
  site().make([
    {
      ...{ owner: 'jo', kind: 'calendar', name, words, items: itemsFor(CALENDAR_CLASSES, name) },
      subscriber: { showsAlarms: false },
    },
  ]);
