import { MAX_NAME_OCTETS } from '../../domain/limits.ts';

/** A path that names something here: decoded segments, none of them empty. */
export type DavPath = {
  readonly is: 'path';
  readonly segments: readonly string[];
  /** A slash stands at the end: the sender means a collection. */
  readonly collection: boolean;
  /** Without the question mark; undecoded. */
  readonly query: string | undefined;
};

/** Why a path names nothing here. `other-server`: it is a fine URL of somebody else. */
export type PathProblem = {
  readonly is: 'bad-path';
  readonly why:
    | 'not-a-path'
    | 'other-server'
    | 'dot-segment'
    | 'empty-segment'
    | 'bad-encoding'
    | 'forbidden-character'
    | 'name-too-long';
};

const bad = (why: PathProblem['why']): PathProblem => ({ is: 'bad-path', why });

/**
 * Never part of a name: both slashes (another decoder would see another path), control characters, the overrides and
 * isolates that make a name show as another one, halves of surrogate pairs, and the two that XML cannot say.
 */
const FORBIDDEN = /[/\\\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/u;

const decoded = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
};

const segmentOf = (encoded: string): string | PathProblem => {
  if (encoded === '') return bad('empty-segment');
  const segment = encoded.includes('%') ? decoded(encoded) : encoded;
  if (segment === undefined) return bad('bad-encoding');
  if (segment === '.' || segment === '..') return bad('dot-segment');
  if (FORBIDDEN.test(segment)) return bad('forbidden-character');
  return Buffer.byteLength(segment) > MAX_NAME_OCTETS ? bad('name-too-long') : segment;
};

/**
 * RFC 3986 §3.3: an absolute path with an optional query. Percent-encoding is undone once. Refuses what two readers
 * could understand differently (dot segments, empty segments, encoded slashes, invalid UTF-8), characters that hide
 * something, fragments, and names over MAX_NAME_OCTETS.
 */
export const parsePath = (reference: string): DavPath | PathProblem => {
  if (!reference.startsWith('/') || reference.includes('#')) return bad('not-a-path');
  const mark = reference.indexOf('?');
  const path = mark < 0 ? reference : reference.slice(0, mark);
  const query = mark < 0 ? undefined : reference.slice(mark + 1);
  const collection = path.endsWith('/');
  if (path === '/') return { is: 'path', segments: [], collection, query };
  const segments: string[] = [];
  for (const encoded of path.slice(1, collection ? -1 : undefined).split('/')) {
    const segment = segmentOf(encoded);
    if (typeof segment !== 'string') return segment;
    segments.push(segment);
  }
  return { is: 'path', segments, collection, query };
};

const ABSOLUTE = /^https?:\/\/(?:[^/?#@]*@)?([^/?#@]*)(.*)$/is;

/** Host and port in lower case, without the port where it is a scheme's default, whichever scheme a proxy speaks. */
const authority = (text: string): string => text.toLowerCase().replace(/\.?(?::(?:80|443)?)?$/, '');

/**
 * RFC 4918 §8.3 Simple-ref: the value of Destination, of an href in a body or of a Resource-Tag: an absolute path, or an
 * absolute URL of this server. `hosts` are the names this server answers to: the Host header and configured ones, with
 * their port where it is not 80 or 443. Only host and port are compared: a proxy may have ended TLS.
 */
export const parseReference = (reference: string, hosts: readonly string[]): DavPath | PathProblem => {
  if (reference.startsWith('/')) return parsePath(reference);
  const [, host, rest] = ABSOLUTE.exec(reference) ?? [];
  if (host === undefined || rest === undefined || host === '') return bad('not-a-path');
  if (!hosts.some((own) => authority(own) === authority(host))) return bad('other-server');
  return parsePath(rest.startsWith('/') ? rest : `/${rest}`);
};

/**
 * RFC 9112 §3.2: the target of a request as node gives it, where octets above 0x7F stand as Latin-1 characters. The
 * absolute form names its own host, which then is the one meant.
 */
export const parseTarget = (url: string): DavPath | PathProblem => {
  const octets = /[\x80-\xff]/.test(url) ? Buffer.from(url, 'latin1').toString('utf8') : url;
  if (octets.includes('\ufffd') && !url.includes('\ufffd')) return bad('bad-encoding');
  return parseReference(octets, [ABSOLUTE.exec(octets)?.[1] ?? '']);
};

const PLAIN = /^[A-Za-z0-9\-._~@:!$&'()*+,;=]*$/;
const KEPT = /%(?:40|3A|24|26|2B|2C|3B|3D)/g;

/**
 * RFC 3986 §3.3 pchar: one segment, percent-encoded. `@`, `:` and the sub-delims stay as they are, as clients send them:
 * some compare hrefs letter by letter.
 */
export const encodeSegment = (segment: string): string =>
  PLAIN.test(segment) ? segment : encodeURIComponent(segment.toWellFormed()).replace(KEPT, decodeURIComponent);

/** The absolute path of decoded segments: the value of an href or a Location. */
export const encodePath = (segments: readonly string[], collection: boolean): string => {
  const path = segments.map(encodeSegment).join('/');
  return collection && path !== '' ? `/${path}/` : `/${path}`;
};
