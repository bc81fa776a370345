/** What of a PUT is stored, by the rights that its sender has at this moment. */
import { foldLogin } from '../../domain/account/login.ts';
import { parsedObject } from '../../domain/calendar-object/content.ts';
import { respondOnly } from '../../domain/calendar-object/respond-only.ts';
import type { Content, LiveMember } from '../../domain/collection/member.ts';
import { keepAlarms } from '../../domain/ical/keep-alarms.ts';
import { hasAlarms } from '../../domain/ical/without-alarms.ts';
import { isRefusal, type Refusal } from '../../domain/kernel/refusal.ts';
import type { Grants } from '../../domain/sharing/grants.ts';
import { createRefusal, replaceRight } from '../../domain/sharing/permitted.ts';
import { may, type Rights } from '../../domain/sharing/rights.ts';
import { type ItemView, itemView, wholeView } from '../../domain/sharing/view.ts';
import { membersNamed } from '../../projections/members/named.ts';
import { octetsOf } from '../../projections/members/texts.ts';
import { rightsIn } from './access.ts';
import { KINDS } from './collection-kind.ts';
import type { Services } from './method.ts';
import type { MemberPlace } from './methods/put.ts';
import type { Account } from './resource.ts';

/** The class of a calendar object; contacts have none. */
export const classOf = (member: LiveMember | Content): string | null =>
  (member as { readonly classification?: string }).classification ?? null;

const encoder = new TextEncoder();

/** A text of ours in place of what was sent, of the same class as another. */
const instead = (at: MemberPlace, text: string, sent: Uint8Array, as: LiveMember | Content): Content | Refusal => {
  const read = KINDS[at.kind].read(encoder.encode(text));
  return isRefusal(read) ? read : { ...read, ...{ classification: classOf(as) }, sent };
};

const storedObject = async ({ sql }: Services, { collection, name }: LiveMember) => {
  const [row] = await membersNamed(sql, wholeView(collection), [name], true);
  const bytes = row && octetsOf(row);
  return bytes && parsedObject(bytes);
};

/**
 * The content to store over a member that is there, or `nothing`: a responder's answer is put into what is stored, and
 * who changes an object without having seen its owner's alarms leaves them as they are.
 */
const replacing = async (
  services: Services,
  at: MemberPlace,
  live: LiveMember,
  content: Content,
  way: 'modify' | 'respond',
): Promise<Content | 'nothing' | Refusal> => {
  if (at.kind !== 'calendar') return content;
  const [stored, put] = [await storedObject(services, live), parsedObject(content.bytes)];
  if (put === undefined) return content;
  if (way === 'modify') {
    const kept = stored === undefined || at.showsAlarms ? put.text : keepAlarms(put, stored);
    return kept === put.text ? content : instead(at, kept, content.bytes, content);
  }
  const owner = new Set(at.account.mails.map(foldLogin));
  const answered = stored && respondOnly(stored, put, owner);
  return answered === undefined ? 'nothing' : instead(at, answered, content.bytes, live);
};

/** What may be stored, and the form in which a GET shows it as it was sent; none where it shows it otherwise. */
export type Permitted = { readonly content: Content; readonly view?: ItemView };

const decoder = new TextDecoder();

/** RFC 9110 §9.3.4: the form in which the caller is shown what he sent, octet for octet. */
const shownAsSent = (rights: Rights, at: MemberPlace, content: Content): ItemView | undefined => {
  const classification = classOf(content);
  if (content.sent !== undefined || !may(rights, classification, 'view')) return undefined;
  const view = itemView(rights, classification, at.showsAlarms);
  return view === 'without-alarms' && hasAlarms(decoder.decode(content.bytes)) ? undefined : view;
};

const written = async (
  services: Services,
  at: MemberPlace,
  rights: Rights,
  live: LiveMember | undefined,
  content: Content,
): Promise<Content | 'nothing' | Refusal> => {
  if (live === undefined) return createRefusal(rights) ?? content;
  const right = replaceRight(rights, classOf(live));
  return isRefusal(right) ? right : replacing(services, at, live, content, right);
};

/** What is stored of a text that the caller puts over a member, or in a free place; or why nothing is. */
export const contentFor = async (
  services: Services,
  caller: Account,
  at: MemberPlace,
  grants: Grants,
  live: LiveMember | undefined,
  content: Content,
): Promise<Permitted | 'nothing' | Refusal> => {
  const rights = await rightsIn(services, caller, at.account, at.kind, grants);
  if (rights.isOwner) return { content, view: 'whole' };
  const stored = await written(services, at, rights, live, content);
  if (stored === 'nothing' || isRefusal(stored)) return stored;
  const view = shownAsSent(rights, at, stored);
  return { content: stored, ...(view && { view }) };
};
