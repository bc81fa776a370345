import { isAnonymous } from '../access.ts';
import { href } from '../href-element.ts';
import { principalHref } from '../identity.ts';
import { type Property, property } from '../property.ts';
import { EVERYTHING, OTHERS, OWNED } from '../resource-kinds.ts';
import { dav } from '../xml/name.ts';
import { el, raw } from '../xml/write.ts';

/** RFC 3744 §5.8 */
const principalCollectionSet = property({
  name: dav('principal-collection-set'),
  on: EVERYTHING,
  read: (_, { root }) => el(dav('principal-collection-set'), href(root)),
});

/** RFC 3744 §5.1 */
const owner = property({
  name: dav('owner'),
  on: [...OWNED, ...OTHERS, 'proxy-group', 'notifications', 'notification', 'free-busy'],
  read: ({ account }, { root }) => el(dav('owner'), href(principalHref(root, account))),
});

/** RFC 3744 §5.2: no group is behind anything. */
const group = property({ name: dav('group'), on: OWNED, read: () => raw('<D:group/>') });

/** RFC 5397 §3 */
const currentUserPrincipal = property({
  name: dav('current-user-principal'),
  on: EVERYTHING,
  read: (_, { root, caller }) =>
    el(
      dav('current-user-principal'),
      isAnonymous(caller) ? el(dav('unauthenticated')) : href(principalHref(root, caller)),
    ),
});

/** RFC 3744 §5, RFC 5397: whose it is, and who asks. */
export const access: readonly Property[] = [owner, group, principalCollectionSet, currentUserPrincipal];
