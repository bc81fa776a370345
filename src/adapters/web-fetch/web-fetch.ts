/** Texts from other servers, whose addresses strangers have named: RFC 9110 as a client, and nothing inside is reached. */
import { type IncomingMessage, request } from 'node:http';
import { MAX_REDIRECTS, MAX_VALIDATOR, MAX_WEB_HEADERS, WEB_FETCH_TIMEOUT } from '../../domain/limits/web-calendars.ts';
import type { Fetched, Validators, WebFetch } from '../../domain/web-calendar/ports.ts';
import type { Credentials, WebSource } from '../../domain/web-calendar/source.ts';
import { type Allows, connect, type Resolve, resolveByDns } from './connect.ts';
import { ACCEPTED_CODINGS, readBody } from './read-body.ts';
import { Unfetchable, unfetchable } from './unfetchable.ts';

export type WebFetchParts = {
  readonly allows: Allows;
  readonly resolve?: Resolve;
  /** Milliseconds for all of a fetch. */
  readonly patience?: number;
};

/** What one fetch goes by, from its first URL to its last. */
type Fetch = {
  readonly allows: Allows;
  readonly resolve: Resolve;
  readonly origin: string;
  readonly credentials: Credentials | undefined;
  readonly known: Validators;
  readonly signal: AbortSignal;
};

const headersFor = (url: URL, { origin, credentials, known }: Fetch): Readonly<Record<string, string>> => ({
  Host: url.host,
  'User-Agent': 'Fasti',
  Accept: 'text/calendar, */*;q=0.1',
  'Accept-Encoding': ACCEPTED_CODINGS,
  Connection: 'close',
  ...(known.etag !== undefined && { 'If-None-Match': known.etag }),
  ...(known.lastModified !== undefined && { 'If-Modified-Since': known.lastModified }),
  // Whoever is redirected to is not who the password was given for.
  ...(credentials !== undefined &&
    url.origin === origin && {
      Authorization: `Basic ${Buffer.from(`${credentials.login}:${credentials.password}`).toString('base64')}`,
    }),
});

/** The head of an answer; its body is still to be read. */
const ask = async (url: URL, fetch: Fetch): Promise<IncomingMessage> => {
  const socket = await connect(url, fetch.resolve, fetch.allows, fetch.signal);
  return new Promise((resolve, reject) => {
    request({
      createConnection: () => socket,
      path: url.pathname + url.search,
      headers: headersFor(url, fetch),
      maxHeaderSize: MAX_WEB_HEADERS,
      signal: fetch.signal,
    })
      .on('response', resolve)
      .on('error', reject)
      .on('close', () => socket.destroy())
      .end();
  });
};

const REDIRECTIONS = new Set([301, 302, 303, 307, 308]);

/** RFC 9110 §15.4: where an answer says that the text is; credentials that it names are not used. */
const redirection = (url: URL, { statusCode = 0, headers }: IncomingMessage): URL | undefined => {
  if (!REDIRECTIONS.has(statusCode)) return undefined;
  const { location = '' } = headers;
  const to = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  if (location === '' || to === undefined || !/^https?:$/.test(to.protocol))
    throw new Unfetchable(`${url.hostname} redirects to what is no address of the web.`);
  to.username = '';
  to.password = '';
  return to;
};

const REFUSALS: Readonly<Record<number, string>> = {
  401: 'wants a login and a password, or others than it was given',
  403: 'does not let this calendar be fetched',
  404: 'has no such calendar',
  410: 'has this calendar no more',
  429: 'is asked too often',
};

/** What can be sent back as it came. */
const validator = (value: string | undefined): string | undefined =>
  value !== undefined && value.length <= MAX_VALIDATOR && /^[\x20-\x7e]+$/.test(value) ? value : undefined;

const answered = async (url: URL, answer: IncomingMessage): Promise<Fetched> => {
  const { statusCode = 0, headers } = answer;
  if (statusCode === 304) return { is: 'not-modified' };
  if (statusCode !== 200)
    throw new Unfetchable(`${url.hostname} ${REFUSALS[statusCode] ?? 'answers with an error'} (${statusCode}).`);
  const [etag, lastModified] = [validator(headers.etag), validator(headers['last-modified'])];
  const validators = { ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) };
  const charset = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(headers['content-type'] ?? '')?.[1];
  return { is: 'fetched', octets: await readBody(answer), charset, validators };
};

const follow = async (first: URL, fetch: Fetch): Promise<Fetched> => {
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    try {
      const answer = await ask(url, fetch);
      const next = redirection(url, answer);
      if (next === undefined) return await answered(url, answer);
      answer.destroy();
      url = next;
    } catch (error) {
      fetch.signal.throwIfAborted();
      throw unfetchable(url.hostname, error);
    }
  }
  throw new Unfetchable(`${first.hostname} redirects more than ${MAX_REDIRECTS} times.`);
};

/**
 * `webcal` says no more than that a calendar is there: it is looked for where nobody can listen, and only without a
 * password to lose where somebody can.
 */
const addressesOf = ({ url, credentials }: WebSource): readonly URL[] => {
  const [, scheme = '', rest = ''] = /^(webcals?|https?):(.*)$/s.exec(url) ?? [];
  if (!scheme.startsWith('webcal')) return [new URL(url)];
  const isPlainToo = scheme === 'webcal' && credentials === undefined;
  return [new URL(`https:${rest}`), ...(isPlainToo ? [new URL(`http:${rest}`)] : [])];
};

const firstOf = async (source: WebSource, fetch: Omit<Fetch, 'origin'>): Promise<Fetched> => {
  let problem: unknown;
  for (const url of addressesOf(source)) {
    try {
      return await follow(url, { ...fetch, origin: url.origin });
    } catch (error) {
      fetch.signal.throwIfAborted();
      problem ??= error;
    }
  }
  throw problem;
};

/**
 * Fetches over http and https. What is reached must be of the public Internet, or be allowed: each address that a name has
 * is looked at before it is connected to, at every redirection anew. Environment variables for proxies are not heeded.
 */
export const webFetch =
  ({ allows, resolve = resolveByDns, patience = WEB_FETCH_TIMEOUT }: WebFetchParts): WebFetch =>
  async (source, known, stop) => {
    const timeout = AbortSignal.timeout(patience);
    const signal = AbortSignal.any([stop, timeout]);
    try {
      const { credentials } = source;
      return await firstOf(source, { allows, resolve, credentials, known, signal });
    } catch (error) {
      stop.throwIfAborted();
      if (timeout.aborted) return { is: 'failed', why: `The fetch took longer than ${patience / 1000} seconds.` };
      if (error instanceof Unfetchable) return { is: 'failed', why: error.message };
      throw error;
    }
  };
