import { accounts } from './accounts.ts';
import { appPasswords } from './app-passwords.ts';
import { collections } from './collections.ts';
import { contacts } from './contacts.ts';
import { grants } from './grants.ts';
import { members } from './members.ts';
import { preferences } from './preferences.ts';
import type { Projection } from './projection.ts';
import { properties } from './properties.ts';
import { subscriptions } from './subscriptions.ts';

/** Every projection there is. */
export const projections: readonly Projection[] = [
  accounts,
  appPasswords,
  collections,
  contacts,
  grants,
  members,
  preferences,
  properties,
  subscriptions,
];
