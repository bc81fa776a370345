import { type Property, property } from '../property.ts';
import { WITH_MEMBERS } from '../resource-kinds.ts';
import { calendarserver, dav, type XmlName } from '../xml/name.ts';
import { el, raw } from '../xml/write.ts';

const token = (name: XmlName): Property =>
  property({
    name,
    on: WITH_MEMBERS,
    needs: ['sync'],
    read: (_, { syncToken }) => el(name, raw(syncToken)),
  });

/** RFC 6578 §4, caldav-ctag §4.1: both name the state of the members for this caller, and are the same. */
export const sync: readonly Property[] = [token(dav('sync-token')), token(calendarserver('getctag'))];
