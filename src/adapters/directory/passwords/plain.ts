import { same } from './same.ts';
import type { Scheme } from './scheme.ts';

/** The password itself. */
export const plain: Scheme = {
  encoding: 'plain',
  matches: (password, stored) => same(password, stored),
  make: (password) => Buffer.from(password),
};
