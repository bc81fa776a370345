import { isRefusal, refuse } from '../../../domain/kernel/refusal.ts';
import { eventETag } from '../etag.ts';
import { memberHref } from '../href.ts';
import type { DavRequest, Method } from '../method.ts';
import { evaluate, gatherConditions } from '../preconditions.ts';
import type { CalendarResource, Unmapped } from '../resource.ts';
import { contentOf, store } from './put.ts';

/** A name that nothing has yet. */
const newMember = (target: CalendarResource, id: string): Unmapped => {
  const name = `${id}.ics`;
  return { is: 'unmapped', href: memberHref(target.href, name, false), parent: target, name };
};

const calendarOf = ({ target }: DavRequest): CalendarResource | undefined =>
  target.is === 'calendar' ? target : undefined;

/** RFC 5995 §3.2.1: a calendar's add-member URI is its own; the server names the new object. */
export const post: Method = {
  name: 'POST',
  handle: async (request, services) => {
    const target = calendarOf(request);
    if (target === undefined)
      return request.target.is === 'unmapped'
        ? refuse('no-such-resource')
        : refuse('method-not-allowed', 'New members are posted to a calendar.');
    const content = await contentOf(request);
    if (!('uid' in content)) return content;
    const member = newMember(target, services.newId());
    const conditions = await gatherConditions(request, services, [{ resource: member, how: 'put' }]);
    if (isRefusal(conditions)) return conditions;
    const refused = evaluate(conditions, null);
    if (refused !== undefined) return refused;
    const at = { account: target.account, calendar: target.calendar.name, name: member.name };
    // They spoke of the calendar and hold; the new member has no state that they could speak of.
    const none = { ...conditions, ifMatch: undefined, ifNoneMatch: undefined, if: undefined, touched: [] };
    const stored = await store(request, services, at, content, none);
    if (isRefusal(stored)) return stored;
    return { status: 201, headers: { Location: member.href, ETag: eventETag(stored.etag) } };
  },
};
