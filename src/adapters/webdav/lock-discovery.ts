import type { Lock } from '../../domain/ports.ts';
import { dav } from './xml/name.ts';
import { el, raw, text, type Xml } from './xml/write.ts';

const entry = (scope: Lock['scope']): Xml =>
  el(dav('lockentry'), el(dav('lockscope'), el(dav(scope))), el(dav('locktype'), el(dav('write'))));

/** RFC 4918 §15.10: the content of `supportedlock` on what can be locked. */
export const SUPPORTED_LOCK: Xml = raw(entry('exclusive') + entry('shared'));

const href = (value: string): Xml => el(dav('href'), text(value));

/** RFC 4918 §14.1. */
const activeLock = ({ token, href: root, depth, scope, owner, expires }: Lock, now: number): Xml =>
  el(
    dav('activelock'),
    el(dav('locktype'), el(dav('write'))),
    el(dav('lockscope'), el(dav(scope))),
    el(dav('depth'), text(depth)),
    raw(owner),
    el(dav('timeout'), text(`Second-${Math.max(0, Math.ceil((expires - now) / 1000))}`)),
    el(dav('locktoken'), href(token)),
    el(dav('lockroot'), href(root)),
  );

/** RFC 4918 §15.8: the content of `lockdiscovery`; `now` in UTC milliseconds. */
export const lockDiscovery = (locks: readonly Lock[], now: number): Xml =>
  raw(locks.map((lock) => activeLock(lock, now)).join(''));
