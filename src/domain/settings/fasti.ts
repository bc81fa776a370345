import type { Rows } from './row.ts';

/** Keys that only Fasti has. */
export const FASTI = {
  FastiDatabaseURL: {
    type: 'text',
    level: 'S',
    meaning:
      'Where everything is kept: `embedded` for a PostgreSQL of Fasti’s own, or postgresql://user:password@host:port/database. Goes before SOGoProfileURL; DATABASE_URL goes before both.',
    honoured: true,
  },
  FastiDataDirectory: {
    type: 'path',
    level: 'S',
    meaning: 'Directory of the embedded database. FASTI_DATA and --data go before it.',
    honoured: true,
  },
  FastiRedisURL: {
    type: 'text',
    level: 'S',
    meaning:
      'redis:// or rediss:// address where processes share the counts of failed logins and requests. Unset, they are shared through PostgreSQL.',
    honoured: true,
  },
  FastiTrustedProxies: {
    type: 'list',
    level: 'S',
    default: [],
    meaning:
      'Addresses and networks (10.0.0.0/8) of proxies whose word on the client’s address, host and user is believed.',
    honoured: true,
  },
  FastiTLSCertificate: {
    type: 'path',
    level: 'S',
    meaning: 'Certificate chain (PEM); with FastiTLSKey the server speaks HTTPS.',
    honoured: true,
  },
  FastiBirthdayCalendar: {
    type: 'boolean',
    level: 'U',
    default: false,
    meaning: 'Shows the birthdays in each address book as a calendar, which nobody can write to.',
    honoured: true,
  },
  FastiWebCalendarsAllowInternal: {
    type: 'list',
    level: 'S',
    default: [],
    meaning:
      'Networks (10.1.0.0/16), addresses and names of hosts that web calendars may be fetched from though they are not of the public Internet.',
    honoured: true,
  },
  FastiTLSKey: { type: 'path', level: 'S', meaning: 'Private key (PEM) of FastiTLSCertificate.', honoured: true },
} as const satisfies Rows;
