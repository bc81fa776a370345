import { type Property, property } from '../../webdav/property.ts';
import { carddav } from '../../webdav/xml/name.ts';
import { el, text } from '../../webdav/xml/write.ts';

/** RFC 6352 §10.4: the text of a card. No property by the letter, but SOGo answers PROPFIND with it. */
const addressData = property({
  name: carddav('address-data'),
  on: ['contact', 'directory-card'],
  needs: ['text'],
  read: ({ object }) => (object.text === null ? undefined : el(carddav('address-data'), text(object.text))),
});

export const data: readonly Property[] = [addressData];
