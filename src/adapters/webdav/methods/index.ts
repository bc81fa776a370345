import type { Method } from '../method.ts';
import { acl } from './acl.ts';
import { copy } from './copy.ts';
import { del } from './delete.ts';
import { get, head } from './get.ts';
import { lock } from './lock.ts';
import { mkcol } from './mkcol.ts';
import { move } from './move.ts';
import { options } from './options.ts';
import { post } from './post.ts';
import { propfind } from './propfind.ts';
import { proppatch } from './proppatch.ts';
import { put } from './put.ts';
import { report } from './report.ts';
import { unlock } from './unlock.ts';

/** Every method of WebDAV. */
export const methods: readonly Method[] = [
  get,
  head,
  options,
  propfind,
  proppatch,
  report,
  put,
  post,
  mkcol,
  copy,
  move,
  del,
  lock,
  unlock,
  acl,
];
