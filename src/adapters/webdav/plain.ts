import { PLAIN_TYPE } from './media-types.ts';
import type { DavResponse } from './method.ts';

/** RFC 9110 §11.6.1: what is told to somebody who is not known yet. */
export const CHALLENGE = { 'WWW-Authenticate': 'Basic realm="SOGo", charset="UTF-8"' } as const;

/** A sentence for people, where no element of a standard says it. */
export const plain = (
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): DavResponse => ({
  status,
  headers: { 'Content-Type': PLAIN_TYPE, ...headers },
  body: `${sentence}\n`,
});

/** RFC 9110 §10.2.3: the same, for trouble that passes. */
export const comeAgain = (status: 429 | 503, sentence: string, seconds: number): DavResponse =>
  plain(status, sentence, { 'Retry-After': String(seconds) });
