/** Who gives which rights to whom, and how rights are told: the differences that are meant. */
import { type Decided, from, less, more, REFUSED } from './meant.ts';

/** An answer but for RFC 3744 §5.4, §5.6 and §5.7. */
const withoutLists = (answer: string): string =>
  answer.replaceAll(/(group|inherited-acl-set|acl-restrictions)=(\{[^}]*\}|!404) ?/g, '');

const GIVEN: readonly Decided[] = [
  {
    steps: /^acl-query: .*, (set-roles|add-user|remove-user|user-list|roles) by u0[23]$/,
    meant: from(/^20[47]/, REFUSED),
    why: 'Only owners and superusers see and change rights. Before 5.11 SOGo let everybody with a role do so.',
  },
  {
    steps: /^acl-query: .*, (user-list|roles) after u0[23]$/,
    meant: less,
    why: 'Only owners and superusers change rights: nothing has come of what others tried.',
  },
  {
    steps: /^acl-query: .*, (set-roles of (nobody|an empty name)|no XML|another element|nothing at all)$/,
    meant: from(/^(204|500)/, /^4/),
    why: 'A request that cannot be understood is refused with a reason. SOGo fails, or says that it has done it.',
  },
  {
    steps: /^acl-query: .* (of |with |user |)(nobody-such|u01)$/,
    meant: (theirs, ours) => (/^(204|400|207 roles)/.test(theirs) && ours === '403') || less(theirs, ours),
    why:
      'Who is not in the directory is given nothing, nor is the owner, who has all rights: it is refused, and nothing is ' +
      'stored. SOGo stores it.',
  },
  {
    steps: /^acl-query: .*, (set-roles|roles) with /,
    meant: from(
      /^(204|207 roles\((Boss|Owner|ObjectEditor|PublicViewer)\))$/,
      /^(403|207 roles\(PublicDAndTViewer\)|204)$/,
    ),
    why: 'A role that there is not, or not for this kind, is refused, and nothing is stored. SOGo stores it.',
  },
  {
    steps: /^calendar roles: Boss: /,
    meant: from(/^(404|207$|501)/, /^(20[07]|40[349])/),
    why: 'Whoever would have been given an unknown role keeps what everybody has. SOGo stores the role, and denies him all.',
  },
  {
    steps: /^acl-query: book, (roles of the added when nothing is set|user-list after sogo-tests-super)$/,
    meant: (theirs, ours) => ours === '204' || less(theirs, ours),
    why: 'Who begins without any role is not added: to stand in the list without one is to be denied, which nobody asked for.',
  },
  {
    steps: /^acl-query: .*, user-list of the home$/,
    meant: from(/^204/, /^415/),
    why: 'Rights are those of a calendar or an address book: asked of a home the query is refused. SOGo answers with nothing.',
  },
];

const TOLD: readonly Decided[] = [
  {
    steps: /^(homes: (u01|sogo-tests-super): rights on \/|public tree: .*, u01: privileges$)/,
    meant: (theirs, ours) => more(withoutLists(theirs), withoutLists(ours)),
    why: 'An owner has all rights in his homes and what is in them, and is told so: to read them, and to unlock (RFC 3744 §3).',
  },
  {
    steps: /^homes: u02: rights on \//,
    meant: (theirs, ours) => withoutLists(theirs) === withoutLists(ours),
    why:
      'RFC 3744 is there with inherited-acl-set and group, where there is a list of rights; it may deny, so that it is not ' +
      'restricted to grants.',
  },
  {
    steps: /^(homes: (u02|sogo-tests-super): rights on \/$|proxies: (read|write) group$)/,
    meant: (theirs, ours) => less(withoutLists(theirs), withoutLists(ours)),
    why: 'Of a principal as many rights are told as there are. SOGo tells everybody that he has all of them.',
  },
  {
    steps: /^homes: .*: principal$/,
    meant: from(/group-membership=\{\}/, /group-membership=!404/),
    why: 'For whom somebody acts is between these two: others do not learn it. SOGo tells them of no group at all.',
  },
  {
    steps: /^book roles: .*: privileges( |$)/,
    meant: from(/=\{((bind|unbind|write|write-content|write-properties) ?)*\};?$/, /=\{.*\bread\b.*\};?$/),
    why: 'The privileges in an address book are what its roles allow. SOGo tells none of a viewer, too many of who only adds.',
  },
  {
    steps: /^calendar roles: PublicDAndTViewer\+PublicResponder: privileges$/,
    meant: less,
    why: 'Of several roles for one class the strongest is told; it has in it what the others allow.',
  },
  {
    steps: /^proxies: himself: members of write$/,
    meant: less,
    why: 'Nobody acts for himself: it is refused. SOGo stores it.',
  },
  {
    steps: /^homes: acl-principal-prop-set$/,
    meant: from(/^501/, /^207/),
    why: 'RFC 3744 §9.2 is there; SOGo names the report among those it has, and answers 501.',
  },
];

export const RIGHTS: readonly Decided[] = [...GIVEN, ...TOLD];
