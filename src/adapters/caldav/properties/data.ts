import { type Property, property } from '../../webdav/property.ts';
import { caldav } from '../../webdav/xml/name.ts';
import { el, text } from '../../webdav/xml/write.ts';

/** RFC 4791 §9.6: the text of an object, byte for byte. No property by the letter, but SOGo answers PROPFIND with it. */
export const calendarData = property({
  name: caldav('calendar-data'),
  on: ['calendar-object'],
  needs: ['text'],
  read: ({ object }) => (object.text === null ? undefined : el(caldav('calendar-data'), text(object.text))),
});

export const data: readonly Property[] = [calendarData];
