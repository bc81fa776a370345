/** Whatever writes: methods on a calendar and its items, by who may and who may not. */
import assert from 'node:assert/strict';
import { alarmOf, nameOf, secretOf, uidOf } from './items.ts';
import { type Judge, send, XML } from './table.ts';

const LOCK = '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>';
const NAMED = '<propertyupdate xmlns="DAV:"><set><prop><note xmlns="urn:x">a note</note></prop></set></propertyupdate>';

/** Something of the caller’s own, to be copied or moved. */
const own = ({ line }: Judge, name: string): string =>
  `/SOGo/dav/${line.who}/${line.kind.segment}/personal/${name}-${line.collection}.${line.kind.extension}`;

const putOwn = async (judge: Judge, name: string): Promise<string> => {
  const { fasti, who, collection, kind } = judge.line;
  const path = own(judge, name);
  const { status, text } = await send(fasti, who, 'PUT', path, kind.headers, kind.fresh(`${name}-${collection}`));
  assert.ok([201, 204].includes(status), `${path}: ${status} ${text}`);
  return path;
};

const lockAndUnlock = async (judge: Judge, cell: string, path: string, expected: number): Promise<void> => {
  const { headers } = await judge.status(
    cell,
    expected,
    'LOCK',
    path,
    { ...XML, depth: '0', timeout: 'Second-60' },
    LOCK,
  );
  const token = headers.get('lock-token');
  if (token !== null) await judge.status(`UN${cell}`, 204, 'UNLOCK', path, { 'lock-token': token });
};

/** How the owner finds an item after somebody else wrote to it. */
const stored = async ({ line }: Judge, name: string): Promise<string> => {
  const owner = line.of.ofDomain === undefined ? 'jo' : 'bea';
  const { text } = await send(
    line.fasti,
    owner,
    'GET',
    `/SOGo/dav/${owner}/${line.kind.segment}/${line.collection}/${name}`,
  );
  return text;
};

const putOver = async (judge: Judge, [of, row]: Judge['seen'][number]): Promise<void> => {
  const { line } = judge;
  const { kind } = line;
  const name = nameOf(of, 'over');
  const text = kind.written(of, uidOf(of, 'over', line.collection));
  const etag = line.etags.get(`${line.collection}/${name}`) ?? '';
  // Who may not write learns nothing of the ETag either; its owner knows it.
  if (row.put !== 204 && !row.owns)
    await judge.status(
      `PUT over ${of.mark} if it is another`,
      row.put,
      'PUT',
      line.base + name,
      { ...kind.headers, 'if-match': '"x"' },
      text,
    );
  await judge.status(
    `PUT over ${of.mark}`,
    row.put,
    'PUT',
    line.base + name,
    { ...kind.headers, 'if-match': `"${etag}"` },
    text,
  );
  const after = await stored(judge, name);
  // Whoever does not see the owner’s alarms does not take them away either.
  if (kind.is === 'calendar')
    judge.note(`alarm of ${of.mark}`, after.includes(alarmOf(of)), row.right !== 'modify' || !line.showsAlarms);
  judge.note(
    `PUT over ${of.mark} stores`,
    [
      after.includes(`${kind.title}:written`),
      after.includes(`${kind.title}:${secretOf(of)}`),
      after.includes('ACCEPTED'),
    ],
    {
      none: [false, true, false],
      'date-and-time': [false, true, false],
      view: [false, true, false],
      respond: [false, true, true],
      modify: [true, false, true],
    }[row.right],
  );
};

const item = async (judge: Judge, one: Judge['seen'][number]): Promise<void> => {
  const [of, row] = one;
  const { line } = judge;
  const path = (use: Parameters<typeof nameOf>[1]): string => line.base + nameOf(of, use);
  const taken = own(judge, `copy-of-${of.mark}`);
  await judge.status(`COPY of ${of.mark}`, row.copyOut, 'COPY', path('read'), { destination: taken });
  if (row.copyOut === 201) await judge.status(`GET the copy of ${of.mark}`, 200, 'GET', taken);
  await judge.status(`PROPPATCH ${of.mark}`, row.proppatch, 'PROPPATCH', path('read'), XML, NAMED);
  await lockAndUnlock(judge, `LOCK ${of.mark}`, path('read'), row.lock);
  await putOver(judge, one);
  const source = await putOwn(judge, `over-${of.mark}`);
  await judge.status(`COPY over ${of.mark}`, row.copyOver, 'COPY', source, { destination: path('over') });
  await judge.status(`MOVE of ${of.mark}`, row.moveOut, 'MOVE', path('moved'), {
    destination: own(judge, `moved-${of.mark}`),
  });
  await judge.status(`DELETE ${of.mark}`, row.erase, 'DELETE', path('gone'));
};

const newItems = async (judge: Judge): Promise<void> => {
  const { line, all } = judge;
  const { kind, base } = line;
  const fresh = (name: string): string => kind.fresh(`${name}-by-${line.who}`);
  const at = (name: string) => ({ destination: `${base}${name}.${kind.extension}` });
  await judge.status('PUT new', all.create, 'PUT', at('new').destination, kind.headers, fresh('put'));
  await judge.status('POST', all.create, 'POST', base, kind.headers, fresh('post'));
  await judge.status('COPY into it', all.copyInto, 'COPY', await putOwn(judge, 'in'), at('copied'));
  await judge.status('MOVE into it', all.copyInto, 'MOVE', await putOwn(judge, 'into'), at('came'));
};

/** What the owner alone does; a subscriber calls a calendar what he likes, and leaves it. */
const collection = async (judge: Judge): Promise<void> => {
  const { line, all } = judge;
  const no = all.isListed ? 403 : 404;
  const { isSubscribed } = judge;
  const owns = (status: number): number => (all.owns ? status : no);
  await judge.status('PROPPATCH', all.isListed && isSubscribed ? 207 : owns(207), 'PROPPATCH', line.base, XML, NAMED);
  await lockAndUnlock(judge, 'LOCK', line.base, owns(200));
  const home = line.base.replace(/[^/]+\/$/, '');
  if (!isSubscribed)
    await judge.status('MOVE', owns(201), 'MOVE', line.base, { destination: `${home}moved-${line.collection}/` });
  if (all.owns)
    await judge.status('MOVE back', 201, 'MOVE', `${home}moved-${line.collection}/`, { destination: line.base });
};

const acl = (verb: string): string =>
  `<I:acl-query xmlns:I="urn:inverse:params:xml:ns:inverse-dav">${verb}</I:acl-query>`;

/** Who has which roles is the owner’s to see and to say; everybody else learns of his own alone. */
const rights = async (judge: Judge): Promise<void> => {
  const { line, all } = judge;
  const no = all.isListed ? 403 : 404;
  const owns = (status: number): number => (all.owns ? status : no);
  for (const [method, verb, status] of [
    ['REPORT', '<I:user-list/>', 207],
    ['POST', '<I:user-list/>', 207],
    ['POST', '<I:set-roles user="root"><I:ObjectCreator/></I:set-roles>', 204],
    ['POST', '<I:add-user user="root"/>', 204],
    ['REPORT', '<I:remove-user user="root"/>', 204],
  ] as const)
    await judge.status(`${method} ${verb}`, owns(status), method, line.base, XML, acl(verb));
  if (!all.owns)
    await judge.status('own roles', judge.multistatus, 'POST', line.base, XML, acl(`<I:roles user="${line.who}"/>`));
  const others = '<I:subscribe users="root" xmlns:I="urn:inverse:params:xml:ns:inverse-dav"/>';
  const isSuperuser = line.who === 'root';
  await judge.status('subscribe another', isSuperuser ? 200 : no, 'POST', line.base, XML, others);
};

/** Ends the line: what is deleted is asked for no more. */
const deletion = async (judge: Judge): Promise<void> => {
  const { line, all } = judge;
  const { isSubscribed } = judge;
  const no = all.isListed ? 403 : 404;
  await judge.status('DELETE', all.owns || (all.isListed && isSubscribed) ? 204 : no, 'DELETE', line.base);
};

/** Writes everything, every way. */
export const writeAll = async (judge: Judge): Promise<void> => {
  for (const one of judge.seen) await item(judge, one);
  await newItems(judge);
  await rights(judge);
  await collection(judge);
  await deletion(judge);
};

/** Tries every way to write, none of which leads to anything; what an answer says is not looked at. */
export const writeNothing = async (judge: Judge): Promise<void> => {
  const { fasti, base, collection, kind } = judge.line;
  const before = await fasti.log.head();
  const destination = `${base}new.${kind.extension}`;
  for (const [of] of judge.seen) {
    const [path, text] = [base + nameOf(of, 'read'), kind.written(of, uidOf(of, 'read', collection))];
    await judge.ask(`PUT over ${of.mark}`, 'PUT', path, kind.headers, text);
    await judge.ask(`PROPPATCH ${of.mark}`, 'PROPPATCH', path, XML, NAMED);
    await judge.ask(`LOCK ${of.mark}`, 'LOCK', path, XML, LOCK);
    for (const method of ['COPY', 'MOVE']) await judge.ask(`${method} of ${of.mark}`, method, path, { destination });
    await judge.ask(`DELETE ${of.mark}`, 'DELETE', path);
  }
  for (const [method, path] of [
    ['PUT', destination],
    ['POST', base],
  ] as const)
    await judge.ask(method, method, path, kind.headers, kind.fresh('new'));
  for (const method of ['PROPPATCH', 'LOCK', 'MKCALENDAR', 'MOVE', 'COPY', 'DELETE'])
    await judge.ask(
      method,
      method,
      base,
      { destination: base.replace(/\/$/, '-2/') },
      method === 'LOCK' ? LOCK : undefined,
    );
  const sharing = acl('<I:set-roles user="anonymous"><I:PublicModifier/></I:set-roles>');
  await judge.ask('set-roles', 'POST', base, XML, sharing);
  judge.note('something was written', await fasti.log.head(), before);
  judge.note(
    'something was locked',
    await fasti.log.sql`select path from locks where path like ${`%${collection}%`}`,
    [],
  );
};
