import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { isMalformed, parseOverwrite } from '../http/headers.ts';
import { parseReference } from '../http/path.ts';
import { birthdaysRefusal } from './birthdays.ts';
import { lockPath } from './lock-path.ts';
import type { DavRequest } from './method.ts';
import type { Resource, Unmapped } from './resource.ts';

/** Where a COPY or MOVE goes; nothing is there unless it may be overwritten. */
export type Destination = { readonly resource: Resource | Unmapped; readonly overwrite: boolean };

/** RFC 4918 §10.3, §10.6, §9.8.5: what the headers Destination and Overwrite say, or why it cannot be. */
export const readDestination = async (request: DavRequest): Promise<Destination | Refusal> => {
  const overwrite = parseOverwrite([request.headers.overwrite].flat()[0]);
  if (isMalformed(overwrite)) return refuse('request-malformed', 'Overwrite is T or F.');
  const reference = [request.headers.destination].flat()[0]?.trim();
  if (reference === undefined) return refuse('request-malformed', 'The header Destination is missing.');
  const path = parseReference(reference, [new URL(request.origin).host]);
  if (path.is !== 'path')
    return path.why === 'other-server'
      ? refuse('destination-elsewhere', 'The destination is on another server.')
      : refuse('request-malformed', `The destination cannot be used: ${path.why}.`);
  const resource = await request.locate(reference);
  if (resource === undefined) return refuse('no-parent-collection', 'There is no collection for the destination.');
  if (lockPath(resource) === lockPath(request.target))
    return refuse('destination-is-source', 'Source and destination are the same.');
  return birthdaysRefusal(resource) ?? { resource, overwrite };
};

/** RFC 4918 §10.6 */
export const overwriteRefusal = (exists: boolean, overwrite: boolean): Refusal | undefined =>
  exists && !overwrite ? refuse('precondition-failed', 'There is something at the destination already.') : undefined;
