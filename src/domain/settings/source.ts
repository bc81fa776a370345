import { MAIL, type Rows } from './row.ts';

/** What sources of both kinds have. */
export const SOURCE = {
  id: {
    type: 'text',
    level: 'D',
    required: true,
    meaning: 'Name of the source, unique over the whole installation.',
    honoured: true,
  },
  canAuthenticate: { type: 'boolean', level: 'D', default: false, meaning: 'Its users may log in.', honoured: true },
  isAddressBook: {
    type: 'boolean',
    level: 'D',
    default: false,
    meaning: 'Its entries are found by searches.',
    honoured: true,
  },
  displayName: { type: 'text', level: 'D', meaning: 'Name of the address book.', honoured: true },
  listRequiresDot: {
    type: 'boolean',
    level: 'D',
    default: true,
    meaning: 'The address book lists nothing until something, or a single full stop, is searched for.',
    honoured: true,
  },
  userPasswordAlgorithm: {
    type: 'password-scheme',
    level: 'D',
    default: 'none',
    meaning: 'Scheme of passwords that name none, and of new ones: `.b64` or `.hex` behind it for the encoding.',
    honoured: true,
  },
  KindFieldName: { type: 'text', level: 'D', meaning: 'Field that says group, location or thing.', honoured: true },
  MultipleBookingsFieldName: {
    type: 'text',
    level: 'D',
    meaning: 'Field that says how often a resource may be booked at a time: 0 no limit, -1 no limit but busy.',
    honoured: 'Not yet: kept with the resource; invitations are not answered for it.',
  },
  IMAPHostFieldName: { type: 'text', level: 'D', meaning: 'Field of the user’s IMAP server.', honoured: MAIL },
  SieveHostFieldName: { type: 'text', level: 'D', meaning: 'Field of the user’s Sieve server.', honoured: MAIL },
  ModulesConstraints: {
    type: 'modules',
    level: 'D',
    default: {},
    meaning: 'For Mail, Calendar, Contacts and ActiveSync, values that fields must have for a user to use it.',
    honoured: true,
  },
} as const satisfies Rows;
