/** Events of a class that RFC 5545 does not know: whose rights count for them. */

import { listed } from '../answers.ts';
import { got } from '../contents.ts';
import { propfind, setRoles } from '../requests.ts';
import { plainEvent } from '../samples.ts';
import type { Scenario } from '../scenario.ts';
import { ask, OWNER, SHAREE } from '../site.ts';

const CALENDAR = `/${OWNER}/Calendar/differential-unregistered/`;

export const unregisteredClass: Scenario = {
  name: 'unregistered class',
  play: async (site, note) => {
    await ask(site, OWNER, 'DELETE', CALENDAR);
    await ask(site, OWNER, 'MKCALENDAR', CALENDAR);
    for (const word of ['X-OTHER', 'private', 'SECRET'])
      await ask(site, OWNER, 'PUT', `${CALENDAR}${word}.ics`, plainEvent(`class-${word}`, `CLASS:${word}`));
    for (const role of ['PublicViewer', 'PrivateViewer', 'ConfidentialViewer']) {
      await ask(site, OWNER, 'POST', CALENDAR, setRoles(SHAREE, [role]));
      note(`${role} lists`, listed(await ask(site, SHAREE, 'PROPFIND', CALENDAR, propfind('D:getetag', 1))));
      for (const word of ['X-OTHER', 'private', 'SECRET'])
        note(`${role}: GET ${word}`, got(await ask(site, SHAREE, 'GET', `${CALENDAR}${word}.ics`), word));
    }
    await ask(site, OWNER, 'DELETE', CALENDAR);
  },
};
