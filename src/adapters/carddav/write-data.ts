import { LISTING_OCTETS } from '../../domain/limits.ts';
import type { Listing } from '../webdav/listing.ts';
import type { MemberWriter } from '../webdav/member-writer.ts';
import type { DavRequest, Services } from '../webdav/method.ts';
import type { ContactResource, DirectoryCardResource } from '../webdav/resource.ts';
import type { Work } from '../webdav/work.ts';
import { writeResponses } from '../webdav/write-responses.ts';
import type { Multistatus } from '../webdav/xml/multistatus.ts';
import { type DataAsked, shapeCard } from './address-data.ts';

type CardResource = ContactResource | DirectoryCardResource;

const saying = <Card extends CardResource>(card: Card, text: string | null): Card => ({
  ...card,
  object: { ...card.object, text },
});

/** Pieces whose texts, as they are wanted, fit into memory together. */
function* shapedPieces(contacts: readonly CardResource[], data: DataAsked, work: Work): Generator<CardResource[]> {
  let piece: CardResource[] = [];
  let characters = 0;
  for (const one of contacts) {
    const { text } = one.object;
    const shaped = text === null ? null : shapeCard(text, data);
    piece.push(saying(one, shaped));
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
): MemberWriter<ContactResource> & MemberWriter<DirectoryCardResource> => ({
  texts: listing.texts || data !== undefined,
  isOver: () => work.isOver,
  write: async (out: Multistatus, contacts: readonly CardResource[]) => {
    const pieces = data === undefined ? [contacts] : shapedPieces(contacts, data, work);
    for (const piece of pieces) {
      await writeResponses(out, piece, listing.plan, request, services);
      if (out.gone()) return;
    }
  },
});
