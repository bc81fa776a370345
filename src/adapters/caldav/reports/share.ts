import { mailOf } from '../../../domain/ical/calendar-address.ts';
import type { PrincipalId } from '../../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { MAX_INVITED, MAX_SUMMARY } from '../../../domain/limits/invitations.ts';
import { ownerRefusal } from '../../../domain/sharing/permitted.ts';
import { PROXY_ROLES, type ProxyKind } from '../../../domain/sharing/proxies.ts';
import { sharingRefusal } from '../../webdav/access.ts';
import { isOfBirthdays } from '../../webdav/birthdays.ts';
import { type Invited, shareWith } from '../../webdav/invite.ts';
import type { DavRequest, Services } from '../../webdav/method.ts';
import { peopleBehind } from '../../webdav/people.ts';
import type { Report } from '../../webdav/report.ts';
import type { CalendarResource, Person } from '../../webdav/resource.ts';
import { calendarserver, dav, sameName } from '../../webdav/xml/name.ts';
import { childOf, elementsOf, type XmlElement } from '../../webdav/xml/tree.ts';

/** What an element says: whom it means, and the access that he is given; `null` takes it away. */
type Word = { readonly address: string; readonly access: ProxyKind | null; readonly summary: string };

const wordIn = (element: XmlElement): Word | Refusal => {
  const address = childOf(element, dav('href'))?.text.trim() ?? '';
  const summary = childOf(element, calendarserver('summary'))?.text.trim() ?? '';
  if (address === '') return refuse('request-malformed', 'Each set and each remove says whom it means in an href.');
  if (summary.length > MAX_SUMMARY) return refuse('property-too-large', `A summary has ${MAX_SUMMARY} characters.`);
  if (sameName(element.name, calendarserver('remove'))) return { address, access: null, summary };
  const writes = childOf(element, calendarserver('read-write')) !== undefined;
  if (!writes && childOf(element, calendarserver('read')) === undefined)
    return refuse('request-malformed', 'A set gives read or read-write.');
  return { address, access: writes ? 'write' : 'read', summary };
};

const wordsIn = (body: XmlElement): readonly Word[] | Refusal => {
  const words: Word[] = [];
  for (const element of elementsOf(body)) {
    const isKnown = ['set', 'remove'].some((local) => sameName(element.name, calendarserver(local)));
    const word = isKnown ? wordIn(element) : undefined;
    if (isRefusal(word)) return word;
    if (word !== undefined) words.push(word);
  }
  if (words.length > MAX_INVITED) return refuse('too-many-grantees', `At most ${MAX_INVITED} people at once.`);
  return words.length > 0 ? words : refuse('request-malformed', 'A share sets or removes somebody.');
};

/** Whom an address means: a mail address, or the URL of a principal. */
const personAt = async (
  address: string,
  { caller, locate }: DavRequest,
  { directory }: Services,
): Promise<Pick<Person, 'domain' | 'login' | 'kind'> | undefined> => {
  const mail = mailOf({ value: address });
  if (mail !== undefined) return directory.visible(mail, caller.domain);
  const found = await locate(address);
  return found?.is === 'principal' || found?.is === 'other-principal' ? found.account : undefined;
};

const changesOf = async (
  words: readonly Word[],
  { account }: CalendarResource,
  request: DavRequest,
  services: Services,
): Promise<readonly Invited[] | Refusal> => {
  const changes = new Map<PrincipalId, Invited>();
  for (const { address, access, summary } of words) {
    const person = await personAt(address, request, services);
    if (person === undefined) return refuse('no-such-principal', `There is nobody called “${address}”.`);
    const ids = await peopleBehind(services, request, person);
    if (isRefusal(ids)) return ids;
    if (ids.includes(account.principal)) return refuse('own-collection', 'The owner may do everything already.');
    const roles = access === null ? null : PROXY_ROLES[access];
    for (const invitee of ids) changes.set(invitee, { invitee, roles, summary });
  }
  if (changes.size > MAX_INVITED) return refuse('too-many-grantees', `At most ${MAX_INVITED} people at once.`);
  return [...changes.values()];
};

/** caldav-sharing §5.3.2: all of it, or nothing. */
export const share: Report = {
  name: calendarserver('share'),
  on: ['calendar'],
  by: ['POST'],
  handle: async (body, target, request, services) => {
    if (target.is !== 'calendar') return refuse('no-such-resource');
    if (isOfBirthdays(target)) return refuse('not-allowed', 'Birthdays are not shared; the address book is.');
    const refused = ownerRefusal(target.access.rights) ?? sharingRefusal(services.settings, 'calendar', false);
    if (refused !== undefined) return refused;
    const words = wordsIn(body);
    if (isRefusal(words)) return words;
    const changes = await changesOf(words, target, request, services);
    if (isRefusal(changes)) return changes;
    const done = await shareWith(services, request.metadata, target, changes);
    return isRefusal(done) ? done : { status: 200 };
  },
};
