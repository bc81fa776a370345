import type { Body } from '../kernel/event.ts';
import type { Branded } from '../kernel/ids.ts';
import { readJsonBody } from '../kernel/json-body.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { MAX_APP_PASSWORDS, MAX_LABEL_OCTETS } from '../limits.ts';

/** Random, and short enough to be typed. */
export type AppPasswordId = Branded<string, 'AppPasswordId'>;

/** The programs that a password is for: CalDAV and CardDAV, or Exchange ActiveSync. */
export const APP_PASSWORD_SCOPES = ['dav', 'eas'] as const;
export type AppPasswordScope = (typeof APP_PASSWORD_SCOPES)[number];

/** How its owner tells it from others, and the SHA-256 of the secret, in hexadecimal digits. */
export type AppPasswordText = { readonly label: string; readonly hash: string };

/** Four groups of five letters and digits out of 32: 100 random bits, which no guessing finds, so one fast hash is enough. */
const APP_PASSWORD = /^[a-km-np-z2-9]{5}(?:-[a-km-np-z2-9]{5}){3}$/;

/** Whether this may be an app password: only then is it worth a look-up. */
export const looksLikeAppPassword = (password: string): boolean => APP_PASSWORD.test(password);

/** The body of its event; nothing that a secret could have as its hash once the body was erased. */
export const readAppPasswordBody = (body: Body | undefined): AppPasswordText =>
  readJsonBody(body, { label: '', hash: '' });

/** Why an account that has these app passwords cannot have this one, too. */
export const appPasswordRefusal = (ids: readonly string[], id: AppPasswordId, label: string): Refusal | undefined => {
  if (label.trim() === '' || /\p{C}/u.test(label) || new TextEncoder().encode(label).length > MAX_LABEL_OCTETS)
    return refuse('name-unusable', `A label has 1 to ${MAX_LABEL_OCTETS} octets, no control characters.`);
  if (ids.includes(id)) return refuse('name-taken', 'There is an app password with this id already.');
  if (ids.length >= MAX_APP_PASSWORDS)
    return refuse('too-many-app-passwords', `An account may have ${MAX_APP_PASSWORDS} app passwords.`);
  return undefined;
};
