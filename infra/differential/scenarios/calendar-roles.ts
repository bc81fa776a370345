/** What each combination of roles allows with the events of each class, method by method. */
import { eachValue, listed, status, values } from '../answers.ts';
import { got, gotEach, gotExport, stored, storedPartstat } from '../contents.ts';
import {
  calendarMultiget,
  calendarQuery,
  destination,
  propfind,
  proppatch,
  sync,
  withNamespaces,
} from '../requests.ts';
import { CALENDAR_SETS, giving, type RoleSet } from '../role-sets.ts';
import { CLASSES, type Class, event } from '../samples.ts';
import type { Note, Scenario } from '../scenario.ts';
import { ask, OWNER, SHAREE, type Site } from '../site.ts';

const HOME = `/${OWNER}/Calendar/`;
const CALENDAR = `${HOME}differential-roles/`;
const OWN = `/${SHAREE}/Calendar/differential-own/`;
const DATA = 'D:getetag C:calendar-data';
const PRIVILEGES = 'D:current-user-privilege-set';

/** What is tried with events of their own, so that no try is in the way of another. */
const WRITES = ['summary', 'reply', 'delete', 'rename', 'take', 'copy', 'lock'] as const;

/** Without spaces, as SOGo makes names of UIDs. */
const uidOf = (set: string, kind: string, one: Class): string => `${set.replaceAll(' ', '-')}-${kind}-${one}`;

const fresh = async (site: Site): Promise<void> => {
  for (const [who, path] of [
    [OWNER, CALENDAR],
    [SHAREE, OWN],
  ] as const) {
    await ask(site, who, 'DELETE', path);
    await ask(site, who, 'MKCALENDAR', path);
  }
};

/** The caller lists, synchronizes, queries and exports five events, one of each class. */
const readAll = async (site: Site, set: string, note: Note): Promise<void> => {
  const as = (method: string, path: string, body = {}) => ask(site, SHAREE, method, path, body);
  const hrefs = CLASSES.map((one) => `${new URL(site.root).pathname}${CALENDAR}${one}.ics`);
  const hidden = '<C:prop-filter name="TITLE"><C:text-match>Secret</C:text-match></C:prop-filter>';
  const home = await as('PROPFIND', HOME, propfind('D:displayname', 1));
  note(
    `${set}: home lists`,
    listed(home, (name) => name.startsWith('differential')),
  );
  note(`${set}: collection`, values(await as('PROPFIND', CALENDAR, propfind('D:displayname D:owner D:resourcetype'))));
  note(`${set}: collection lists`, listed(await as('PROPFIND', CALENDAR, propfind('D:getetag', 1))));
  note(`${set}: privileges`, values(await as('PROPFIND', CALENDAR, propfind(PRIVILEGES))));
  note(`${set}: privileges of the listed`, eachValue(await as('PROPFIND', CALENDAR, propfind(PRIVILEGES, 1))));
  note(`${set}: data of the listed`, gotEach(await as('PROPFIND', CALENDAR, propfind(DATA, 1))));
  note(`${set}: sync`, listed(await as('REPORT', CALENDAR, sync('D:getetag'))));
  note(`${set}: sync with data`, gotEach(await as('REPORT', CALENDAR, sync(DATA))));
  note(`${set}: query`, listed(await as('REPORT', CALENDAR, calendarQuery('D:getetag'))));
  note(`${set}: query with data`, gotEach(await as('REPORT', CALENDAR, calendarQuery(DATA))));
  note(`${set}: query by summary`, listed(await as('REPORT', CALENDAR, calendarQuery('D:getetag', hidden))));
  note(`${set}: multiget`, gotEach(await as('REPORT', CALENDAR, calendarMultiget(DATA, hrefs))));
  note(`${set}: export`, gotExport(await as('GET', `${CALENDAR.slice(0, -1)}.ics`)));
  note(`${set}: OPTIONS`, status(await as('OPTIONS', CALENDAR)));
  for (const one of CLASSES) {
    note(`${set}: GET ${one}`, got(await as('GET', `${CALENDAR}${one}.ics`), one));
    note(`${set}: privileges on ${one}`, values(await as('PROPFIND', `${CALENDAR}${one}.ics`, propfind(PRIVILEGES))));
  }
};

const LOCK = withNamespaces(
  '<D:lockinfo…><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>',
);

/** The caller tries every change of an event of one class, and its owner looks what has come of it. */
const writeEach = async (site: Site, set: string, one: Class, note: Note): Promise<void> => {
  const as = (method: string, path: string, body = {}) => ask(site, SHAREE, method, path, body);
  const path = (kind: string) => `${CALENDAR}${kind}-${one}.ics`;
  const uid = (kind: string) => uidOf(set, kind, one);
  const look = (kind: string) => ask(site, OWNER, 'GET', path(kind));
  const to = (place: string) => destination(site.root + place);

  const changed = await as('PUT', path('summary'), event(uid('summary'), one, { summary: 'Changed' }));
  note(`${set}: PUT ${one} with another summary`, `${status(changed)}, ${stored(await look('summary'), 'SUMMARY')}`);
  const replied = await as('PUT', path('reply'), event(uid('reply'), one, { partstat: 'ACCEPTED' }));
  note(`${set}: PUT ${one} with an answer`, `${status(replied)}, ${storedPartstat(await look('reply'))}`);
  note(`${set}: PUT a new ${one}`, status(await as('PUT', path('new'), event(uid('new'), one))));
  note(`${set}: DELETE ${one}`, status(await as('DELETE', path('delete'))));
  const left = async (kind: string) => `left ${status(await look(kind))}`;
  const renamed = await as('MOVE', path('rename'), to(path('renamed')));
  note(`${set}: MOVE ${one} to another name`, `${status(renamed)}, ${await left('rename')}, ${await left('renamed')}`);
  const taken = await as('MOVE', path('take'), to(`${OWN}take-${one}.ics`));
  note(`${set}: MOVE ${one} to an own calendar`, `${status(taken)}, ${await left('take')}`);
  const copied = await as('COPY', path('copy'), to(`${OWN}copy-${one}.ics`));
  note(`${set}: COPY ${one} to an own calendar`, status(copied));
  await as('PUT', `${OWN}give-${one}.ics`, event(uid('give'), one));
  const given = await as('MOVE', `${OWN}give-${one}.ics`, to(path('given')));
  note(`${set}: MOVE an own ${one} here`, `${status(given)}, ${await left('given')}`);
  const locked = await as('LOCK', path('lock'), LOCK);
  // SOGo keeps locks per worker process: whether an older one is in the way is chance.
  note(`${set}: LOCK ${one}`, [200, 423].includes(locked.status) ? 'allowed' : status(locked));
  await as('UNLOCK', path('lock'), { headers: { 'lock-token': locked.headers.get('lock-token') ?? '' } });
};

const writeCollection = async (site: Site, set: string, note: Note): Promise<void> => {
  const color = proppatch('<A:calendar-color>#112233FF</A:calendar-color>');
  const painted = await ask(site, SHAREE, 'PROPPATCH', CALENDAR, color);
  const owners = await ask(site, OWNER, 'PROPFIND', CALENDAR, propfind('A:calendar-color'));
  const changed = owners.text.includes('#112233FF') ? 'changed for its owner' : 'not for its owner';
  note(`${set}: PROPPATCH of the color`, `${status(painted)}, ${changed}`);
  note(`${set}: DELETE the collection`, status(await ask(site, SHAREE, 'DELETE', CALENDAR)));
  note(`${set}: its owner still has it`, status(await ask(site, OWNER, 'PROPFIND', CALENDAR, propfind('D:getetag'))));
};

const playSet = async (site: Site, set: RoleSet, note: Note): Promise<void> => {
  await fresh(site);
  for (const one of CLASSES)
    await ask(site, OWNER, 'PUT', `${CALENDAR}${one}.ics`, event(uidOf(set.name, 'read', one), one));
  await ask(site, OWNER, 'POST', CALENDAR, giving(SHAREE, set));
  await readAll(site, set.name, note);
  for (const one of CLASSES) {
    for (const kind of WRITES)
      await ask(site, OWNER, 'PUT', `${CALENDAR}${kind}-${one}.ics`, event(uidOf(set.name, kind, one), one));
    await writeEach(site, set.name, one, note);
  }
  await writeCollection(site, set.name, note);
};

export const calendarRoles: Scenario = {
  name: 'calendar roles',
  play: async (site, note) => {
    for (const set of CALENDAR_SETS) await playSet(site, set, note);
    await ask(site, OWNER, 'DELETE', CALENDAR);
    await ask(site, SHAREE, 'DELETE', OWN);
  },
};
