import { locksIn } from '../adapters/postgres/locks-store.ts';
import type { Services } from '../adapters/webdav/method.ts';
import type { Directory } from '../domain/ports.ts';
import { newId } from './basics.ts';
import type { Installation } from './database.ts';
import { registry } from './dav-registry.ts';
import { davSettings } from './dav-settings.ts';

/** What the methods of WebDAV work with, of an installation and its users. */
export const davServices = ({ log, configuration }: Installation, directory: Directory): Services => {
  const { sql } = log;
  return {
    log,
    sql,
    locks: locksIn(sql),
    now: Date.now,
    newId,
    registry,
    settings: davSettings(configuration),
    directory,
  };
};
