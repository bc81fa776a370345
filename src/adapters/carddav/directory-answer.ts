import { isRefusal, type Refusal } from '../../domain/kernel/refusal.ts';
import { MAX_DIRECTORY_ANSWER, MAX_DIRECTORY_MULTIGET } from '../../domain/limits.ts';
import { directoryCard } from '../webdav/directory-books.ts';
import type { Listing } from '../webdav/listing.ts';
import { placeKey } from '../webdav/member-place.ts';
import type { MemberWriter } from '../webdav/member-writer.ts';
import type { DavRequest, DavResponse } from '../webdav/method.ts';
import { placesAsked } from '../webdav/multiget.ts';
import type { DirectoryBookResource, DirectoryCardResource, Resource } from '../webdav/resource.ts';
import { truncated } from '../webdav/xml/multistatus.ts';
import type { XmlElement } from '../webdav/xml/tree.ts';

/** How many of them are asked at a time: others find connections, too. */
const DIRECTORY_LOOKUPS = 4;

/** What there is to say besides the cards: that there are more, and the hrefs where none is. */
type Beside = { readonly truncated: boolean; readonly absent: readonly string[] };

/** RFC 6352 §8.6.2, §8.7: answers with cards that a directory gave already; what was cut off is told by 507 for the request's own path. */
export const answerCards = (
  cards: readonly DirectoryCardResource[],
  beside: Beside,
  target: Resource,
  listing: Listing,
  writer: MemberWriter<DirectoryCardResource>,
): DavResponse =>
  listing.answer(async (out) => {
    for (const href of beside.absent) await out.add({ href, status: 404 });
    await writer.write(out, cards);
    if (beside.truncated || writer.isOver()) await out.add(truncated(target.href));
    return undefined;
  });

/** RFC 6352 §8.7: the cards that the hrefs name, a few looked up at a time, before the answer begins. */
export const directoryMultiget = async (
  body: XmlElement,
  target: DirectoryBookResource,
  request: DavRequest,
  listing: Listing,
  writer: MemberWriter<DirectoryCardResource>,
): Promise<DavResponse | Refusal> => {
  const asked = placesAsked(body, request, MAX_DIRECTORY_MULTIGET);
  if (isRefusal(asked)) return asked;
  const here = placeKey(target.href, request.tree);
  const cards: DirectoryCardResource[] = [];
  const absent: string[] = [];
  let characters = 0;
  for (let from = 0; from < asked.length && characters <= MAX_DIRECTORY_ANSWER; from += DIRECTORY_LOOKUPS) {
    const some = asked.slice(from, from + DIRECTORY_LOOKUPS);
    const found = await Promise.all(
      some.map(({ place }) => (place?.collection === here ? target.book.card(place.name) : undefined)),
    );
    for (const [at, { href }] of some.entries()) {
      const card = found[at];
      if (card === undefined) absent.push(href);
      else cards.push(directoryCard(href, target, card));
      characters += card?.text.length ?? 0;
    }
  }
  return answerCards(cards, { truncated: characters > MAX_DIRECTORY_ANSWER, absent }, target, listing, writer);
};
