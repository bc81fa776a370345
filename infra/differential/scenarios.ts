/** All scenarios, in the order in which they are played. */
import type { Scenario } from './scenario.ts';
import { aclQueries } from './scenarios/acl-query.ts';
import { bookRoles } from './scenarios/book-roles.ts';
import { calendarRoles } from './scenarios/calendar-roles.ts';
import { classification } from './scenarios/classification.ts';
import { freeBusy } from './scenarios/free-busy.ts';
import { homes } from './scenarios/homes.ts';
import { lookUp } from './scenarios/look-up.ts';
import { proxies } from './scenarios/proxies.ts';
import { publicTree } from './scenarios/public-tree.ts';
import { reducedCopies } from './scenarios/reduced-copies.ts';
import { subscriptions } from './scenarios/subscriptions.ts';
import { unregisteredClass } from './scenarios/unregistered-class.ts';

export const SCENARIOS: readonly Scenario[] = [
  homes,
  aclQueries,
  lookUp,
  calendarRoles,
  bookRoles,
  reducedCopies,
  unregisteredClass,
  subscriptions,
  proxies,
  publicTree,
  freeBusy,
  classification,
];
