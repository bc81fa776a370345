import { LISTING_OCTETS } from '../../domain/limits.ts';
import type { Listing } from '../webdav/listing.ts';
import type { MemberWriter } from '../webdav/member-writer.ts';
import type { DavRequest, Services } from '../webdav/method.ts';
import type { ContactResource } from '../webdav/resource.ts';
import type { Work } from '../webdav/work.ts';
import { writeResponses } from '../webdav/write-responses.ts';
import { type DataAsked, shapeCard } from './address-data.ts';

/** Pieces whose texts, as they are wanted, fit into memory together. */
function* shapedPieces(
  contacts: readonly ContactResource[],
  data: DataAsked,
  work: Work,
): Generator<ContactResource[]> {
  let piece: ContactResource[] = [];
  let characters = 0;
  for (const one of contacts) {
    const { text } = one.object;
    const shaped = text === null ? null : shapeCard(text, data);
    piece.push({ ...one, object: { ...one.object, text: shaped } });
    characters += shaped?.length ?? 0;
    work.parsed(text?.length ?? 0);
    if (work.isOver) break;
    if (characters <= LISTING_OCTETS) continue;
    yield piece;
    piece = [];
    characters = 0;
  }
  yield piece;
}

/** Writes contacts with the parts of their cards that are wanted; `data` is undefined for whole cards as they were sent. */
export const dataWriter = (
  listing: Listing,
  data: DataAsked | undefined,
  request: DavRequest,
  services: Services,
  work: Work,
): MemberWriter<ContactResource> => ({
  texts: listing.texts || data !== undefined,
  isOver: () => work.isOver,
  write: async (out, contacts) => {
    const pieces = data === undefined ? [contacts] : shapedPieces(contacts, data, work);
    for (const piece of pieces) {
      await writeResponses(out, piece, listing.plan, request, services);
      if (out.gone()) return;
    }
  },
});
