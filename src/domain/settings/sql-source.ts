import { MAIL, type Rows } from './row.ts';
import { SOURCE } from './source.ts';

/** One table or view of users of SOGoUserSources. */
export const SQL_SOURCE = {
  ...SOURCE,
  type: { type: 'enum', level: 'D', values: ['sql'], required: true, meaning: '`sql`.', honoured: true },
  viewURL: {
    type: 'text',
    level: 'D',
    required: true,
    meaning:
      'postgresql://user:password@host:port/database/view with the columns c_uid, c_name, c_password, c_cn and mail; `built-in` for Fasti’s own users.',
    honoured: true,
  },
  userPasswordPolicy: {
    type: 'password-rules',
    level: 'D',
    default: [],
    meaning:
      'What a new password must be: dictionaries of label and regex, or one of SOGo’s five POLICY_MIN_ labels and a value.',
    honoured: true,
  },
  prependPasswordScheme: {
    type: 'boolean',
    level: 'D',
    default: false,
    meaning: 'Stores new passwords as {scheme}hash.',
    honoured: true,
  },
  keyPath: { type: 'path', level: 'D', meaning: 'Key file of sym-aes-128-cbc.', honoured: true },
  authenticationFilter: {
    type: 'text',
    level: 'D',
    meaning: 'SQL condition that a user must meet to log in.',
    honoured: true,
  },
  LoginFieldNames: {
    type: 'list',
    level: 'D',
    default: ['c_uid'],
    meaning: 'Columns that a login may match.',
    honoured: true,
  },
  MailFieldNames: {
    type: 'list',
    level: 'D',
    default: [],
    meaning: 'Columns of more mail addresses, several with spaces between them.',
    honoured: true,
  },
  SearchFieldNames: {
    type: 'list',
    level: 'D',
    default: ['c_cn', 'mail'],
    meaning: 'Columns that a search looks at.',
    honoured: true,
  },
  IMAPLoginFieldName: {
    type: 'text',
    level: 'D',
    default: 'c_uid',
    meaning: 'Column of the login at the IMAP server.',
    honoured: MAIL,
  },
  DomainFieldName: { type: 'text', level: 'D', meaning: 'Column of the user’s domain.', honoured: true },
} as const satisfies Rows;
