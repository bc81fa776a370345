/** What calendars and address books have in common when tsdav is the client. */
import assert from 'node:assert/strict';
import { createDAVClient } from 'tsdav';
import type { Target } from './client.ts';

/** A client for one kind of account, from the address that a user would type. */
export const connect = (target: Target, defaultAccountType: 'caldav' | 'carddav') =>
  createDAVClient({
    serverUrl: target.context,
    credentials: { username: target.user, password: target.password },
    authMethod: 'Basic',
    defaultAccountType,
  });

export type Connection = Awaited<ReturnType<typeof connect>>;

/** The object whose URL ends with `name`, which must be there. */
export function named<T extends { url: string }>(objects: readonly T[], name: string): T {
  const found = objects.find(({ url }) => url.endsWith(`/${name}`));
  assert.ok(found, `${name} is not among the objects`);
  return found;
}
