/** vdirsyncer: calendars. */
import { event, todo } from './sample.ts';
import { vdirsyncerWith } from './vdirsyncer-pair.ts';

export const vdirsyncer = vdirsyncerWith('vdirsyncer', {
  noun: 'calendar',
  storage: 'caldav',
  home: ({ calendarHome }) => calendarHome,
  extension: '.ics',
  title: 'SUMMARY',
  item: (uid, title) => event(uid, title, '20250110'),
  otherItem: todo,
  metadata: { name: 'color', value: '#00FF00' },
});
