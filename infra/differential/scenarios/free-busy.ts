/** The file that tells when somebody is busy. */
import { status } from '../answers.ts';
import { plainEvent } from '../samples.ts';
import type { Scenario } from '../scenario.ts';
import { type Answer, ask, NOBODY, OWNER, SHAREE, SUPERUSER } from '../site.ts';

const PERSON = 'u08';

/** The type of the answer and the names in it; which periods depends on the day. */
const told = (answer: Answer): string => {
  const names = [...new Set(answer.text.split(/\r?\n/).map((line) => /^[A-Z-]+/.exec(line)?.[0] ?? ''))].filter(
    Boolean,
  );
  const type = answer.headers.get('content-type')?.replace(/;.*/, '');
  return `${answer.status} ${type ?? 'no type'} ${
    answer.status === 200
      ? names
          .filter((name) => name !== 'FREEBUSY')
          .sort()
          .join(',')
      : ''
  }`.trim();
};

/** RFC 5545 §3.3.5: 9 o'clock, so many days from today. */
const inDays = (days: number): string =>
  `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')}T090000Z`;

/** An event of each class, each on a day of its own. */
const DAYS = { PUBLIC: 2, PRIVATE: 3, CONFIDENTIAL: 4 } as const;

export const freeBusy: Scenario = {
  name: 'freebusy.ifb',
  play: async (site, note) => {
    const item = (name: string) => `/${PERSON}/Calendar/personal/differential-${name}.ics`;
    const events = Object.entries(DAYS);
    for (const [name, days] of events) {
      const lines = [`DTSTART:${inDays(days)}`, 'DURATION:PT1H', `CLASS:${name}`];
      await ask(site, PERSON, 'PUT', item(name), plainEvent(`busy-${name}`, ...lines));
    }
    for (const who of [PERSON, SHAREE, SUPERUSER, NOBODY])
      for (const tree of ['', '/public']) {
        const path = `${tree}/${PERSON}/freebusy.ifb`;
        for (const method of ['HEAD', 'OPTIONS', 'PUT', 'DELETE'])
          note(`${method} ${path} by ${who ?? 'nobody'}`, status(await ask(site, who, method, path)));
        const answer = await ask(site, who, 'GET', path);
        note(`GET ${path} by ${who ?? 'nobody'}`, told(answer));
        const busy = events.filter(([, days]) => answer.text.includes(inDays(days))).map(([name]) => name);
        note(`busy in ${path} by ${who ?? 'nobody'}`, busy.join(' '));
      }
    note('elsewhere', status(await ask(site, OWNER, 'GET', `/${PERSON}/Calendar/freebusy.ifb`)));
    for (const [name] of events) await ask(site, PERSON, 'DELETE', item(name));
  },
};
