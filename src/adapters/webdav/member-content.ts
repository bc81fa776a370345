import type { CollectionKind } from '../../domain/collection/collection.ts';
import type { Content } from '../../domain/collection/member.ts';
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { isMalformed, parseContentType } from '../http/headers.ts';
import { KINDS } from './collection-kind.ts';
import type { DavRequest, DavResponse } from './method.ts';

/** The octets of a request as a member of a collection of this kind, or why not. RFC 4791 §5.3.2.1, RFC 6352 §6.3.2.1 */
export const contentOf = async (
  request: DavRequest,
  kind: CollectionKind,
): Promise<Content | Refusal | DavResponse> => {
  const { takes, maxSize, called, read } = KINDS[kind];
  const type = parseContentType(request.headers['content-type']);
  if (isMalformed(type) || (type !== undefined && !takes.test(type.type)))
    return refuse('media-type-unsupported', `A ${called.member} is sent as ${called.mediaTypes}.`);
  if (!/^(utf-?8|us-ascii)$/i.test(type?.parameters.get('charset') ?? 'utf-8'))
    return refuse('media-type-unsupported', `A ${called.member} is sent in UTF-8.`);
  const body = await request.body(maxSize);
  return body instanceof Uint8Array ? read(body) : body;
};
