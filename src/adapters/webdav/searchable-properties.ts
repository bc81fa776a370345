import { caldav, calendarserver, carddav, dav, type XmlName } from './xml/name.ts';

/** RFC 3744 §9.5: the properties that principals can be searched by, in words for people. */
export const SEARCHABLE: readonly { readonly name: XmlName; readonly about: string }[] = [
  { name: dav('displayname'), about: 'Name' },
  { name: caldav('calendar-user-address-set'), about: 'Calendar user address' },
  { name: calendarserver('email-address-set'), about: 'Mail address' },
  { name: caldav('calendar-user-type'), about: 'Kind of calendar user' },
  // SOGo's clients find a principal by the path of its calendars.
  { name: caldav('calendar-home-set'), about: 'Collection of calendars' },
  { name: carddav('addressbook-home-set'), about: 'Collection of address books' },
];
