/** Reports on calendars: whatever they look for, they look on what the caller sees. */
import { nameOf, secretOf, USES } from './items.ts';
import { type Judge, shownTo, XML } from './table.ts';

const NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"';
const DATA = '<prop><getetag/><getcontentlength/><displayname/><C:calendar-data/></prop>';

const query = (filter: string): string =>
  `<C:calendar-query ${NAMESPACES}>${DATA}<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">${filter}</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`;

const holding = (property: string, text: string): string =>
  query(`<C:prop-filter name="${property}"><C:text-match>${text}</C:text-match></C:prop-filter>`);

const onDay = (day: string): string => query(`<C:time-range start="${day}T000000Z" end="${day}T235959Z"/>`);

const multiget = (hrefs: readonly string[]): string =>
  `<C:calendar-multiget ${NAMESPACES}>${DATA}${hrefs.map((href) => `<href>${href}</href>`).join('')}</C:calendar-multiget>`;

const SYNC = `<sync-collection ${NAMESPACES}><sync-token/><sync-level>1</sync-level>${DATA}</sync-collection>`;
const BUSY = `<C:free-busy-query ${NAMESPACES}><C:time-range start="20260101T000000Z" end="20260201T000000Z"/></C:free-busy-query>`;
const EXPAND = `<expand-property ${NAMESPACES}><property name="owner"><property name="displayname"/></property><property name="parent-set"><property name="displayname"/></property></expand-property>`;

const exports = async (judge: Judge): Promise<void> => {
  const { line, all, seen } = judge;
  const files = !judge.isSubscribed
    ? [line.base, ...['.ics', '.xml'].map((form) => line.base.replace(/\/$/, form))]
    : [line.base];
  for (const path of files) {
    const { text } = await judge.status(`GET ${path}`, all.isListed ? 200 : 404, 'GET', path);
    for (const [of, row] of seen) {
      judge.note(`GET ${path} with ${of.mark}`, text.includes(secretOf(of)), row.shows === 'whole');
      judge.note(`GET ${path} with ${of.day}`, text.replaceAll('-', '').includes(of.day), row.shows !== 'nothing');
    }
  }
};

/** Every report on a calendar, and its files. */
export const calendarReports = async (judge: Judge): Promise<void> => {
  const { line, all, seen } = judge;
  const everything = shownTo(judge, 'whole', 'date-and-time');
  await judge.report('sync-collection', SYNC, everything);
  await judge.report('calendar-query', query(''), everything);
  await judge.report('query for words', holding('SUMMARY', 'secret'), shownTo(judge, 'whole'));
  await judge.report('query for words in LOCATION', holding('LOCATION', 'place'), shownTo(judge, 'whole'));
  await judge.report('query for the UID', holding('UID', 'secret'), shownTo(judge, 'whole'));
  await judge.report('query for what is not told', holding('SUMMARY', ' event)'), shownTo(judge, 'date-and-time'));
  for (const [of, row] of seen)
    await judge.report(
      `query for ${of.day}`,
      onDay(of.day),
      row.shows === 'nothing' ? [] : USES.map((use) => nameOf(of, use)).sort(),
    );
  const asked = seen.map(([of]) => `${line.base}${nameOf(of, 'read')}`);
  await judge.report(
    'calendar-multiget',
    multiget(asked),
    everything.filter((name) => name.includes('-read')),
  );
  await judge.status('expand-property', judge.multistatus, 'REPORT', line.base, { ...XML, depth: '0' }, EXPAND);
  const busy = await judge.status(
    'free-busy-query',
    all.isListed ? 200 : 404,
    'REPORT',
    line.base,
    { ...XML, depth: '1' },
    BUSY,
  );
  for (const [of, row] of seen)
    judge.note(`free-busy-query on ${of.day}`, busy.text.includes(`${of.day}T100000Z/`), row.shows !== 'nothing');
  await exports(judge);
};
