import type { Property } from '../property.ts';
import { access } from './access.ts';
import { accessControl } from './acl.ts';
import { content } from './content.ts';
import { locks } from './locks.ts';
import { naming } from './naming.ts';
import { principals } from './principals.ts';
import { privileges } from './privileges.ts';
import { sync } from './sync.ts';

/** Every property of WebDAV itself that needs no registry. */
export const webdavProperties: readonly Property[] = [
  ...naming,
  ...content,
  ...locks,
  ...access,
  ...privileges,
  ...accessControl,
  ...principals,
  ...sync,
];
