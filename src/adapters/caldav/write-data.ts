import { setImmediate as turn } from 'node:timers/promises';
import type { Zone } from '../../domain/ical/zone.ts';
import { LISTING_OCTETS } from '../../domain/limits.ts';
import type { CalendarRow } from '../../projections/collections.ts';
import type { Listing } from '../webdav/listing.ts';
import type { MemberWriter } from '../webdav/member-writer.ts';
import type { DavRequest, Services } from '../webdav/method.ts';
import type { CalendarObjectResource } from '../webdav/resource.ts';
import { Work } from '../webdav/work.ts';
import { writeResponses } from '../webdav/write-responses.ts';
import { type Multistatus, truncated } from '../webdav/xml/multistatus.ts';
import { type DataAsked, shapeText } from './calendar-data.ts';

/** A report on calendar objects while it is answered. */
type Answering = {
  readonly out: Multistatus;
  readonly listing: Listing;
  readonly data: DataAsked;
  readonly work: Work;
  readonly request: DavRequest;
  readonly services: Services;
};

/**
 * Writes the responses of calendar objects that come with their texts, of which some parts are wanted. `zone` is that of
 * days and floating times. An object whose expansion is too large to be given is answered 507; nothing more follows once
 * the work is over.
 */
const writeData = async (
  { out, listing, data, work, request, services }: Answering,
  objects: readonly CalendarObjectResource[],
  zone: Zone,
): Promise<void> => {
  let shaped: CalendarObjectResource[] = [];
  let characters = 0;
  const flush = async () => {
    await writeResponses(out, shaped, listing.plan, request, services);
    shaped = [];
    characters = 0;
  };
  for (const one of objects) {
    const { text } = one.object;
    const part = text === null ? '' : work.withBudget((budget) => shapeText(text, data, zone, budget));
    if (part === undefined) await out.add(truncated(one.href));
    else shaped.push({ ...one, object: { ...one.object, text: text === null ? null : part } });
    characters += part?.length ?? 0;
    work.parsed(text?.length ?? 0);
    work.expanded(part?.length ?? 0);
    if (characters > LISTING_OCTETS) await flush();
    if (work.isOver || out.gone()) break;
    // An expansion takes milliseconds that are everybody's.
    if (data.expand !== undefined) await turn();
  }
  await flush();
};

/** Writes calendar objects with the parts of their texts that are wanted; `data` is undefined for whole texts. */
export const dataWriter = (
  listing: Listing,
  data: DataAsked | undefined,
  zoneOf: (calendar: CalendarRow) => Zone,
  request: DavRequest,
  services: Services,
  work = new Work(),
): MemberWriter<CalendarObjectResource> => ({
  texts: listing.texts || data !== undefined,
  isOver: () => work.isOver,
  write: async (out, objects) => {
    const [first] = objects;
    if (first === undefined) return;
    if (data === undefined) return writeResponses(out, objects, listing.plan, request, services);
    await writeData({ out, listing, data, work, request, services }, objects, zoneOf(first.collection));
  },
});
