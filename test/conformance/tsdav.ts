/** tsdav, the CalDAV client of many web applications: calendars. */
import assert from 'node:assert/strict';
import type { DAVCalendar, DAVCalendarObject } from 'tsdav';
import { type Client, checkEach, type Target } from './client.ts';
import { event } from './sample.ts';
import { type Connection, connect, named } from './tsdav-connect.ts';

/** One user's session: each check goes on from what the one before left. */
class Session {
  private readonly target: Target;
  private readonly url: string;
  private client: Connection | undefined;
  private calendar: DAVCalendar | undefined;

  constructor(target: Target) {
    this.target = target;
    this.url = `${target.calendarHome}conformance-tsdav/`;
  }

  private get dav(): Connection {
    assert.ok(this.client, 'not connected');
    return this.client;
  }

  private get own(): DAVCalendar {
    assert.ok(this.calendar, 'no calendar');
    return this.calendar;
  }

  private objects = (): Promise<DAVCalendarObject[]> => this.dav.fetchCalendarObjects({ calendar: this.own });

  private async create(filename: string, iCalString: string): Promise<void> {
    const answer = await this.dav.createCalendarObject({ calendar: this.own, filename, iCalString });
    assert.ok(answer.ok, `answered ${answer.status}`);
  }

  readonly checks: Readonly<Record<string, () => Promise<void>>> = {
    'discovers the account': async () => {
      this.client = await connect(this.target, 'caldav');
      const account = await this.client.createAccount({
        account: { serverUrl: this.target.context, accountType: 'caldav' },
      });
      assert.equal(account.homeUrl, this.target.calendarHome);
    },
    'makes a calendar': async () => {
      await this.dav.makeCalendar({ url: this.url, props: { 'd:displayname': 'Made by tsdav' } });
      this.calendar = (await this.dav.fetchCalendars()).find(({ url }) => url === this.url);
      assert.equal(this.own.displayName, 'Made by tsdav');
    },
    'a calendar names its components, ctag, sync-token and reports': async () => {
      assert.ok(this.own.components?.includes('VEVENT'));
      assert.ok(this.own.ctag);
      assert.ok(this.own.syncToken);
      assert.ok(this.own.reports.includes('syncCollection'));
    },
    'creates an event': async () => {
      await this.create('one.ics', event('tsdav-1', 'One', '20250110'));
      assert.match(named(await this.objects(), 'one.ics').data, /SUMMARY:One\r?\n/);
    },
    'does not create over an existing event': async () => {
      const sent = this.create('one.ics', event('tsdav-1', 'Other', '20250110'));
      await assert.rejects(sent, /412/);
    },
    'updates an event': async () => {
      const calendarObject = named(await this.objects(), 'one.ics');
      calendarObject.data = event('tsdav-1', 'Changed', '20250110');
      assert.ok((await this.dav.updateCalendarObject({ calendarObject })).ok);
      assert.match(named(await this.objects(), 'one.ics').data, /SUMMARY:Changed\r?\n/);
    },
    'an update of an old version is refused': async () => {
      const calendarObject = { ...named(await this.objects(), 'one.ics'), etag: '"another"' };
      assert.equal((await this.dav.updateCalendarObject({ calendarObject })).status, 412);
    },
    'a time range finds the events in it only': async () => {
      await this.create('two.ics', event('tsdav-2', 'Two', '20250210'));
      const timeRange = { start: '2025-02-01T00:00:00Z', end: '2025-03-01T00:00:00Z' };
      const found = await this.dav.fetchCalendarObjects({ calendar: this.own, timeRange });
      assert.deepEqual(
        found.map(({ url }) => url.split('/').at(-1)),
        ['two.ics'],
      );
    },
    'a time range expands a series': async () => {
      await this.create('daily.ics', event('tsdav-3', 'Daily', '20250310', 'RRULE:FREQ=DAILY;COUNT=5'));
      const timeRange = { start: '2025-03-11T00:00:00Z', end: '2025-03-13T00:00:00Z' };
      const found = await this.dav.fetchCalendarObjects({ calendar: this.own, timeRange, expand: true });
      const { data } = named(found, 'daily.ics');
      assert.equal(data.match(/BEGIN:VEVENT/g)?.length, 2);
      assert.doesNotMatch(data, /RRULE/);
    },
    'multiget answers the objects asked for': async () => {
      const objectUrls = ['one.ics', 'two.ics'].map((name) => new URL(name, this.url).pathname);
      const props = { 'd:getetag': {}, 'c:calendar-data': {} };
      const answers = await this.dav.calendarMultiGet({ url: this.url, props, objectUrls, depth: '1' });
      const found = answers.map(({ href, props }) => [
        href?.split('/').at(-1),
        /SUMMARY:(\w+)/.exec(props?.calendarData)?.[1],
      ]);
      assert.deepEqual(found.sort(), [
        ['one.ics', 'Changed'],
        ['two.ics', 'Two'],
      ]);
    },
    'a calendar that changed is dirty, one that did not is not': async () => {
      const state = { ...this.own, ...(await this.dav.fetchCalendars()).find(({ url }) => url === this.url) };
      assert.equal((await this.dav.isCollectionDirty({ collection: state })).isDirty, false);
      await this.create('three.ics', event('tsdav-4', 'Three', '20250410'));
      assert.equal((await this.dav.isCollectionDirty({ collection: state })).isDirty, true);
    },
    'sync-collection tells created, changed and deleted events': async () => {
      const now = (await this.dav.fetchCalendars()).find(({ url }) => url === this.url);
      const state = { ...this.own, ...now, objects: await this.objects(), objectMultiGet: this.dav.calendarMultiGet };
      await this.create('four.ics', event('tsdav-5', 'Four', '20250510'));
      const three = named(state.objects, 'three.ics');
      await this.dav.updateCalendarObject({
        calendarObject: { ...three, data: event('tsdav-4', 'Third', '20250410') },
      });
      await this.dav.deleteCalendarObject({ calendarObject: named(state.objects, 'two.ics') });
      const synced = await this.dav.smartCollectionSync({ collection: state, method: 'webdav' });
      const objects = synced.objects ?? [];
      named(objects, 'four.ics');
      assert.match(named(objects, 'three.ics').data, /SUMMARY:Third\r?\n/);
      assert.ok(!objects.some(({ url }) => url.endsWith('/two.ics')), 'two.ics is still there');
    },
    'syncCalendars sees a deleted calendar': async () => {
      const oldCalendars = await this.dav.fetchCalendars();
      await this.dav.deleteObject({ url: this.url });
      const { deleted } = await this.dav.syncCalendars({ oldCalendars, detailedResult: true });
      assert.deepEqual(
        deleted.map(({ url }) => url),
        [this.url],
      );
    },
  };
}

export const tsdav: Client = {
  name: 'tsdav',
  install: [],
  run: (target) => checkEach(new Session(target).checks),
};
