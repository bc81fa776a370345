import { OWN_STORE, type Rows } from './row.ts';

/** Databases of SOGo: `scheme://user:password@host:port/database/table`. */
export const STORAGE = {
  SOGoProfileURL: {
    type: 'database-url',
    level: 'S',
    meaning:
      'Table of SOGo’s user profiles. Its database is Fasti’s too, in the schema `fasti`, unless FastiDatabaseURL names another.',
    honoured: true,
  },
  OCSFolderInfoURL: {
    type: 'database-url',
    level: 'S',
    meaning: 'Table of SOGo’s folders.',
    honoured: OWN_STORE,
  },
  OCSSessionsFolderURL: {
    type: 'database-url',
    level: 'S',
    meaning: 'Table of SOGo’s web sessions.',
    honoured: OWN_STORE,
  },
  OCSEMailAlarmsFolderURL: {
    type: 'database-url',
    level: 'S',
    meaning: 'Table of SOGo’s mail alarms.',
    honoured: OWN_STORE,
  },
  OCSStoreURL: {
    type: 'database-url',
    level: 'S',
    meaning: 'Table that holds the objects of all SOGo’s folders.',
    honoured: OWN_STORE,
  },
  OCSAclURL: {
    type: 'database-url',
    level: 'S',
    meaning: 'Table that holds the rights of all SOGo’s folders.',
    honoured: OWN_STORE,
  },
  OCSCacheFolderURL: {
    type: 'database-url',
    level: 'S',
    meaning: 'Table of SOGo’s ActiveSync state.',
    honoured: OWN_STORE,
  },
  OCSAdminURL: {
    type: 'database-url',
    level: 'S',
    meaning: 'Table of the message of the day.',
    honoured: OWN_STORE,
  },
  MySQL4SSLEnabled: { type: 'boolean', level: 'S', default: false, meaning: 'TLS to MySQL.', honoured: OWN_STORE },
  MySQL4SSLKeyPath: { type: 'path', level: 'S', meaning: 'Client key for MySQL.', honoured: OWN_STORE },
  MySQL4SSLCertPath: { type: 'path', level: 'S', meaning: 'Client certificate for MySQL.', honoured: OWN_STORE },
  MySQL4SSLCaPath: { type: 'path', level: 'S', meaning: 'Certificate authority of MySQL.', honoured: OWN_STORE },
  MySQL4Encoding: {
    type: 'text',
    level: 'S',
    meaning: 'Character set of MySQL, such as utf8mb4.',
    honoured: OWN_STORE,
  },
} as const satisfies Rows;
