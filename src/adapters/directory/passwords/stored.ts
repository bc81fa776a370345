import { type Encoding, type Scheme, type Unusable, unusable } from './scheme.ts';
import { schemeNamed } from './schemes.ts';

const SUFFIXES: Readonly<Record<string, Encoding>> = { b64: 'base64', base64: 'base64', hex: 'hex' };

/** A scheme with the encoding its name asked for: `ssha256.hex`. `given` is false where it is the scheme's own. */
export type Named = { readonly scheme: Scheme; readonly encoding: Encoding; readonly given: boolean };

/** A scheme by its name and suffix, in any case. */
export const named = (algorithm: string): Named | Unusable => {
  const [name = '', suffix, ...more] = algorithm.toLowerCase().split('.');
  const scheme = schemeNamed(name);
  const encoding = suffix === undefined ? scheme?.encoding : SUFFIXES[suffix];
  if (scheme === undefined || encoding === undefined || more.length > 0)
    return unusable(`there is no password scheme “${algorithm}”`);
  return { scheme, encoding, given: suffix !== undefined };
};

const HEX = /^(?:[0-9A-Fa-f]{2})+$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** LDAP writes {MD5} and {SHA} in base64, SOGo in hexadecimal: without a suffix a digest's length tells which. */
const isHex = (text: string, { scheme, encoding, given }: Named): boolean =>
  given || scheme.octets === undefined ? encoding === 'hex' : text.length === 2 * scheme.octets;

const decoded = (text: string, how: Named): Buffer | Unusable => {
  if (how.encoding === 'plain') return Buffer.from(text);
  const hex = isHex(text, how);
  if (!(hex ? HEX : BASE64).test(text)) return unusable(`not ${hex ? 'hexadecimal' : 'base64'}`);
  return Buffer.from(text, hex ? 'hex' : 'base64');
};

const PREFIX = /^\{([^{}]*)\}/;

/** A stored password taken apart. `{SCHEME}` before it wins over the algorithm of the settings. */
export const stored = (value: string, algorithm: string): { scheme: Scheme; octets: Buffer } | Unusable => {
  const [prefix = '', name = algorithm] = PREFIX.exec(value) ?? [];
  const how = named(name);
  if ('unusable' in how) return how;
  const octets = decoded(value.slice(prefix.length), how);
  return 'unusable' in octets ? octets : { scheme: how.scheme, octets };
};
