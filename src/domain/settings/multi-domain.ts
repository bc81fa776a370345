import type { Rows } from './row.ts';

/** Several domains in one installation; `domains` itself is in `table.ts`. */
export const MULTI_DOMAIN = {
  SOGoEnableDomainBasedUID: {
    type: 'boolean',
    level: 'S',
    default: false,
    meaning:
      'A login needs to be unique in its domain only; accounts are named login@domain. Switching it gives everybody another, empty account.',
    honoured: true,
  },
  SOGoLoginDomains: {
    type: 'domain-list',
    level: 'S',
    default: [],
    meaning: 'Keys of `domains` that the login page offers.',
    honoured: 'Partly: the names are checked; there is no login page, a login names its domain itself.',
  },
  SOGoDomainsVisibility: {
    type: 'domain-groups',
    level: 'S',
    default: [],
    meaning: 'Groups of domains whose users see each other; all other domains are isolated.',
    honoured: true,
  },
} as const satisfies Rows;
