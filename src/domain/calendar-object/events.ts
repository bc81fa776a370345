import type { Classification, ComponentType } from '../ical/component.ts';
import type { Event } from '../kernel/event.ts';
import type { CollectionId, MemberId, Position } from '../kernel/ids.ts';
import type { PropertyNames } from '../kernel/stored-properties.ts';

/** Where an object is: its name is the last segment of its URL. */
type Place = { readonly object: MemberId; readonly calendar: CollectionId; readonly name: string };

/** What the decider knows of the object's text without keeping it. */
export type CalendarObjectFacts = {
  readonly uid: string;
  readonly component: ComponentType;
  readonly classification: Classification;
};

/** `created`: when the name came into the calendar, so that a sync can tell whether its client ever knew it. */
type Left = { readonly created: Position };

/** The body of created, changed and moved is the calendar object, byte for byte. */
export type CalendarObjectEvent =
  | Event<'calendar-object-created', Place & CalendarObjectFacts>
  | Event<
      'calendar-object-changed',
      Place & CalendarObjectFacts & { readonly classificationBefore: Classification; readonly created: Position }
    >
  | Event<
      'calendar-object-moved',
      Place & CalendarObjectFacts & Left & { readonly fromCalendar: CollectionId; readonly fromName: string }
    >
  | Event<'calendar-object-properties-changed', Place & PropertyNames>
  | Event<'calendar-object-deleted', Place & Left & { readonly classification: Classification }>;
