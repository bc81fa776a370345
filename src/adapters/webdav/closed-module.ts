import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Module } from '../../domain/settings/user-source.ts';
import { KINDS, kindAt } from './collection-kind.ts';
import type { Person } from './resource.ts';
import type { DavSettings } from './settings.ts';

const CALLED: Readonly<Record<Module, string>> = {
  Calendar: 'Calendars',
  Contacts: 'Address books',
  Mail: 'Mail',
  ActiveSync: 'ActiveSync',
};

/** Whether a module is closed to this person, by the configuration or by what the directory says of him. */
export const isClosed = (module: Module, { deniedModules }: Person): boolean => deniedModules.includes(module);

/** Why a caller may not go where the segments below the DAV root lead; undefined when he may. */
export const closedModule = (
  { closedModules }: DavSettings,
  caller: Person,
  [, segment]: readonly string[],
): Refusal | undefined => {
  const kind = kindAt(segment);
  if (kind === undefined || !isClosed(KINDS[kind].module, caller)) return undefined;
  const { module } = KINDS[kind];
  return refuse(
    'module-closed',
    closedModules.includes(module)
      ? `${CALLED[module]} cannot be reached by DAV on this server.`
      : `${CALLED[module]} are closed to this account; ask your administrator.`,
  );
};
