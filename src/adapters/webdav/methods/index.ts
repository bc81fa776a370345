import type { Method } from '../method.ts';
import { get, head } from './get.ts';
import { options } from './options.ts';
import { propfind } from './propfind.ts';
import { put } from './put.ts';

/** Every method of WebDAV. */
export const methods: readonly Method[] = [get, head, options, propfind, put];
