import { createHmac, randomBytes } from 'node:crypto';
import type { EventId } from '../../domain/kernel/ids.ts';

/** 128 random bits as 22 characters of base64url. */
export const newEventId = (): EventId => randomBytes(16).toString('base64url') as EventId;

/** A unique key as the log keeps it: HMAC-SHA-256 over scope and key, under the site's own key. */
export const keyHash = (logKey: Uint8Array, scope: string, key: string): Buffer =>
  createHmac('sha256', logKey).update(scope).update('\0').update(key).digest();

/** A body's hash as its event holds it: HMAC-SHA-256 over salt and octets. The salt is erased with the body. */
export const bodyHash = (logKey: Uint8Array, salt: Uint8Array, octets: Uint8Array): Buffer =>
  createHmac('sha256', logKey).update(salt).update(octets).digest();
