/** SOGo's way to bring a collection of somebody else into one's own home, and out of it. */
import type { PrincipalId } from '../../../domain/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { MAX_GRANTEES } from '../../../domain/limits.ts';
import { isAnonymous, isSuperuser } from '../access.ts';
import { PLAIN_TYPE } from '../media-types.ts';
import type { DavRequest, DavResponse, Services } from '../method.ts';
import { peopleBehind } from '../people.ts';
import type { Report } from '../report.ts';
import { type CollectionResource, hasMembers } from '../resource.ts';
import { WITH_MEMBERS } from '../resource-kinds.ts';
import { nameInHome } from '../shared-properties.ts';
import { subscribe, unsubscribe } from '../subscribe.ts';
import { inverse } from '../xml/name.ts';
import { attributeOf, type XmlElement } from '../xml/tree.ts';

const NOT_OTHERS = refuse(
  'not-allowed',
  'You cannot subscribe another user to any folder unless you are a super-user.',
);
const OWN = refuse('own-collection', 'You cannot (un)subscribe to a folder that you own!');

/** The people that a name means: a person, or the members of a group without whoever asks. */
const peopleOf = async (
  name: string,
  request: DavRequest,
  services: Services,
): Promise<readonly PrincipalId[] | Refusal> => {
  const entry = await services.directory.visible(name, request.caller.domain);
  if (entry === undefined) return refuse('no-such-principal', `There is nobody called “${name}”.`);
  return peopleBehind(services, request, entry);
};

/** Whom `users` means; without it whoever asks. Only superusers say it for others. */
const subscribers = async (
  body: XmlElement,
  { account }: CollectionResource,
  request: DavRequest,
  services: Services,
): Promise<readonly PrincipalId[] | Refusal> => {
  const { caller } = request;
  const names = attributeOf(body, 'users')
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names === undefined) return account.principal === caller.principal ? OWN : [caller.principal];
  if (!isSuperuser(services, caller, account.domain)) return NOT_OTHERS;
  if (names.length > MAX_GRANTEES) return refuse('too-many-grantees', `At most ${MAX_GRANTEES} people at once.`);
  const found: PrincipalId[] = [];
  for (const name of names) {
    const people = await peopleOf(name, request, services);
    if (isRefusal(people)) return people;
    found.push(...people);
  }
  return found.filter((id) => id !== account.principal);
};

type Change = (
  services: Services,
  request: DavRequest,
  subscriber: PrincipalId,
  target: CollectionResource,
) => Promise<'done' | Refusal>;

const verb = (local: string, change: Change): Report => ({
  name: inverse(local),
  on: WITH_MEMBERS,
  by: ['POST'],
  handle: async (body, target, request, services): Promise<DavResponse | Refusal> => {
    if (!hasMembers(target)) return refuse('no-such-resource');
    if (isAnonymous(request.caller)) return NOT_OTHERS;
    const people = await subscribers(body, target, request, services);
    if (isRefusal(people)) return people;
    const name = await nameInHome(services, request.caller, target);
    for (const person of people) {
      const done = await change(services, request, person, target);
      if (isRefusal(done)) return done;
    }
    return { status: 200, headers: { 'Content-Type': PLAIN_TYPE }, body: name };
  },
});

/** SOGo's `subscribe`: the answer is what the collection is called there. */
export const subscribeReport = verb('subscribe', (services, { metadata }, who, target) =>
  subscribe(services, metadata, target, who),
);

/** SOGo's `unsubscribe`. */
export const unsubscribeReport = verb('unsubscribe', (services, { metadata }, who, { collection }) =>
  unsubscribe(services, metadata, who, collection.collection),
);
