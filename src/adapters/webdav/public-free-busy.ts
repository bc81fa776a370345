import type { IncomingMessage } from 'node:http';
import { isRefusal, refuse } from '../../domain/kernel/refusal.ts';
import { anonymousIn } from './access.ts';
import { type AuthenticationParts, tooManyStrangers } from './authenticate.ts';
import { FREE_BUSY_FILE, freeBusyAnswer, hasFreeBusy } from './free-busy-file.ts';
import type { DavResponse } from './method.ts';
import { personOf } from './person.ts';
import { refused } from './refused.ts';

/**
 * SOGoEnablePublicAccess: `public/LOGIN/freebusy.ifb` below the DAV root needs no login; Outlook looks there. Undefined
 * for every other request, and where nothing is public. Whoever asks counts for the network he comes from.
 */
export const publicFreeBusy = async (
  [tree, login = '', name, ...rest]: readonly string[],
  req: IncomingMessage,
  parts: AuthenticationParts,
): Promise<DavResponse | undefined> => {
  const { services } = parts;
  const isMeant = tree === 'public' && name === FREE_BUSY_FILE && rest.length === 0;
  if (!services.settings.hasPublicAccess || !isMeant || (req.method !== 'GET' && req.method !== 'HEAD'))
    return undefined;
  const tooMany = await tooManyStrangers(parts, parts.client(req));
  if (tooMany !== undefined) return tooMany;
  const entry = await services.directory.find(login);
  const person = entry && personOf(entry, services.settings);
  const isThere = person !== undefined && hasFreeBusy(person);
  const outcome = isThere
    ? await freeBusyAnswer(person, anonymousIn(person.domain), services)
    : refuse('no-such-resource', 'There is nothing here.');
  return isRefusal(outcome) ? refused(outcome, 'calendar') : outcome;
};
