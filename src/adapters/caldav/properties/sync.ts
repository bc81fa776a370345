import { type Property, property } from '../../webdav/property.ts';
import { calendarserver, dav, type XmlName } from '../../webdav/xml/name.ts';
import { el, raw } from '../../webdav/xml/write.ts';

const token = (name: XmlName): Property =>
  property({
    name,
    on: ['calendar'],
    needs: ['sync'],
    read: (_, { syncToken }) => el(name, raw(syncToken)),
  });

/** RFC 6578 §4, caldav-ctag §4.1: both name the state of the members for this caller, and are the same. */
export const sync: readonly Property[] = [token(dav('sync-token')), token(calendarserver('getctag'))];
