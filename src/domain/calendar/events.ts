import type { ComponentType } from '../ical/component.ts';
import type { Event } from '../kernel/event.ts';
import type { CalendarId, PrincipalId } from '../kernel/ids.ts';
import type { PropertyNames } from '../kernel/stored-properties.ts';

/** RFC 6638 §9.1 */
export type Transparency = 'opaque' | 'transparent';

/** What other parts of the server act on, out of the properties that a client set. `null`: no time zone any more. */
export type CalendarFacts = { readonly transparency?: Transparency; readonly timezone?: string | null };

type Place = { readonly calendar: CalendarId; readonly owner: PrincipalId; readonly name: string };

export type CalendarEvent =
  | Event<'calendar-created', Place & { readonly components: readonly ComponentType[] } & CalendarFacts & PropertyNames>
  | Event<'calendar-properties-changed', Place & CalendarFacts & PropertyNames>
  | Event<'calendar-moved', Place & { readonly from: string }>
  | Event<'calendar-deleted', Place>;
