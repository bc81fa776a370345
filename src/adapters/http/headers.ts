import { isUtf8 } from 'node:buffer';

/** A header that is there and cannot be read: answer 400. */
export type Malformed = { readonly is: 'malformed'; readonly header: string };

const malformed = (header: string): Malformed => ({ is: 'malformed', header });

/** True for a header that could not be read. */
export const isMalformed = (value: unknown): value is Malformed =>
  typeof value === 'object' && value !== null && 'is' in value && value.is === 'malformed';

/** A header's value as node gives it. */
type Value = string | undefined;

export type Depth = 0 | 1 | 'infinity';

/** RFC 4918 §10.2; absent: undefined, because each method has its own default. */
export const parseDepth = (value: Value): Depth | undefined | Malformed => {
  if (value === undefined) return undefined;
  const depth = value.trim().toLowerCase();
  if (depth === '0') return 0;
  if (depth === '1') return 1;
  return depth === 'infinity' ? 'infinity' : malformed('Depth');
};

/** RFC 4918 §10.6; absent is `T`. */
export const parseOverwrite = (value: Value): boolean | Malformed => {
  if (value === undefined || /^\s*T\s*$/i.test(value)) return true;
  return /^\s*F\s*$/i.test(value) ? false : malformed('Overwrite');
};

/** RFC 4918 §10.7: the first lifetime of the list that can be read, in seconds; absent or none: undefined. */
export const parseTimeout = (value: Value): number | 'infinite' | undefined => {
  for (const wish of value?.split(',') ?? []) {
    if (/^\s*infinite\s*$/i.test(wish)) return 'infinite';
    const seconds = /^\s*second-(\d{1,10})\s*$/i.exec(wish)?.[1];
    if (seconds !== undefined) return Math.min(Number(seconds), 0xffffffff);
  }
  return undefined;
};

/** RFC 4918 §10.5: the token without its angle brackets. */
export const parseLockToken = (value: Value): string | undefined | Malformed =>
  value === undefined ? undefined : (/^\s*<([^<>\s]+)>\s*$/.exec(value)?.[1] ?? malformed('Lock-Token'));

export type Preferences = { readonly return: 'minimal' | 'representation' | undefined; readonly depthNoroot: boolean };

/** Here and below no two neighbouring repetitions can match the same character: hostile headers cost linear time. */
const PREFERENCE = /^([^\s=;,]+)(?:\s*=\s*(?:"([^"\\]*)"|([^\s;,"]+)))?\s*(?:;.*)?$/;

/** RFC 7240 §2, §4.2 and RFC 8144 §3: what we heed; the first of equal names counts, the rest is passed over. */
export const parsePrefer = (value: Value): Preferences => {
  const found = new Map<string, string>();
  for (const preference of value?.split(',') ?? []) {
    const [, name, quoted, token] = PREFERENCE.exec(preference.trim()) ?? [];
    if (name !== undefined && !found.has(name.toLowerCase())) found.set(name.toLowerCase(), quoted ?? token ?? '');
  }
  const wish = found.get('return')?.toLowerCase();
  return {
    return: wish === 'minimal' || wish === 'representation' ? wish : undefined,
    depthNoroot: found.has('depth-noroot'),
  };
};

const HTTP_DATE = /^(?:\w{3}, \d{2} \w{3} \d{4}|\w{6,9}, \d{2}-\w{3}-\d{2}) \d{2}:\d{2}:\d{2} GMT$/;
const ASCTIME = /^\w{3} \w{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/** RFC 9110 §5.6.7, in each of its three forms: UTC milliseconds; undefined for anything else. */
export const parseHttpDate = (value: Value): number | undefined => {
  const text = value?.trim() ?? '';
  const instant = HTTP_DATE.test(text) ? Date.parse(text) : ASCTIME.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
};

/** RFC 9110 §8.8.3; `value` without its quotes. */
export type EntityTag = { readonly weak: boolean; readonly value: string };

/** The characters between the quotes; node hands octets above 0x7F over as Latin-1. */
const ENTITY_TAG = /\s*(?:,\s*)*(W\/)?"([\x21\x23-\x7e\x80-\xff ]*)"\s*(?=,|$)/y;

/** RFC 9110 §13.1.1, §13.1.2: the value of If-Match or If-None-Match (`header` names it in the refusal). */
export const parseEntityTags = (header: string, value: Value): '*' | EntityTag[] | undefined | Malformed => {
  if (value === undefined) return undefined;
  if (value.trim() === '*') return '*';
  const tags: EntityTag[] = [];
  const text = value.replace(/[\s,]+$/, '');
  ENTITY_TAG.lastIndex = 0;
  while (ENTITY_TAG.lastIndex < text.length) {
    const match = ENTITY_TAG.exec(text);
    if (match === null) return malformed(header);
    tags.push({ weak: match[1] !== undefined, value: match[2] ?? '' });
  }
  return tags.length === 0 ? malformed(header) : tags;
};

/** RFC 9110 §8.8.3.2: both are strong and the same. */
export const strongMatch = (a: EntityTag, b: EntityTag): boolean => !a.weak && !b.weak && a.value === b.value;

/** RFC 9110 §8.8.3.2: the same, weak or not. */
export const weakMatch = (a: EntityTag, b: EntityTag): boolean => a.value === b.value;

export type ContentType = {
  /** Type and subtype in lower case. */
  readonly type: string;
  /** By name in lower case; values as sent. */
  readonly parameters: ReadonlyMap<string, string>;
};

const TYPE = /^\s*([\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+)\s*(?=;|$)/;
const PARAMETER = /;\s*(?:([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))\s*)?(?=;|$)/y;

/** RFC 9110 §8.3.1; of equal parameters the first counts. */
export const parseContentType = (value: Value): ContentType | undefined | Malformed => {
  if (value === undefined) return undefined;
  const type = TYPE.exec(value);
  if (type === null) return malformed('Content-Type');
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = type[0].length;
  while (PARAMETER.lastIndex < value.length) {
    const match = PARAMETER.exec(value);
    if (match === null) return malformed('Content-Type');
    const [, name, quoted, token] = match;
    const key = name?.toLowerCase();
    if (key !== undefined && !parameters.has(key)) parameters.set(key, quoted?.replace(/\\(.)/g, '$1') ?? token ?? '');
  }
  return { type: (type[1] ?? '').toLowerCase(), parameters };
};

/** RFC 9110 §12.5.1: a media range, with the weight it is wanted with, 0 to 1. */
export type MediaRange = ContentType & { readonly weight: number };

/** The media ranges of an Accept header, in their order; what cannot be read is passed over. */
export const parseAccept = (value: Value): readonly MediaRange[] =>
  (value?.split(',') ?? []).flatMap((item) => {
    const range = parseContentType(item.trim());
    if (range === undefined || isMalformed(range)) return [];
    const weight = Number(range.parameters.get('q') ?? 1);
    return weight >= 0 && weight <= 1 ? [{ ...range, weight }] : [];
  });

/** RFC 9110 §12.5.3: the weight of each coding named, 0 to 1; what cannot be read is passed over. */
export const parseAcceptEncoding = (value: Value): ReadonlyMap<string, number> => {
  const weights = new Map<string, number>();
  for (const item of value?.split(',') ?? []) {
    const match = /^\s*([\w!#$%&'*+.^`|~-]+)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i.exec(item);
    if (match?.[1] !== undefined) weights.set(match[1].toLowerCase(), Number(match[2] ?? 1));
  }
  return weights;
};

export type Credentials = { readonly login: string; readonly password: string };

/** RFC 7617 §2, with UTF-8: undefined for another scheme, for bad base64, bad UTF-8 or control characters. */
export const parseBasic = (authorization: Value): Credentials | undefined => {
  const encoded = /^\s*basic +([A-Za-z0-9+/]+={0,2})\s*$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const octets = Buffer.from(encoded, 'base64');
  if (!isUtf8(octets) || octets.toString('base64').replace(/=+$/, '') !== encoded.replace(/=+$/, '')) return undefined;
  const text = octets.toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0 || /[\0-\x1f\x7f]/.test(text)) return undefined;
  return { login: text.slice(0, colon), password: text.slice(colon + 1) };
};
