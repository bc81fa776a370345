import type { IncomingMessage } from 'node:http';
import type { Metadata } from '../../domain/kernel/event.ts';
import type { CorrelationId } from '../../domain/kernel/ids.ts';
import { MAX_USER_AGENT } from '../../domain/limits.ts';
import type { Client } from '../http/client.ts';
import { parseBasic } from '../http/headers.ts';
import type { LoggedIn, Login, Logins } from '../http/logins.ts';
import { sourceNetwork } from '../http/source-network.ts';
import type { DavResponse, Services } from './method.ts';
import { personOf } from './person.ts';
import { CHALLENGE, comeAgain, plain } from './plain.ts';
import type { Account } from './resource.ts';
import type { DavSettings } from './settings.ts';

/** What a count of requests says of one more of them. */
export type Allowed = { readonly is: 'allowed' } | { readonly is: 'refused'; readonly seconds: number };

export type AuthenticationParts = {
  readonly services: Services;
  readonly logins: Logins;
  /** Who is at the other end, through which proxies; says why a password may not come this way. */
  client(req: IncomingMessage): Client;
  /** SOGoMaximumRequestCount: counts requests of one key; absent where nobody counts. */
  readonly requests?: { allow(key: string): Promise<Allowed> };
};

/** Somebody known, through what, and as part of what. */
export type Known = { readonly caller: Account; readonly client: Client; readonly origin: Omit<Metadata, 'actor'> };

const UNAUTHORIZED = plain(401, 'Please log in.', CHALLENGE);

/** What to answer instead to somebody nobody knows, when his network has had its requests. */
const tooManyStrangers = (parts: AuthenticationParts, { address }: Pick<Client, 'address'>) =>
  tooMany(parts, `network ${sourceNetwork(address)}`);

type NotIn = Exclude<Login, { readonly is: 'in' }>;

/** What is told to somebody who may not come in, or not now. */
const NOT_IN: { readonly [Is in NotIn['is']]: (login: Extract<NotIn, { readonly is: Is }>) => DavResponse } = {
  unknown: () => UNAUTHORIZED,
  'password-expired': () => plain(403, 'Your password has expired: set a new one, then log in with it.'),
  'password-must-change': () => plain(403, 'Your password must be changed before it can be used here.'),
  'account-locked': () => plain(403, 'Your account is locked in the directory; ask your administrator.'),
  'wrong-scope': () => plain(403, 'This app password was made for another kind of program.'),
  blocked: ({ seconds }) => comeAgain(429, `Too many failed logins: try again in ${seconds} seconds.`, seconds),
  'too-busy': () => comeAgain(503, 'Too many people log in at this moment.', 5),
  'directory-unavailable': () => comeAgain(503, 'The directory of users cannot be reached at this moment.', 30),
};

const notIn = <Is extends NotIn['is']>(login: NotIn & { readonly is: Is }): DavResponse =>
  NOT_IN[login.is](login as Extract<NotIn, { readonly is: Is }>);

const accountOf = (who: LoggedIn, settings: DavSettings): Account => ({
  ...personOf(who, settings),
  principal: who.principal,
});

/** RFC 6585 §4: what to answer instead when the key has had its requests. */
const tooMany = async ({ requests }: AuthenticationParts, key: string): Promise<DavResponse | undefined> => {
  const answer = await requests?.allow(key);
  return answer?.is === 'refused'
    ? comeAgain(429, `Too many requests: try again in ${answer.seconds} seconds.`, answer.seconds)
    : undefined;
};

/** RFC 7617, or the word of a trusted proxy; undefined where nobody says who asks. */
const loginOf = (
  { headers }: IncomingMessage,
  { remoteUser }: Client,
  logins: Logins,
  arrival: Known['origin'],
): Promise<Login> | undefined => {
  if (remoteUser !== undefined) return logins.trusted(remoteUser, arrival);
  const credentials = parseBasic(headers.authorization);
  return credentials && logins.login(credentials, arrival);
};

/** Whether nothing is said of who asks: what is said wrongly is not nothing. */
const isSilent = ({ headers }: IncomingMessage, { remoteUser }: Client): boolean =>
  headers.authorization === undefined && remoteUser === undefined;

/**
 * Who asks, or how to answer somebody who has not said it rightly. Requests of somebody known count for him alone, those
 * of others for the network they come from. `nameless`, where it is given, is who asks without a word on who he is.
 */
export const authenticate = async (
  req: IncomingMessage,
  parts: AuthenticationParts,
  nameless?: () => Promise<Account>,
): Promise<Known | DavResponse> => {
  const client = parts.client(req);
  const correlationId = parts.services.newId() as CorrelationId;
  const request = { address: client.address, userAgent: (req.headers['user-agent'] ?? '').slice(0, MAX_USER_AGENT) };
  const origin = { protocol: 'caldav', correlationId, request } as const;
  if (nameless !== undefined && isSilent(req, client))
    return (await tooManyStrangers(parts, client)) ?? { caller: await nameless(), client, origin };
  if (client.insecure !== undefined) return plain(403, client.insecure);
  const login = (await loginOf(req, client, parts.logins, origin)) ?? ({ is: 'unknown' } as const);
  if (login.is !== 'in') return (await tooManyStrangers(parts, client)) ?? notIn(login);
  const { who } = login;
  const refused = await tooMany(parts, `principal ${who.principal}`);
  return refused ?? { caller: accountOf(who, parts.services.settings), client, origin };
};
