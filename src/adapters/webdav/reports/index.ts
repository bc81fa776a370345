import type { Report } from '../report.ts';
import { aclPrincipalPropSet } from './acl-principal-prop-set.ts';
import { aclQuery } from './acl-query.ts';
import { expandProperty } from './expand-property.ts';
import { principalMatch } from './principal-match.ts';
import { principalPropertySearch } from './principal-property-search.ts';
import { principalSearchPropertySet } from './principal-search-property-set.ts';
import { subscribeReport, unsubscribeReport } from './subscribe.ts';
import { syncCollection } from './sync-collection.ts';

/** Every report of WebDAV. */
export const reports: readonly Report[] = [
  expandProperty,
  principalMatch,
  principalPropertySearch,
  principalSearchPropertySet,
  aclPrincipalPropSet,
  syncCollection,
  aclQuery,
  subscribeReport,
  unsubscribeReport,
];
