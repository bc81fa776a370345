import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { Module } from '../../domain/settings/user-source.ts';
import { CALENDARS } from './href.ts';
import type { Person } from './resource.ts';
import type { DavSettings } from './settings.ts';

/** The module whose tree is below a principal under that name; undefined where there is none. */
const moduleNamed = (segment: string | undefined): Module | undefined => {
  if (segment === CALENDARS) return 'Calendar';
  return segment === 'Contacts' ? 'Contacts' : undefined;
};

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
  const module = moduleNamed(segment);
  if (module === undefined || !isClosed(module, caller)) return undefined;
  return refuse(
    'module-closed',
    closedModules.includes(module)
      ? `${CALLED[module]} cannot be reached by DAV on this server.`
      : `${CALLED[module]} are closed to this account; ask your administrator.`,
  );
};
