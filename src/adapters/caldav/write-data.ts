import { setImmediate as turn } from 'node:timers/promises';
import type { Zone } from '../../domain/ical/zone.ts';
import { LISTING_OCTETS } from '../../domain/limits.ts';
import type { Listing } from '../webdav/listing.ts';
import type { DavRequest, Services } from '../webdav/method.ts';
import type { CalendarObjectResource } from '../webdav/resource.ts';
import { writeResponses } from '../webdav/write-responses.ts';
import { type Multistatus, truncated } from '../webdav/xml/multistatus.ts';
import { type DataAsked, shapeText } from './calendar-data.ts';
import type { Work } from './work.ts';

/** A report on calendar objects while it is answered. */
export type Answering = {
  readonly out: Multistatus;
  readonly listing: Listing;
  /** The parts of the texts that are wanted; undefined for whole texts. */
  readonly data: DataAsked | undefined;
  readonly work: Work;
  readonly request: DavRequest;
  readonly services: Services;
};

/**
 * Writes the responses of calendar objects that come with their texts if those are wanted. `zone` is that of days and
 * floating times. An object whose expansion is too large to be given is answered 507; nothing more follows once the work
 * is over.
 */
export const writeData = async (
  { out, listing, data, work, request, services }: Answering,
  objects: readonly CalendarObjectResource[],
  zone: Zone,
): Promise<void> => {
  if (data === undefined) return writeResponses(out, objects, listing.plan, request, services);
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
