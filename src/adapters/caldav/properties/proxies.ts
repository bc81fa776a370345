import { refuse } from '../../../domain/kernel/refusal.ts';
import { MAX_GRANTEES } from '../../../domain/limits.ts';
import { PROXIES, type ProxyKind } from '../../../domain/sharing/proxies.ts';
import { href } from '../../webdav/href-element.ts';
import { principalHref } from '../../webdav/identity.ts';
import type { DavRequest } from '../../webdav/method.ts';
import { type Property, property } from '../../webdav/property.ts';
import { proxyHref, proxySegment } from '../../webdav/proxy-groups.ts';
import type { Person } from '../../webdav/resource.ts';
import { calendarserver, dav } from '../../webdav/xml/name.ts';
import { childrenOf } from '../../webdav/xml/tree.ts';
import { el, text } from '../../webdav/xml/write.ts';

const GROUP = ['proxy-group'] as const;

const displayName = property({
  name: dav('displayname'),
  on: GROUP,
  allprop: true,
  read: ({ proxy }) => el(dav('displayname'), text(proxySegment(proxy))),
});

/** caldav-proxy §5.2 */
const type = property({
  name: dav('resourcetype'),
  on: GROUP,
  allprop: true,
  read: ({ proxy }) =>
    el(dav('resourcetype'), el(dav('collection')), el(dav('principal')), el(calendarserver(proxySegment(proxy)))),
});

/** RFC 3744 §4.1 */
const alternateUris = property({
  name: dav('alternate-URI-set'),
  on: GROUP,
  read: () => el(dav('alternate-URI-set')),
});

/** RFC 3744 §4.2 */
const url = property({
  name: dav('principal-URL'),
  on: GROUP,
  read: ({ account, proxy }, { root }) => el(dav('principal-URL'), href(proxyHref(root, account, proxy))),
});

/** Nobody else is meant by a principal that is none, or that whoever asks may not see. */
const personAt = async (path: string, locate: DavRequest['locate']): Promise<Person | undefined> => {
  const found = await locate(path);
  return found?.is === 'principal' || found?.is === 'other-principal' ? found.account : undefined;
};

/** RFC 3744 §4.3: a new list takes the place of the old one. */
const members = property({
  name: dav('group-member-set'),
  on: GROUP,
  read: (group, { root }) =>
    el(dav('group-member-set'), ...group.members.map((member) => href(principalHref(root, member)))),
  write: async (value, resource, locate) => {
    if (value === undefined) return refuse('property-invalid', 'A list is replaced; an empty one has nobody in it.');
    const paths = childrenOf(value, dav('href')).map((element) => element.text.trim());
    if (paths.length > MAX_GRANTEES) return refuse('too-many-grantees', `At most ${MAX_GRANTEES} people at once.`);
    const people: Person[] = [];
    for (const path of paths) {
      const person = await personAt(path, locate);
      if (person === undefined) return refuse('no-such-principal', `${path} is nobody’s URL.`);
      people.push(person);
    }
    const isOwn = (person: Person) => 'account' in resource && person.login === resource.account.login;
    return people.some(isOwn) ? refuse('own-collection', 'Nobody acts for himself.') : { members: people };
  },
});

/** RFC 3744 §4.4 */
const membershipOfGroup = property({
  name: dav('group-membership'),
  on: GROUP,
  read: () => el(dav('group-membership')),
});

/** RFC 3744 §4.4, caldav-proxy §5.2: as in SOGo the groups of the directory are not among them. */
const membership = property({
  name: dav('group-membership'),
  on: ['principal'],
  needs: ['proxies'],
  read: (_, { proxies, root }) =>
    el(dav('group-membership'), ...proxies.map(({ owner, proxy }) => href(proxyHref(root, owner, proxy)))),
});

/** caldav-proxy §5.3: his own alone; for whom others act is between them. */
const proxyFor = (of: ProxyKind): Property => {
  const name = calendarserver(`${proxySegment(of)}-for`);
  return property({
    name,
    on: ['principal'],
    needs: ['proxies'],
    read: (_, { proxies, root }) =>
      el(name, ...proxies.filter(({ proxy }) => proxy === of).map(({ owner }) => href(principalHref(root, owner)))),
  });
};

/** caldav-proxy §5: who acts for whom. */
export const proxies: readonly Property[] = [
  displayName,
  type,
  alternateUris,
  url,
  members,
  membershipOfGroup,
  membership,
  ...PROXIES.map(proxyFor),
];
