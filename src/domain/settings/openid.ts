import { OWN_STORE, type Rows, SINGLE_SIGN_ON } from './row.ts';

/** OpenID Connect: SOGo 5.12 and later. */
export const OPENID = {
  SOGoOpenIdConfigUrl: {
    type: 'url',
    level: 'S',
    meaning: 'Discovery document of the provider.',
    honoured: SINGLE_SIGN_ON,
  },
  SOGoOpenIdClient: { type: 'text', level: 'S', meaning: 'Client id at the provider.', honoured: SINGLE_SIGN_ON },
  SOGoOpenIdClientSecret: {
    type: 'text',
    level: 'S',
    secret: true,
    meaning: 'Client secret at the provider.',
    honoured: SINGLE_SIGN_ON,
  },
  SOGoOpenIdScope: {
    type: 'text',
    level: 'S',
    meaning: 'Scopes to ask for, with spaces between them.',
    honoured: SINGLE_SIGN_ON,
  },
  SOGoOpenIdEmailParam: {
    type: 'text',
    level: 'S',
    default: 'email',
    meaning: 'Claim that is the login.',
    honoured: SINGLE_SIGN_ON,
  },
  SOGoOpenIdEnableRefreshToken: {
    type: 'boolean',
    level: 'S',
    default: false,
    meaning: 'Renews sessions with refresh tokens.',
    honoured: SINGLE_SIGN_ON,
  },
  SOGoOpenIdTokenCheckInterval: {
    type: 'integer',
    level: 'S',
    default: 0,
    unit: 'seconds',
    meaning: 'Time between two checks of a token; 0 and less check it at each request.',
    honoured: SINGLE_SIGN_ON,
  },
  SOGoOpenIdLogoutEnabled: {
    type: 'boolean',
    level: 'S',
    default: false,
    meaning: 'Logging out ends the session at the provider too.',
    honoured: SINGLE_SIGN_ON,
  },
  SOGoOpenIdSendDomainInfo: {
    type: 'boolean',
    level: 'S',
    default: false,
    meaning: 'Tells the provider the domain of the login.',
    honoured: SINGLE_SIGN_ON,
  },
  OCSOpenIdURL: {
    type: 'database-url',
    level: 'S',
    meaning: 'Table of OpenID sessions.',
    honoured: OWN_STORE,
  },
  SOGoLoginTypeByDomain: {
    type: 'dictionary',
    level: 'S',
    meaning: 'How each domain logs in: dictionaries by domain, `login_default` for the others.',
    honoured: SINGLE_SIGN_ON,
  },
} as const satisfies Rows;
