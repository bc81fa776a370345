import { isRefusal } from '../../../domain/kernel/refusal.ts';
import { creationInstructions, makeCollection } from '../../webdav/make-collection.ts';
import type { Method } from '../../webdav/method.ts';
import { judgementResponse } from '../../webdav/verdicts.ts';
import { caldav } from '../../webdav/xml/name.ts';

/** RFC 4791 §5.3.1 */
export const mkcalendar: Method = {
  name: 'MKCALENDAR',
  handle: async (request, services) => {
    const instructions = await creationInstructions(request, caldav('mkcalendar'));
    if (!Array.isArray(instructions)) return instructions;
    const made = await makeCollection(request, services, instructions, 'calendar');
    if (made === 'made') return { status: 201, headers: { 'Cache-Control': 'no-cache' } };
    return isRefusal(made) ? made : judgementResponse(request, made);
  },
};
