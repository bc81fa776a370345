/** Whatever reads a collection and its items. */
import { nameOf, secretOf } from './items.ts';
import { itemsIn, type Judge, shownTo, XML } from './table.ts';

const PROPFIND = `<propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:R="urn:ietf:params:xml:ns:carddav"><prop><getetag/><getcontentlength/><displayname/><C:calendar-data/><R:address-data/></prop></propfind>`;

/** An event’s component, which SOGo has below it. */
const master = async (judge: Judge, path: string, [of, row]: Judge['seen'][number]): Promise<void> => {
  const master = row.shows === 'nothing' ? (judge.all.isListed ? [403, 404] : [404]) : [200];
  const { status } = await judge.ask(`GET master of ${of.mark}`, 'GET', `${path}/master`);
  if (!master.includes(status)) judge.note(`GET master of ${of.mark}`, status, master[0]);
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
  if (of.word !== 'card') await master(judge, path, [of, row]);
  const etag = judge.line.etags.get(`${judge.line.collection}/${nameOf(of, 'read')}`) ?? '';
  // Of what is hidden even somebody who knows its ETag does not learn whether it still is so.
  if (row.shows === 'nothing')
    await judge.status(`GET ${of.mark} if it is known`, row.get, 'GET', path, { 'if-none-match': `"${etag}"` });
};

/** Reads everything, every way. */
export const readAll = async (judge: Judge): Promise<void> => {
  const { line, multistatus } = judge;
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
  await line.kind.reports(judge);
  for (const one of judge.seen) await item(judge, one);
};
