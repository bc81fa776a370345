/** Delegation of all calendars of a person (caldav-proxy): members, what they get by it, and what tells them. */
import { listed, status, values, whole } from '../answers.ts';
import { aclQuery, propfind, proppatch, withNamespaces } from '../requests.ts';
import type { Note, Scenario } from '../scenario.ts';
import { ask, type Site, SUPERUSER, type Who } from '../site.ts';

/** Whose calendars they are, and who is to have them. */
const PRINCIPAL = 'u05';
const [ONE, OTHER] = ['u06', 'u07'];
const PROXY = 'CS:calendar-proxy-read-for CS:calendar-proxy-write-for D:group-membership';
const SECOND = `/${PRINCIPAL}/Calendar/differential-second/`;

/** What is in a home of the calendars that count here; there may be others on the rig. */
const OURS = new RegExp(`^${PRINCIPAL}_(personal|differential-second)/`);

const group = (access: 'read' | 'write') => `/${PRINCIPAL}/calendar-proxy-${access}/`;

const EXPANDED = withNamespaces(
  '<D:expand-property…><D:property name="calendar-proxy-read-for" namespace="http://calendarserver.org/ns/">' +
    '<D:property name="displayname"/></D:property><D:property name="group-membership"><D:property name="displayname"/>' +
    '</D:property></D:expand-property>',
);

const members = (site: Site, logins: readonly string[], form: (href: string) => string = (href) => href) => {
  const root = new URL(site.root).pathname;
  const hrefs = logins.map((login) => `<D:href>${form(`${root}/${login}`)}</D:href>`).join('');
  return proppatch(`<D:group-member-set>${hrefs}</D:group-member-set>`);
};

/** What can be seen of the delegation from both sides. */
const look = async (site: Site, step: string, note: Note): Promise<void> => {
  for (const access of ['read', 'write'] as const) {
    const answer = await ask(site, PRINCIPAL, 'PROPFIND', group(access), propfind('D:group-member-set'));
    note(`${step}: members of ${access}`, values(answer));
  }
  for (const path of [`/${PRINCIPAL}/Calendar/personal/`, SECOND])
    note(
      `${step}: roles in ${path}`,
      whole(await ask(site, PRINCIPAL, 'POST', path, aclQuery(`<I:roles user="${ONE}"/>`))),
    );
  note(`${step}: membership`, values(await ask(site, ONE, 'PROPFIND', `/${ONE}/`, propfind(PROXY))));
  const home = await ask(site, ONE, 'PROPFIND', `/${ONE}/Calendar/`, propfind('D:displayname', 1));
  note(
    `${step}: home`,
    listed(home, (name) => OURS.test(name)),
  );
};

const changes = async (site: Site, note: Note): Promise<void> => {
  const set = async (
    step: string,
    access: 'read' | 'write',
    body: ReturnType<typeof proppatch>,
    who: Who = PRINCIPAL,
  ) => {
    note(`${step}: PROPPATCH`, status(await ask(site, who, 'PROPPATCH', group(access), body)));
    await look(site, step, note);
  };
  await set('two write', 'write', members(site, [ONE, OTHER]));
  await set('one reads instead', 'read', members(site, [ONE]));
  note('one reads instead: expanded', whole(await ask(site, ONE, 'REPORT', `/${ONE}/`, EXPANDED)));
  await set('nobody reads', 'read', members(site, []));
  await set('nobody writes', 'write', members(site, []));
  await set(
    'hrefs with a slash',
    'write',
    members(site, [ONE], (href) => `${href}/`),
  );
  await set('nobody again', 'write', members(site, []));
  await set('somebody unknown', 'write', members(site, ['nobody-such']));
  await set(
    'a mail address',
    'write',
    members(site, [], () => ''),
  );
  await set('himself', 'write', members(site, [PRINCIPAL]));
  await set('nobody after himself', 'write', members(site, []));
  await set('by a stranger', 'write', members(site, [ONE]), ONE);
  await set('by a superuser', 'write', members(site, [ONE]), SUPERUSER);
  await set('nobody, by a superuser', 'write', members(site, []), SUPERUSER);
};

export const proxies: Scenario = {
  name: 'proxies',
  play: async (site, note) => {
    await ask(site, PRINCIPAL, 'DELETE', SECOND);
    await ask(site, PRINCIPAL, 'MKCALENDAR', SECOND);
    for (const access of ['read', 'write'] as const) {
      await ask(site, PRINCIPAL, 'PROPPATCH', group(access), members(site, []));
      const names =
        'D:displayname D:resourcetype D:owner D:principal-URL D:group-membership D:current-user-privilege-set';
      note(`${access} group`, values(await ask(site, PRINCIPAL, 'PROPFIND', group(access), propfind(names))));
      note(`${access} group by a stranger`, status(await ask(site, ONE, 'PROPFIND', group(access), propfind(names))));
    }
    await look(site, 'nobody yet', note);
    await changes(site, note);
    await ask(site, PRINCIPAL, 'DELETE', SECOND);
  },
};
