/** The homes and principals of others: what is told of them, and what may be made in them. */
import { listed, status, values } from '../answers.ts';
import { propfind, proppatch, withNamespaces } from '../requests.ts';
import type { Note, Scenario } from '../scenario.ts';
import { ask, OWNER, SHAREE, type Site, SUPERUSER } from '../site.ts';

const RIGHTS = 'D:owner D:current-user-privilege-set D:resourcetype D:acl-restrictions D:inherited-acl-set D:group';
const NAMES = 'D:displayname D:principal-URL C:calendar-user-address-set D:group-membership C:calendar-home-set';

const looks = async (site: Site, note: Note): Promise<void> => {
  for (const who of [OWNER, SHAREE, SUPERUSER]) {
    for (const path of ['', 'Calendar/', 'Contacts/'])
      note(
        `${who}: rights on /${path}`,
        values(await ask(site, who, 'PROPFIND', `/${OWNER}/${path}`, propfind(RIGHTS))),
      );
    note(`${who}: principal`, values(await ask(site, who, 'PROPFIND', `/${OWNER}/`, propfind(NAMES))));
    const inside = await ask(site, who, 'PROPFIND', `/${OWNER}/`, propfind('D:displayname', 1));
    note(
      `${who}: home lists`,
      listed(inside, (name) => !name.startsWith('Mail')),
    );
    const books = await ask(site, who, 'PROPFIND', `/${OWNER}/Contacts/`, propfind('D:displayname', 1));
    note(
      `${who}: books`,
      listed(books, (name) => name.startsWith('personal')),
    );
    for (const path of [`/${OWNER}/Calendar/personal/`, `/${OWNER}/Contacts/personal/`])
      note(`${who}: rights on ${path}`, values(await ask(site, who, 'PROPFIND', path, propfind(RIGHTS))));
  }
};

/** Nobody makes, changes or deletes a collection in the home of another but a superuser. */
const makes = async (site: Site, note: Note): Promise<void> => {
  for (const who of [SHAREE, SUPERUSER]) {
    const say = async (method: string, path: string, body = {}): Promise<void> =>
      note(`${who}: ${method} ${path}`, status(await ask(site, who, method, path, body)));
    await say('MKCALENDAR', `/${OWNER}/Calendar/differential-made/`);
    await say('MKCOL', `/${OWNER}/Contacts/differential-made/`);
    await say('DELETE', `/${OWNER}/Calendar/differential-made/`);
    await say('DELETE', `/${OWNER}/Contacts/differential-made/`);
    await say('DELETE', `/${OWNER}/Calendar/missing/`);
    await say('PROPPATCH', `/${OWNER}/`, proppatch('<D:displayname>Somebody</D:displayname>'));
    await say('PROPPATCH', `/${OWNER}/Calendar/`, proppatch('<D:displayname>Somebody</D:displayname>'));
    await ask(site, OWNER, 'DELETE', `/${OWNER}/Calendar/differential-made/`);
    await ask(site, OWNER, 'DELETE', `/${OWNER}/Contacts/differential-made/`);
  }
};

export const homes: Scenario = {
  name: 'homes',
  play: async (site, note) => {
    await looks(site, note);
    await makes(site, note);
    const set = withNamespaces(
      '<D:acl-principal-prop-set…><D:prop><D:displayname/></D:prop></D:acl-principal-prop-set>',
    );
    note('acl-principal-prop-set', status(await ask(site, OWNER, 'REPORT', `/${OWNER}/Calendar/personal/`, set)));
    const acl = withNamespaces(
      `<D:acl…><D:ace><D:principal><D:href>${new URL(site.root).pathname}/${SHAREE}/</D:href></D:principal>` +
        '<D:grant><D:privilege><D:read/></D:privilege></D:grant></D:ace></D:acl>',
    );
    note('ACL', status(await ask(site, OWNER, 'ACL', `/${OWNER}/Calendar/missing/`, acl)));
  },
};
