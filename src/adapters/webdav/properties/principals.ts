import { href } from '../href-element.ts';
import { principalHref, uuidUrn } from '../identity.ts';
import { type Property, property } from '../property.ts';
import { MEMBERS, WITH_MEMBERS } from '../resource-kinds.ts';
import { dav } from '../xml/name.ts';
import { el, raw } from '../xml/write.ts';

/** RFC 3744 §4.1 */
const alternateUriSet = property({
  name: dav('alternate-URI-set'),
  on: ['principal', 'other-principal'],
  read: ({ account }) => el(dav('alternate-URI-set'), ...account.mails.map((mail) => href(`mailto:${mail}`))),
});

/** RFC 3744 §4.2 */
const principalUrl = property({
  name: dav('principal-URL'),
  on: ['principal', 'other-principal'],
  read: ({ account }, { root }) => el(dav('principal-URL'), href(principalHref(root, account))),
});

/** RFC 3744 §4.3: a person is no group. */
const groupMemberSet = property({
  name: dav('group-member-set'),
  on: ['principal'],
  read: () => raw('<D:group-member-set/>'),
});

const resourceId = (id: string): string | undefined => {
  const urn = uuidUrn(id);
  return urn && el(dav('resource-id'), href(urn));
};

/** RFC 5842 §3.1: the same after a MOVE, never that of another resource. */
const principalId = property({
  name: dav('resource-id'),
  on: ['principal'],
  read: ({ account }) => resourceId(account.principal),
});
const collectionId = property({
  name: dav('resource-id'),
  on: WITH_MEMBERS,
  read: ({ collection }) => resourceId(collection.collection),
});
const objectId = property({
  name: dav('resource-id'),
  on: MEMBERS,
  needs: ['facts'],
  read: ({ object }) => resourceId(object.object),
});

/** RFC 5995 §3.2.1: the collection itself takes new members by POST. */
const addMember = property({
  name: dav('add-member'),
  on: WITH_MEMBERS,
  read: ({ href: path }) => el(dav('add-member'), href(path)),
});

/** RFC 3744 §4, RFC 5842 §3.1, RFC 5995: which principal, which resource, where new ones go. */
export const principals: readonly Property[] = [
  alternateUriSet,
  principalUrl,
  groupMemberSet,
  principalId,
  collectionId,
  objectId,
  addMember,
];
