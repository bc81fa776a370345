/** What each combination of roles allows with the cards of an address book, method by method. */
import { eachValue, listed, status, values } from '../answers.ts';
import { got, gotEach, stored } from '../contents.ts';
import { addressbookMultiget, addressbookQuery, destination, propfind, proppatch, sync } from '../requests.ts';
import { BOOK_SETS, giving, type RoleSet } from '../role-sets.ts';
import { card } from '../samples.ts';
import type { Note, Scenario } from '../scenario.ts';
import { ask, OWNER, SHAREE, type Site } from '../site.ts';

const HOME = `/${OWNER}/Contacts/`;
const BOOK = `${HOME}differential-roles/`;
const OWN = `/${SHAREE}/Contacts/differential-own/`;
const DATA = 'D:getetag R:address-data';
const PRIVILEGES = 'D:current-user-privilege-set';

const fresh = async (site: Site): Promise<void> => {
  for (const [who, path] of [
    [OWNER, BOOK],
    [SHAREE, OWN],
  ] as const) {
    await ask(site, who, 'DELETE', path);
    await ask(site, who, 'MKCOL', path);
  }
};

const readAll = async (site: Site, set: string, note: Note): Promise<void> => {
  const as = (method: string, path: string, body = {}) => ask(site, SHAREE, method, path, body);
  const hrefs = [`${new URL(site.root).pathname}${BOOK}read.vcf`];
  const home = await as('PROPFIND', HOME, propfind('D:displayname', 1));
  note(
    `${set}: home lists`,
    listed(home, (name) => name.startsWith('differential')),
  );
  note(`${set}: collection`, values(await as('PROPFIND', BOOK, propfind('D:owner D:resourcetype'))));
  note(`${set}: collection lists`, listed(await as('PROPFIND', BOOK, propfind('D:getetag', 1))));
  note(`${set}: privileges`, values(await as('PROPFIND', BOOK, propfind(PRIVILEGES))));
  note(`${set}: privileges of the listed`, eachValue(await as('PROPFIND', BOOK, propfind(PRIVILEGES, 1))));
  note(`${set}: privileges on a card`, values(await as('PROPFIND', `${BOOK}read.vcf`, propfind(PRIVILEGES))));
  note(`${set}: sync`, listed(await as('REPORT', BOOK, sync('D:getetag'))));
  note(`${set}: sync with data`, gotEach(await as('REPORT', BOOK, sync(DATA))));
  note(`${set}: query`, gotEach(await as('REPORT', BOOK, addressbookQuery(DATA, 'Doe'))));
  note(`${set}: multiget`, gotEach(await as('REPORT', BOOK, addressbookMultiget(DATA, hrefs))));
  note(`${set}: GET`, got(await as('GET', `${BOOK}read.vcf`), 'read'));
};

const writeAll = async (site: Site, set: string, note: Note): Promise<void> => {
  const as = (method: string, path: string, body = {}) => ask(site, SHAREE, method, path, body);
  const to = (place: string) => destination(site.root + place);
  const left = async (name: string) => `left ${status(await ask(site, OWNER, 'GET', `${BOOK}${name}.vcf`))}`;
  const changed = await as('PUT', `${BOOK}change.vcf`, card('change', 'Jo Changed'));
  const now = await ask(site, OWNER, 'GET', `${BOOK}change.vcf`);
  note(`${set}: PUT`, `${status(changed)}, ${stored(now, 'FN')}`);
  note(`${set}: PUT new`, status(await as('PUT', `${BOOK}new.vcf`, card('new'))));
  note(`${set}: DELETE`, status(await as('DELETE', `${BOOK}delete.vcf`)));
  const renamed = await as('MOVE', `${BOOK}rename.vcf`, to(`${BOOK}renamed.vcf`));
  note(`${set}: MOVE to another name`, `${status(renamed)}, ${await left('rename')}, ${await left('renamed')}`);
  const taken = await as('MOVE', `${BOOK}take.vcf`, to(`${OWN}take.vcf`));
  note(`${set}: MOVE to an own book`, `${status(taken)}, ${await left('take')}`);
  note(`${set}: COPY to an own book`, status(await as('COPY', `${BOOK}copy.vcf`, to(`${OWN}copy.vcf`))));
  await as('PUT', `${OWN}give.vcf`, card('give'));
  const given = await as('MOVE', `${OWN}give.vcf`, to(`${BOOK}given.vcf`));
  note(`${set}: MOVE an own card here`, `${status(given)}, ${await left('given')}`);
  const named = await as('PROPPATCH', `${BOOK}`, proppatch('<D:displayname>differential</D:displayname>'));
  note(`${set}: PROPPATCH`, status(named));
  note(`${set}: DELETE the collection`, status(await as('DELETE', BOOK)));
  note(`${set}: its owner still has it`, status(await ask(site, OWNER, 'PROPFIND', BOOK, propfind('D:getetag'))));
};

const playSet = async (site: Site, set: RoleSet, note: Note): Promise<void> => {
  await fresh(site);
  await ask(site, OWNER, 'PUT', `${BOOK}read.vcf`, card('read'));
  await ask(site, OWNER, 'POST', BOOK, giving(SHAREE, set));
  await readAll(site, set.name, note);
  for (const name of ['change', 'delete', 'rename', 'take', 'copy'])
    await ask(site, OWNER, 'PUT', `${BOOK}${name}.vcf`, card(name));
  await writeAll(site, set.name, note);
};

export const bookRoles: Scenario = {
  name: 'book roles',
  play: async (site, note) => {
    for (const set of BOOK_SETS) await playSet(site, set, note);
    await ask(site, OWNER, 'DELETE', BOOK);
    await ask(site, SHAREE, 'DELETE', OWN);
  },
};
