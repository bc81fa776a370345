/** People who share, a group of theirs, and a room that nobody logs in as. */
import { START } from '../../../src/domain/kernel/ids.ts';
import type { SettingValues } from '../../../src/domain/settings/table.ts';
import { directoryWith, entry, sourceOf, startDav } from '../../support/dav.ts';
import { basic, type Fasti } from '../../support/fasti.ts';

const DIRECTORY = directoryWith({
  '': {
    ...sourceOf('all', [
      ...['jo', 'ann', 'bob', 'root'].map((uid) => entry(uid)),
      entry('staff', { kind: 'group' }),
      entry('room', { kind: 'location' }),
    ]),
    members: async (group) => (group === 'staff' ? ['jo', 'ann', 'bob', 'gone'] : undefined),
    groupsOf: async (login) => (['jo', 'ann', 'bob'].includes(login) ? ['staff'] : []),
  },
});

/** A server of its own for them, with these settings. */
export const withServer = async (system: SettingValues, use: (fasti: Fasti) => Promise<void>): Promise<void> => {
  const fasti = await startDav({ configuration: { system, domains: new Map() }, directory: DIRECTORY });
  try {
    await use(fasti);
  } finally {
    await fasti.stop();
  }
};

/** The headers of somebody's XML request. */
export const as = (login: string) => ({ authorization: basic(login), 'content-type': 'application/xml', depth: '0' });

/** What was appended after a position. */
export const eventsAfter = async ({ log }: Fasti, position = START) => {
  const events = [];
  for await (const page of log.read(position)) events.push(...page);
  return events;
};
