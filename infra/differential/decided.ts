/** The differences that are meant: each is a decision to do better than SOGo, or not to copy a mistake of it. */
import { CHANGED } from './decided/changed.ts';
import type { Decided } from './decided/meant.ts';
import { PLACES } from './decided/places.ts';
import { RIGHTS } from './decided/rights.ts';
import { SHOWN } from './decided/shown.ts';
import { SUBSCRIPTIONS } from './decided/subscriptions.ts';

export const DECIDED: readonly Decided[] = [...SHOWN, ...CHANGED, ...RIGHTS, ...SUBSCRIPTIONS, ...PLACES];
