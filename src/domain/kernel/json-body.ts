import type { Body, Json } from './event.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Personal text of our own making as the body of an event. */
export const jsonBody = (value: Json): Body => ({ stored: encoder.encode(JSON.stringify(value)) });

/** What `jsonBody` wrote; `erased` where the body is gone. */
export const readJsonBody = <T>(body: Body | undefined, erased: T): T =>
  body === undefined ? erased : (JSON.parse(decoder.decode(body.stored)) as T);
