import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { invitationOf } from '../../../projections/invitations.ts';
import { memberHref } from '../../webdav/href.ts';
import { href } from '../../webdav/href-element.ts';
import { homeHref } from '../../webdav/identity.ts';
import { XML_TYPE } from '../../webdav/media-types.ts';
import type { DavRequest, DavResponse, Services } from '../../webdav/method.ts';
import type { Report } from '../../webdav/report.ts';
import { subscribedName } from '../../webdav/shared-collections.ts';
import { changeAccount, subscribe } from '../../webdav/subscribe.ts';
import { calendarserver } from '../../webdav/xml/name.ts';
import { childOf } from '../../webdav/xml/tree.ts';
import { document } from '../../webdav/xml/write.ts';

type Invitation = NonNullable<Awaited<ReturnType<typeof invitationOf>>>;

const NONE = refuse('no-such-resource', 'There is no such invitation any more.');

/** caldav-sharing §5.4.1: the answer says where the calendar is from now on. */
const accept = async (
  { collection, login, name, status }: Invitation,
  request: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const { root, caller, metadata, locate } = request;
  const target = await locate(memberHref(homeHref(root, { login }, 'calendar'), name, true));
  if (status === 'withdrawn' || target?.is !== 'calendar' || target.collection.collection !== collection) return NONE;
  const done = await subscribe(services, metadata, target, caller.principal);
  if (isRefusal(done)) return done;
  const place = memberHref(homeHref(root, caller, 'calendar'), subscribedName(login, name), true);
  const body = document(calendarserver('shared-as'), href(place));
  return { status: 200, headers: { 'Content-Type': XML_TYPE }, body };
};

const decline = async (
  { collection }: Invitation,
  { caller, metadata }: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  const done = await changeAccount(services, metadata, caller.principal, { type: 'decline-invitation', collection });
  return isRefusal(done) ? done : { status: 200 };
};

/** caldav-sharing §5.4.1: to one's own home somebody posts what he answers. */
export const inviteReply: Report = {
  name: calendarserver('invite-reply'),
  on: ['calendar-home'],
  by: ['POST'],
  handle: async (body, target, request, services) => {
    const { caller } = request;
    if (target.is !== 'calendar-home' || target.account.principal !== caller.principal)
      return refuse('not-allowed', 'Everybody answers for himself.');
    const [isYes, isNo] = ['invite-accepted', 'invite-declined'].map(
      (local) => childOf(body, calendarserver(local)) !== undefined,
    );
    if (isYes === isNo) return refuse('request-malformed', 'An invitation is accepted or declined.');
    const uid = childOf(body, calendarserver('in-reply-to'))?.text.trim() ?? '';
    const invitation = await invitationOf(services.sql, caller.principal, uid);
    if (invitation === undefined) return NONE;
    return isYes === true ? accept(invitation, request, services) : decline(invitation, request, services);
  },
};
