/** SOGo's acl-query: who may ask and change which rights, and what becomes of odd requests. */
import { status, whole } from '../answers.ts';
import { aclQuery, content, removeUser, setRoles } from '../requests.ts';
import type { Note, Scenario } from '../scenario.ts';
import { ask, type Body, NOBODY, OWNER, SHAREE, type Site, STRANGER, SUPERUSER, type Who } from '../site.ts';

type Kind = { readonly path: string; readonly make: string; readonly roles: readonly string[] };

const KINDS: Readonly<Record<string, Kind>> = {
  calendar: {
    path: `/${OWNER}/Calendar/differential-acl/`,
    make: 'MKCALENDAR',
    roles: ['PublicViewer', 'PrivateDAndTViewer', 'ConfidentialModifier', 'ObjectCreator'],
  },
  book: { path: `/${OWNER}/Contacts/differential-acl/`, make: 'MKCOL', roles: ['ObjectViewer', 'ObjectCreator'] },
};

/** All who are given something on the way, as an attribute's value. */
const GRANTEES = '&lt;default&gt;,anonymous,u01,u02,u04,u05,u06,u07,u08,u09';

const USER_LIST = aclQuery('<I:user-list/>');
const rolesOf = (user: string): Body => aclQuery(`<I:roles user="${user.replaceAll('<', '&lt;')}"/>`);

/** What is no acl-query that could be acted on. */
const MALFORMED: Readonly<Record<string, Body>> = {
  'no verb': aclQuery(''),
  'an unknown verb': aclQuery('<I:steal/>'),
  'roles of nobody': aclQuery('<I:roles/>'),
  'set-roles of nobody': aclQuery('<I:set-roles><I:ObjectEraser/></I:set-roles>'),
  'set-roles of an empty name': setRoles('', ['ObjectEraser']),
  'add-user without a name': aclQuery('<I:add-user/>'),
  'remove-user without a name': aclQuery('<I:remove-user/>'),
  'two verbs': aclQuery('<I:user-list/><I:roles user="u02"/>'),
  'no XML': content('application/xml', '<I:acl'),
  'another element': content('application/xml', '<foo xmlns="DAV:"/>'),
  'nothing at all': content('application/xml', ''),
};

type Asking = (step: string, who: Who, body: Body, method?: string) => Promise<void>;

const byOwner = async (say: Asking, { roles }: Kind): Promise<void> => {
  await say('user-list, nobody', OWNER, USER_LIST);
  await say('user-list by REPORT', OWNER, USER_LIST, 'REPORT');
  await say('roles, nothing set', OWNER, rolesOf(SHAREE));
  for (const user of [SHAREE, '<default>', 'anonymous']) {
    await say(`set-roles of ${user}`, OWNER, setRoles(user, roles));
    await say(`roles of ${user}`, OWNER, rolesOf(user));
  }
  await say('user-list, all', OWNER, USER_LIST);
  await say('set-roles of two', OWNER, aclQuery(`<I:set-roles users="u04,u05">${`<I:${roles[0]}/>`}</I:set-roles>`));
  await say('roles of the second', OWNER, rolesOf('u05'));
  await say('set-roles with none', OWNER, setRoles('u04', []));
  await say('roles of the denied', OWNER, rolesOf('u04'));
  await say('remove-users', OWNER, aclQuery('<I:remove-users users="u04,u05"/>'));
  await say('remove-user who is not there', OWNER, removeUser('u09'));
  await say('add-user', OWNER, aclQuery('<I:add-user user="u06"/>'));
  await say('roles of the added', OWNER, rolesOf('u06'));
  await say('add-users', OWNER, aclQuery('<I:add-users users="u07,u08"/>'));
  await say('add-user who has roles', OWNER, aclQuery(`<I:add-user user="${SHAREE}"/>`));
  await say('roles of the added again', OWNER, rolesOf(SHAREE));
  await say('user-list after adding', OWNER, USER_LIST);
  await say('remove-user of <default>', OWNER, removeUser('<default>'));
  await say('roles of the added without <default>', OWNER, rolesOf('u06'));
  await say('remove-users who were added', OWNER, aclQuery('<I:remove-users users="u06,u07,u08"/>'));
  await say('add-user when nothing is set', OWNER, aclQuery('<I:add-user user="u06"/>'));
  await say('roles of the added when nothing is set', OWNER, rolesOf('u06'));
  await say('remove-user who was added', OWNER, removeUser('u06'));
  await say('remove-user of anonymous', OWNER, removeUser('anonymous'));
  await say('user-list after removing', OWNER, USER_LIST);
};

const odd = async (say: Asking, { roles }: Kind): Promise<void> => {
  for (const user of ['nobody-such', OWNER]) {
    await say(`add-user ${user}`, OWNER, aclQuery(`<I:add-user user="${user}"/>`));
    await say(`set-roles of ${user}`, OWNER, setRoles(user, roles));
    await say(`roles of ${user}`, OWNER, rolesOf(user));
    await say(`user-list with ${user}`, OWNER, USER_LIST);
    await say(`remove-user ${user}`, OWNER, removeUser(user));
  }
  for (const role of ['Boss', 'Owner', 'None', roles[0] === 'ObjectViewer' ? 'PublicViewer' : 'ObjectEditor']) {
    await say(`set-roles with ${role}`, OWNER, setRoles('u09', [role]));
    await say(`roles with ${role}`, OWNER, rolesOf('u09'));
    await say(`remove-user with ${role}`, OWNER, removeUser('u09'));
  }
  for (const [name, body] of Object.entries(MALFORMED)) await say(name, OWNER, body);
  await say('user-list after odd requests', OWNER, USER_LIST);
};

const byOthers = async (say: Asking): Promise<void> => {
  for (const who of [SHAREE, STRANGER, SUPERUSER, NOBODY]) {
    const name = who ?? 'nobody';
    await say(`user-list by ${name}`, who, USER_LIST);
    await say(`roles by ${name}`, who, rolesOf(SHAREE));
    await say(`set-roles by ${name}`, who, setRoles('u07', ['ObjectEraser']));
    await say(`add-user by ${name}`, who, aclQuery('<I:add-user user="u08"/>'));
    await say(`user-list after ${name}`, OWNER, USER_LIST);
    await say(`remove-user by ${name}`, who, removeUser('u07'));
    await say(`roles after ${name}`, OWNER, rolesOf('u07'));
    await say(`remove-users after ${name}`, OWNER, aclQuery('<I:remove-users users="u07,u08"/>'));
  }
};

const playKind = async (site: Site, kind: string, one: Kind, note: Note): Promise<void> => {
  await ask(site, OWNER, 'DELETE', one.path);
  await ask(site, OWNER, one.make, one.path);
  // In SOGo the rights of an earlier run have outlasted the collection.
  await ask(site, OWNER, 'POST', one.path, aclQuery(`<I:remove-users users="${GRANTEES}"/>`));
  const say: Asking = async (step, who, body, method = 'POST') => {
    const answer = await ask(site, who, method, one.path, body);
    note(`${kind}, ${step}`, answer.status < 300 ? whole(answer) : status(answer));
  };
  await byOwner(say, one);
  await odd(say, one);
  await byOthers(say);
  const home = one.path.replace('differential-acl/', '');
  note(`${kind}, user-list of the home`, status(await ask(site, OWNER, 'POST', home, USER_LIST)));
  note(`${kind}, user-list of personal`, whole(await ask(site, OWNER, 'POST', `${home}personal/`, USER_LIST)));
  note(`${kind}, user-list of what is not there`, status(await ask(site, OWNER, 'POST', `${home}missing/`, USER_LIST)));
  await ask(site, OWNER, 'DELETE', one.path);
};

export const aclQueries: Scenario = {
  name: 'acl-query',
  play: async (site, note) => {
    for (const [kind, one] of Object.entries(KINDS)) await playKind(site, kind, one, note);
  },
};
