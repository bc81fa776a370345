import type { DirectoryEntry } from '../../domain/ports.ts';
import type { Person } from './resource.ts';
import type { DavSettings } from './settings.ts';

/** Somebody as the directory has him, with what the configuration closes to everybody closed to him too. */
export const personOf = (
  { domain, login, name, mails, kind, deniedModules }: DirectoryEntry,
  { closedModules }: Pick<DavSettings, 'closedModules'>,
): Person => ({ domain, login, name, mails, kind, deniedModules: [...closedModules, ...deniedModules] });
