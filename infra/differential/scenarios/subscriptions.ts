/** Subscriptions: who may subscribe whom to what, and what stands in a subscriber's home. */
import { listed, status, values, whole } from '../answers.ts';
import { got, gotEach, gotExport } from '../contents.ts';
import { propfind, proppatch, removeUser, setRoles, subscribe, sync, unsubscribe } from '../requests.ts';
import { card, eventWithAlarm } from '../samples.ts';
import type { Note, Scenario } from '../scenario.ts';
import { ask, type Body, NOBODY, OWNER, SHAREE, type Site, STRANGER, SUPERUSER } from '../site.ts';

type Kind = {
  readonly folder: 'Calendar' | 'Contacts';
  readonly make: string;
  readonly item: string;
  readonly put: Body;
  readonly data: string;
  readonly view: readonly string[];
};

const KINDS: readonly Kind[] = [
  {
    folder: 'Calendar',
    make: 'MKCALENDAR',
    item: 'item.ics',
    put: eventWithAlarm('subscribed-item'),
    data: 'C:calendar-data',
    view: ['PublicViewer'],
  },
  {
    folder: 'Contacts',
    make: 'MKCOL',
    item: 'item.vcf',
    put: card('subscribed-item'),
    data: 'R:address-data',
    view: ['ObjectViewer'],
  },
];

const NAME = 'differential-subscribed';
const LOOKS =
  'D:displayname D:resourcetype D:owner D:resource-id A:calendar-color A:calendar-order C:schedule-calendar-transp';

const subscribing = async (site: Site, { folder, item, view }: Kind, note: Note): Promise<void> => {
  const path = `/${OWNER}/${folder}/${NAME}/`;
  const say = async (step: string, who: string | undefined, body: Body, at = path): Promise<void> => {
    const answer = await ask(site, who, 'POST', at, body);
    note(`${folder}, ${step}`, answer.status < 300 ? whole(answer) : status(answer));
  };
  await say('one’s own', OWNER, subscribe());
  await say('somebody else, by the owner', OWNER, subscribe(SHAREE));
  await say('subscribe without any right', STRANGER, subscribe());
  await ask(site, OWNER, 'POST', path, setRoles(SHAREE, view));
  note(`${folder}, GET before it is subscribed`, got(await ask(site, SHAREE, 'GET', path + item), 'item'));
  await say('somebody else', SHAREE, subscribe(STRANGER));
  await say('by name', SHAREE, subscribe(SHAREE));
  await say('subscribe', SHAREE, subscribe());
  await say('subscribe again', SHAREE, subscribe());
  await say('nobody', NOBODY, subscribe());
  await say('several, by a superuser', SUPERUSER, subscribe('u04,u05'));
  await say('somebody unknown, by a superuser', SUPERUSER, subscribe('nobody-such'));
  await say('several end, by a superuser', SUPERUSER, unsubscribe('u04,u05'));
  await say('what is not there', SHAREE, subscribe(), `/${OWNER}/${folder}/missing/`);
  await say('the home', SHAREE, subscribe(), `/${OWNER}/${folder}/`);
  await say('unsubscribe somebody else', SHAREE, unsubscribe(STRANGER));
};

const inTheHome = async (site: Site, { folder, item, put, data }: Kind, note: Note): Promise<void> => {
  const home = `/${SHAREE}/${folder}/`;
  const place = `${home}${OWNER}_${NAME}/`;
  const as = (method: string, path: string, body = {}) => ask(site, SHAREE, method, path, body);
  const ours = (name: string) => name.includes(NAME);
  note(`${folder}, home lists`, listed(await as('PROPFIND', home, propfind('D:displayname', 1)), ours));
  note(`${folder}, looks`, values(await as('PROPFIND', place, propfind(LOOKS))));
  note(
    `${folder}, looks at the owner’s path`,
    values(await as('PROPFIND', `/${OWNER}/${folder}/${NAME}/`, propfind(LOOKS))),
  );
  note(`${folder}, members`, listed(await as('PROPFIND', place, propfind('D:getetag', 1))));
  note(`${folder}, GET`, got(await as('GET', place + item), 'item'));
  note(`${folder}, GET at the owner’s path`, got(await as('GET', `/${OWNER}/${folder}/${NAME}/${item}`), 'item'));
  note(`${folder}, sync`, gotEach(await as('REPORT', place, sync(`D:getetag ${data}`))));
  note(`${folder}, export`, status(await as('GET', `${place.slice(0, -1)}.ics`)));
  note(`${folder}, export at the owner’s path`, gotExport(await as('GET', `/${OWNER}/${folder}/${NAME}.ics`)));
  note(`${folder}, PUT`, status(await as('PUT', place + item, put)));
};

/** What the subscriber calls it, and in which color and place he shows it, is his own matter. */
const ownLooks = async (site: Site, { folder }: Kind, note: Note): Promise<void> => {
  const path = `/${OWNER}/${folder}/${NAME}/`;
  const place = `/${SHAREE}/${folder}/${OWNER}_${NAME}/`;
  const look = async (step: string, names: string): Promise<void> => {
    note(`${folder}, ${step} for the subscriber`, values(await ask(site, SHAREE, 'PROPFIND', place, propfind(names))));
    note(`${folder}, ${step} for the owner`, values(await ask(site, OWNER, 'PROPFIND', path, propfind(names))));
    note(`${folder}, ${step} for another`, values(await ask(site, SUPERUSER, 'PROPFIND', path, propfind(names))));
  };
  const changes: Readonly<Record<string, readonly [string, string]>> = {
    name: ['D:displayname', '<D:displayname>Mine</D:displayname>'],
    color: ['A:calendar-color', '<A:calendar-color>#112233FF</A:calendar-color>'],
    order: ['A:calendar-order', '<A:calendar-order>7</A:calendar-order>'],
    transparency: [
      'C:schedule-calendar-transp',
      '<C:schedule-calendar-transp><C:opaque/></C:schedule-calendar-transp>',
    ],
  };
  for (const [step, [names, set]] of Object.entries(changes)) {
    note(`${folder}, ${step} changed`, status(await ask(site, SHAREE, 'PROPPATCH', place, proppatch(set))));
    await look(step, names);
  }
};

const ending = async (site: Site, { folder, view }: Kind, note: Note): Promise<void> => {
  const path = `/${OWNER}/${folder}/${NAME}/`;
  const home = `/${SHAREE}/${folder}/`;
  const place = `${home}${OWNER}_${NAME}/`;
  const ours = (name: string) => name.includes(NAME);
  const look = async (step: string): Promise<void> => {
    note(
      `${folder}, home ${step}`,
      listed(await ask(site, SHAREE, 'PROPFIND', home, propfind('D:displayname', 1)), ours),
    );
    note(`${folder}, place ${step}`, status(await ask(site, SHAREE, 'PROPFIND', place, propfind('D:displayname'))));
  };
  await ask(site, OWNER, 'POST', path, setRoles(SHAREE, []));
  await look('when denied');
  note(`${folder}, unsubscribe when denied`, status(await ask(site, SHAREE, 'POST', path, unsubscribe())));
  await ask(site, OWNER, 'POST', path, setRoles(SHAREE, view));
  await look('when allowed again');
  await ask(site, OWNER, 'POST', path, removeUser(SHAREE));
  await look('when removed from the rights');
  await ask(site, OWNER, 'POST', path, setRoles(SHAREE, view));
  await ask(site, SHAREE, 'POST', path, subscribe());
  note(`${folder}, DELETE of the place`, status(await ask(site, SHAREE, 'DELETE', place)));
  await look('after DELETE of the place');
  note(`${folder}, its owner still has it`, status(await ask(site, OWNER, 'PROPFIND', path, propfind('D:getetag'))));
  note(`${folder}, unsubscribe`, status(await ask(site, SHAREE, 'POST', path, unsubscribe())));
  await look('after unsubscribing');
  note(`${folder}, unsubscribe again`, status(await ask(site, SHAREE, 'POST', path, unsubscribe())));
  await ask(site, SHAREE, 'POST', path, subscribe());
  await ask(site, OWNER, 'DELETE', path);
  await look('after its owner deleted it');
};

export const subscriptions: Scenario = {
  name: 'subscriptions',
  play: async (site, note) => {
    for (const kind of KINDS) {
      const path = `/${OWNER}/${kind.folder}/${NAME}/`;
      await ask(site, SHAREE, 'POST', path, unsubscribe());
      await ask(site, OWNER, 'DELETE', path);
      await ask(site, OWNER, kind.make, path);
      await ask(site, OWNER, 'PUT', path + kind.item, kind.put);
      await subscribing(site, kind, note);
      await inTheHome(site, kind, note);
      await ownLooks(site, kind, note);
      await ending(site, kind, note);
    }
  },
};
