/** The public tree, and the file that tells when somebody is busy: the differences that are meant. */
import { type Decided, from, less } from './meant.ts';

export const PLACES: readonly Decided[] = [
  {
    steps: /^public tree: .*: the home$/,
    meant: (theirs, ours) => theirs.replace('Mail/ ', '') === ours,
    why: 'There is no Mail in a home: mail is not served by WebDAV.',
  },
  {
    steps: /^public tree: .*: the places$/,
    meant: from(/principal-URL=\{\/SOGo\/dav\/public\/u01\/\}/, /principal-URL=\{\/SOGo\/dav\/u01\/\}/),
    why:
      'A principal has one URL in both trees, which ends as its href does, and who has not logged in is told so ' +
      '(RFC 5397 §3, RFC 3744 §4.2).',
  },
  {
    steps: /^public tree: .*, nobody: the calendar$/,
    meant: less,
    why: 'Who has not logged in is not told the name and the address of the owner.',
  },
  {
    steps: /^public tree: (GET |.*: GET$)/,
    meant: from(/^50[01]/, /^200/),
    why: 'A collection may be read by GET (RFC 4918 §9.4). SOGo fails, or says that it does not know the method.',
  },
  {
    steps: /^public tree: .*, nobody: (PUT new|DELETE)$/,
    meant: from(/^(501|404)/, /^401/),
    why: 'Who has not logged in is asked to, before he changes anything (RFC 9110 §15.5.2).',
  },
  {
    steps: /^freebusy.ifb: (PUT|DELETE) /,
    meant: from(/^(501|403)/, /^405/),
    why: 'The file is made of calendars, and nobody changes it: the method is not allowed (RFC 9110 §15.5.6).',
  },
  {
    steps: /^freebusy.ifb: GET /,
    meant: from(/ATTENDEE,/, /METHOD,(ORGANIZER,)?PRODID,UID/),
    why: 'Free and busy time is published as RFC 5546 §3.3.1 says: with a method, a UID and its organizer, without attendees.',
  },
];
