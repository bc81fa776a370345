import type { CollectionFacts, Grant } from '../collection/collection.ts';
import type { ComponentType } from '../ical/component.ts';
import type { Event } from '../kernel/event.ts';
import type { CollectionId, PrincipalId } from '../kernel/ids.ts';
import type { PropertyNames } from '../kernel/stored-properties.ts';

type Place = { readonly calendar: CollectionId; readonly owner: PrincipalId; readonly name: string };

export type CalendarEvent =
  | Event<
      'calendar-created',
      Place & { readonly components: readonly ComponentType[] } & CollectionFacts & PropertyNames
    >
  | Event<'calendar-properties-changed', Place & CollectionFacts & PropertyNames>
  | Event<'calendar-moved', Place & { readonly from: string }>
  | Event<'calendar-roles-changed', Place & Grant>
  | Event<'calendar-deleted', Place>;
