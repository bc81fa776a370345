/** The class that events and tasks get when their client gives none, as SOGo's extension of the calendar home tells it. */
import { status, values } from '../answers.ts';
import { stored } from '../contents.ts';
import { propfind, proppatch, withNamespaces } from '../requests.ts';
import { plainEvent } from '../samples.ts';
import type { Note, Scenario } from '../scenario.ts';
import { ask, SHAREE, type Site, SUPERUSER } from '../site.ts';

const PERSON = 'u09';
const HOME = `/${PERSON}/Calendar/`;
const WORDS = ['PUBLIC', 'PRIVATE', 'CONFIDENTIAL', '', 'private', 'SECRET'];

const playKind = async (site: Site, kind: 'events' | 'tasks', note: Note): Promise<void> => {
  const name = `I:${kind}-default-classification`;
  const set = (word: string) => proppatch(`<${name}>${word}</${name}>`);
  const now = async (who = PERSON) => values(await ask(site, who, 'PROPFIND', HOME, propfind(name)));
  for (const word of WORDS) {
    note(`${kind}, “${word}”`, status(await ask(site, PERSON, 'PROPPATCH', HOME, set(word))));
    note(`${kind}, after “${word}”`, await now());
  }
  for (const who of [SHAREE, SUPERUSER]) {
    note(`${kind}, read by ${who}`, await now(who));
    note(`${kind}, written by ${who}`, status(await ask(site, who, 'PROPPATCH', HOME, set('PUBLIC'))));
    note(`${kind}, after ${who}`, await now());
  }
  const removal = `<D:propertyupdate…><D:remove><D:prop><${name}/></D:prop></D:remove></D:propertyupdate>`;
  note(`${kind}, removed`, status(await ask(site, PERSON, 'PROPPATCH', HOME, withNamespaces(removal))));
  note(`${kind}, after removal`, await now());
};

export const classification: Scenario = {
  name: 'classification',
  play: async (site, note) => {
    for (const kind of ['events', 'tasks'] as const) await playKind(site, kind, note);
    const item = `${HOME}personal/differential.ics`;
    for (const word of ['CONFIDENTIAL', 'PUBLIC']) {
      const set = `<I:events-default-classification>${word}</I:events-default-classification>`;
      await ask(site, PERSON, 'PROPPATCH', HOME, proppatch(set));
      await ask(site, PERSON, 'PUT', item, plainEvent('default-class'));
      note(`class of an event without one, default ${word}`, stored(await ask(site, PERSON, 'GET', item), 'CLASS'));
      await ask(site, PERSON, 'DELETE', item);
    }
  },
};
