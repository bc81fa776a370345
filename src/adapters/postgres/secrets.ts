import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { EventId } from '../../domain/kernel/ids.ts';

/** The site's own key; as an object, a hash under it costs a third of what it costs under octets. */
export type LogKey = KeyObject;
export const logKeyOf = (octets: Uint8Array): LogKey => createSecretKey(octets);

/** 128 random bits as 22 characters of base64url. */
export const newEventId = (): EventId => randomBytes(16).toString('base64url') as EventId;

/** A unique key as the log keeps it: HMAC-SHA-256 over scope and key, under the site's own key. */
export const keyHash = (logKey: LogKey, scope: string, key: string): Buffer =>
  createHmac('sha256', logKey).update(scope).update('\0').update(key).digest();

/** A body's hash as its event holds it: HMAC-SHA-256 over salt and octets. The salt is erased with the body. */
export const bodyHash = (logKey: LogKey, salt: Uint8Array, octets: Uint8Array): Buffer =>
  createHmac('sha256', logKey).update(salt).update(octets).digest();
