import { SUPPORTED_LOCK } from '../lock-discovery.ts';
import { type Property, property } from '../property.ts';
import { LOCKABLE } from '../resource-kinds.ts';
import { dav } from '../xml/name.ts';
import { el, raw } from '../xml/write.ts';

const BOTH = el(dav('supportedlock'), SUPPORTED_LOCK);

/** RFC 4918 §15.10 */
const supportedlock = property({ name: dav('supportedlock'), on: LOCKABLE, allprop: true, read: () => BOTH });

/** RFC 4918 §15.8 */
const lockdiscovery = property({
  name: dav('lockdiscovery'),
  on: LOCKABLE,
  needs: ['locks'],
  allprop: true,
  read: (_, { locks }) => el(dav('lockdiscovery'), raw(locks)),
});

export const locks: readonly Property[] = [supportedlock, lockdiscovery];
