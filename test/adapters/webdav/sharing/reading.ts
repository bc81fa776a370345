/** Whatever reads: methods and reports, on a calendar, its items and its exports. */
import { nameOf, secretOf, USES } from './items.ts';
import { type Judge, membersIn } from './table.ts';

const XML = { 'content-type': 'application/xml' };
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
const PROPFIND = `<propfind ${NAMESPACES}>${DATA}</propfind>`;
const BUSY = `<C:free-busy-query ${NAMESPACES}><C:time-range start="20260101T000000Z" end="20260201T000000Z"/></C:free-busy-query>`;
const EXPAND = `<expand-property ${NAMESPACES}><property name="owner"><property name="displayname"/></property><property name="parent-set"><property name="displayname"/></property></expand-property>`;

/** Names of items that are there, in order. */
const itemsIn = (text: string): readonly string[] =>
  [...membersIn(text)].flatMap(([name, isThere]) => (isThere && /^z\w+-/.test(name) ? [name] : [])).sort();

/** Names of the items of those classes that the caller is shown so. */
const shownTo = ({ seen }: Judge, ...shows: readonly string[]): readonly string[] =>
  seen.flatMap(([of, row]) => (shows.includes(row.shows) ? USES.map((use) => nameOf(of, use)) : [])).sort();

const reportsOn = async (judge: Judge): Promise<void> => {
  const { line, all, seen } = judge;
  const multistatus = all.isListed ? 207 : 404;
  const report = async (cell: string, body: string, expected: readonly string[], depth = '1') => {
    const { text } = await judge.status(cell, multistatus, 'REPORT', line.base, { ...XML, depth }, body);
    judge.note(`${cell} finds`, itemsIn(text), expected);
    return text;
  };
  const everything = shownTo(judge, 'whole', 'date-and-time');
  await report('sync-collection', SYNC, everything);
  await report('calendar-query', query(''), everything);
  await report('query for words', holding('SUMMARY', 'secret'), shownTo(judge, 'whole'));
  await report('query for words in LOCATION', holding('LOCATION', 'place'), shownTo(judge, 'whole'));
  await report('query for the UID', holding('UID', 'secret'), shownTo(judge, 'whole'));
  await report('query for what is not told', holding('SUMMARY', ' event)'), shownTo(judge, 'date-and-time'));
  for (const [of, row] of seen)
    await report(
      `query for ${of.day}`,
      onDay(of.day),
      row.shows === 'nothing' ? [] : USES.map((use) => nameOf(of, use)).sort(),
    );
  const asked = seen.map(([of]) => `${line.base}${nameOf(of, 'read')}`);
  await report(
    'calendar-multiget',
    multiget(asked),
    everything.filter((name) => name.includes('-read')),
  );
  await judge.status('expand-property', multistatus, 'REPORT', line.base, { ...XML, depth: '0' }, EXPAND);
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
};

const exports = async (judge: Judge): Promise<void> => {
  const { line, all, seen } = judge;
  const files = line.base.includes(`/${line.collection}/`)
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

const item = async (judge: Judge, [of, row]: Judge['seen'][number]): Promise<void> => {
  const path = `${judge.line.base}${nameOf(of, 'read')}`;
  const get = await judge.status(`GET ${of.mark}`, row.get, 'GET', path);
  judge.note(`GET ${of.mark} whole`, get.text.includes(secretOf(of)), row.shows === 'whole');
  judge.note(`GET ${of.mark} reduced`, get.text.includes('X-SOGO-SECURE:YES'), row.shows === 'date-and-time');
  const head = await judge.status(`HEAD ${of.mark}`, row.get, 'HEAD', path);
  judge.note(
    `HEAD ${of.mark}`,
    [...head.headers].filter(([name]) => name === 'etag' || name === 'content-length'),
    [...get.headers].filter(([name]) => name === 'etag' || name === 'content-length'),
  );
  const found = await judge.status(
    `PROPFIND ${of.mark}`,
    row.propfind,
    'PROPFIND',
    path,
    { ...XML, depth: '0' },
    PROPFIND,
  );
  if (row.shows !== 'nothing') {
    judge.note(
      `length of ${of.mark}`,
      /<D:getcontentlength>(\d+)</.exec(found.text)?.[1],
      `${Buffer.byteLength(get.text)}`,
    );
    judge.note(
      `ETag of ${of.mark}`,
      /<D:getetag>&quot;(.*?)&quot;</.exec(found.text)?.[1],
      get.headers.get('etag')?.slice(1, -1),
    );
  }
  const master = row.shows === 'nothing' ? (judge.all.isListed ? [403, 404] : [404]) : [200];
  const { status } = await judge.ask(`GET master of ${of.mark}`, 'GET', `${path}/master`);
  if (!master.includes(status)) judge.note(`GET master of ${of.mark}`, status, master[0]);
  const etag = judge.line.etags.get(`${judge.line.collection}/${nameOf(of, 'read')}`) ?? '';
  // Of what is hidden even somebody who knows its ETag does not learn whether it still is so.
  if (row.shows === 'nothing')
    await judge.status(`GET ${of.mark} if it is known`, row.get, 'GET', path, { 'if-none-match': `"${etag}"` });
};

/** Reads everything, every way. */
export const readAll = async (judge: Judge): Promise<void> => {
  const { line, all } = judge;
  const multistatus = all.isListed ? 207 : 404;
  await judge.status('PROPFIND 0', multistatus, 'PROPFIND', line.base, { ...XML, depth: '0' }, PROPFIND);
  await judge.status('PROPFIND allprop', multistatus, 'PROPFIND', line.base, { depth: '1' });
  const { text } = await judge.status(
    'PROPFIND 1',
    multistatus,
    'PROPFIND',
    line.base,
    { ...XML, depth: '1' },
    PROPFIND,
  );
  judge.note('PROPFIND 1 finds', itemsIn(text), shownTo(judge, 'whole', 'date-and-time'));
  await reportsOn(judge);
  await exports(judge);
  for (const one of judge.seen) await item(judge, one);
};
