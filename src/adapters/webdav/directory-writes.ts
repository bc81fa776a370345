/** What `modifiers` do with the cards of a directory. It is asked nothing twice: who writes there at the same time may win. */
import { parsedContact } from '../../domain/contact/content.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { type DirectoryPlace, directoryRefusal } from './directory-books.ts';
import { contentOf } from './member-content.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import { checkPreconditions } from './preconditions.ts';
import type { DirectoryCardResource } from './resource.ts';

/** RFC 6352 §6.3.2. Without an ETag (§6.3.2.3): a directory keeps what it has attributes for, so that the card is another one. */
export const putDirectoryCard = async (
  { book, name }: DirectoryPlace,
  request: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const refused =
    directoryRefusal(book, request.caller) ??
    (await checkPreconditions(request, services, [{ resource: request.target, how: 'put' }]));
  if (refused !== undefined) return refused;
  const content = await contentOf(request, 'address-book');
  if (!('bytes' in content)) return content;
  const object = parsedContact(content.bytes);
  if (object === undefined) return refuse('address-data-invalid');
  const put = await book.put(name, object.card);
  return isRefusal(put) ? put : { status: put === 'created' ? 201 : 204 };
};

/** RFC 4918 §9.6 */
export const removeDirectoryCard = async (
  { book, object }: DirectoryCardResource,
  request: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const refused =
    directoryRefusal(book, request.caller) ??
    (await checkPreconditions(request, services, [{ resource: request.target, how: 'member' }]));
  if (refused !== undefined) return refused;
  const removed = await book.remove(object.name);
  if (isRefusal(removed)) return removed;
  return removed === 'removed' ? { status: 204 } : refuse('no-such-resource');
};
