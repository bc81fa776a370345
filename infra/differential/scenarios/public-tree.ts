/** The public tree, with and without credentials, and what stays closed beside it. */
import { listed, status, values } from '../answers.ts';
import { got, gotExport } from '../contents.ts';
import { calendarQuery, propfind, removeUser, setRoles, sync } from '../requests.ts';
import { card, event } from '../samples.ts';
import type { Note, Scenario } from '../scenario.ts';
import { ask, NOBODY, OWNER, SHAREE, type Site, STRANGER, type Who } from '../site.ts';

const CALENDAR = `/${OWNER}/Calendar/differential-public/`;
const BOOK = `/${OWNER}/Contacts/differential-public/`;
const ours = (name: string): boolean => name.startsWith('differential');
const LOOKS = 'D:displayname D:resourcetype D:owner';
const PLACES = 'D:current-user-principal D:principal-URL C:calendar-home-set R:addressbook-home-set';

const visit = async (site: Site, step: string, who: Who, note: Note): Promise<void> => {
  const as = (method: string, path: string, body = {}) => ask(site, who, method, `/public${path}`, body);
  const say = (what: string, answer: string): void => note(`${step}, ${who ?? 'nobody'}: ${what}`, answer);
  say('the root', listed(await as('PROPFIND', '/', propfind('D:displayname', 1))));
  say('the home', listed(await as('PROPFIND', `/${OWNER}/`, propfind('D:displayname', 1))));
  say('the places', values(await as('PROPFIND', `/${OWNER}/`, propfind(PLACES))));
  say('calendars', listed(await as('PROPFIND', `/${OWNER}/Calendar/`, propfind('D:displayname', 1)), ours));
  say('books', listed(await as('PROPFIND', `/${OWNER}/Contacts/`, propfind('D:displayname', 1)), ours));
  say('the calendar', values(await as('PROPFIND', CALENDAR, propfind(LOOKS))));
  say('privileges', values(await as('PROPFIND', CALENDAR, propfind('D:current-user-privilege-set'))));
  say('events', listed(await as('PROPFIND', CALENDAR, propfind('D:getetag', 1))));
  say('sync', listed(await as('REPORT', CALENDAR, sync('D:getetag'))));
  say('query', listed(await as('REPORT', CALENDAR, calendarQuery('D:getetag'))));
  say('export', gotExport(await as('GET', `${CALENDAR.slice(0, -1)}.ics`)));
  for (const one of ['PUBLIC', 'PRIVATE']) say(`GET ${one}`, got(await as('GET', `${CALENDAR}${one}.ics`), one));
  say('GET a card', got(await as('GET', `${BOOK}card.vcf`), 'card'));
  say('PUT new', status(await as('PUT', `${CALENDAR}new.ics`, event('public-new', 'PUBLIC'))));
  say('DELETE', status(await as('DELETE', `${CALENDAR}new.ics`)));
  for (const method of ['OPTIONS', 'GET']) say(method, status(await as(method, `/${OWNER}/`)));
  say('freebusy.ifb', status(await as('GET', `/${OWNER}/freebusy.ifb`)));
};

const closed = async (site: Site, note: Note): Promise<void> => {
  for (const who of [NOBODY, SHAREE]) {
    for (const path of [
      '/',
      '/public',
      '/public/',
      '/public/nobody-such/',
      `/${OWNER}/`,
      '/nobody-such/',
      '/nobody-such/freebusy.ifb',
    ])
      for (const method of ['OPTIONS', 'GET', 'PROPFIND'])
        note(
          `${method} ${path} by ${who ?? 'nobody'}`,
          status(await ask(site, who, method, path, { headers: { depth: '0' } })),
        );
    const above = { ...site, root: site.root.replace(/\/dav$/, '') };
    for (const path of ['/public', '/so/public', `/public/${OWNER}/freebusy.ifb`])
      for (const method of ['OPTIONS', 'GET'])
        note(`${method} ..${path} by ${who ?? 'nobody'}`, status(await ask(above, who, method, path)));
  }
};

export const publicTree: Scenario = {
  name: 'public tree',
  play: async (site, note) => {
    for (const [method, path] of [
      ['MKCALENDAR', CALENDAR],
      ['MKCOL', BOOK],
    ] as const) {
      await ask(site, OWNER, 'DELETE', path);
      await ask(site, OWNER, method, path);
      // In SOGo the rights of an earlier run have outlasted the collection.
      await ask(site, OWNER, 'POST', path, removeUser('anonymous'));
    }
    for (const one of ['PUBLIC', 'PRIVATE'] as const)
      await ask(site, OWNER, 'PUT', `${CALENDAR}${one}.ics`, event(`public-${one}`, one));
    await ask(site, OWNER, 'PUT', `${BOOK}card.vcf`, card('card'));
    for (const who of [NOBODY, STRANGER, OWNER]) await visit(site, 'nothing public', who, note);
    await ask(site, OWNER, 'POST', CALENDAR, setRoles('anonymous', ['PublicViewer', 'ObjectCreator']));
    await ask(site, OWNER, 'POST', BOOK, setRoles('anonymous', ['ObjectViewer']));
    for (const who of [NOBODY, STRANGER]) await visit(site, 'public', who, note);
    await ask(site, OWNER, 'POST', CALENDAR, setRoles('anonymous', ['PublicDAndTViewer']));
    await ask(site, OWNER, 'POST', BOOK, removeUser('anonymous'));
    await visit(site, 'public by date and time', NOBODY, note);
    await closed(site, note);
    await ask(site, OWNER, 'DELETE', CALENDAR);
    await ask(site, OWNER, 'DELETE', BOOK);
  },
};
