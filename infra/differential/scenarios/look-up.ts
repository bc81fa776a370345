/** Whose roles count: the person's own, then those of everybody, then those of the domain; and the public's in its tree. */
import { listed } from '../answers.ts';
import { got } from '../contents.ts';
import { propfind, removeUser, setRoles } from '../requests.ts';
import { event } from '../samples.ts';
import type { Note, Scenario } from '../scenario.ts';
import { ask, NOBODY, OWNER, SHAREE, type Site, STRANGER, SUPERUSER } from '../site.ts';

const CALENDAR = `/${OWNER}/Calendar/differential-look-up/`;

/** Nothing set is undefined; the empty list denies. */
type Grants = {
  readonly own?: readonly string[];
  readonly everybody?: readonly string[];
  readonly public?: readonly string[];
};

const CASES: Readonly<Record<string, Grants>> = {
  'nothing set': {},
  'everybody may view': { everybody: ['PublicViewer'] },
  'everybody is denied': { everybody: [] },
  'he is denied, everybody may view': { own: [], everybody: ['PublicViewer'] },
  'he may see the date, everybody may view': { own: ['PublicDAndTViewer'], everybody: ['PublicViewer'] },
  'he may create, everybody may view': { own: ['ObjectCreator'], everybody: ['PublicViewer'] },
  'he may view, everybody is denied': { own: ['PublicViewer'], everybody: [] },
  'the public may view': { public: ['PublicViewer'] },
  'the public may view, he is denied': { public: ['PublicViewer'], own: [] },
  'the public may view, everybody is denied': { public: ['PublicViewer'], everybody: [] },
  'the public may create': { public: ['ObjectCreator'] },
  'the public is denied, everybody may view': { public: [], everybody: ['PublicViewer'] },
};

const GRANTEES = { own: SHAREE, everybody: '<default>', public: 'anonymous' } as const;

const give = async (site: Site, grants: Grants): Promise<void> => {
  for (const key of ['own', 'everybody', 'public'] as const) {
    const roles = grants[key];
    const user = GRANTEES[key];
    await ask(site, OWNER, 'POST', CALENDAR, roles === undefined ? removeUser(user) : setRoles(user, roles));
  }
};

const look = async (site: Site, name: string, note: Note): Promise<void> => {
  for (const who of [SHAREE, STRANGER, SUPERUSER, NOBODY]) {
    for (const tree of ['', '/public']) {
      const step = `${name}: ${who ?? 'nobody'}${tree === '' ? '' : ' in the public tree'}`;
      const home = await ask(site, who, 'PROPFIND', `${tree}/${OWNER}/Calendar/`, propfind('D:displayname', 1));
      const item = await ask(site, who, 'GET', `${tree}${CALENDAR}item.ics`);
      note(step, `home ${listed(home, (one) => one.startsWith('differential-look-up'))}; GET ${got(item, 'item')}`);
    }
  }
};

export const lookUp: Scenario = {
  name: 'look-up',
  play: async (site, note) => {
    await ask(site, OWNER, 'DELETE', CALENDAR);
    await ask(site, OWNER, 'MKCALENDAR', CALENDAR);
    await ask(site, OWNER, 'PUT', `${CALENDAR}item.ics`, event('look-up-item', 'PUBLIC'));
    for (const user of Object.values(GRANTEES)) await ask(site, OWNER, 'POST', CALENDAR, removeUser(user));
    for (const [name, grants] of Object.entries(CASES)) {
      await give(site, grants);
      await look(site, name, note);
    }
    await ask(site, OWNER, 'DELETE', CALENDAR);
    await ask(site, OWNER, 'MKCALENDAR', CALENDAR);
    await ask(site, OWNER, 'PUT', `${CALENDAR}item.ics`, event('look-up-item', 'PUBLIC'));
    await look(site, 'made anew under its name', note);
    await ask(site, OWNER, 'DELETE', CALENDAR);
  },
};
