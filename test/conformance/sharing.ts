/** What sharing between real clients takes: a collection of somebody's, a colleague of his who subscribed to it, their clients. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, checkEach, deleteCollection, type Target } from './client.ts';
import { evolutionPackages } from './evolution.ts';
import { Evolution, type Store } from './evolution-remote.ts';
import { done, setRoles, subscribe } from './share.ts';
import { Folder, type FolderKind, type FolderOptions } from './vdirsyncer-folder.ts';

/** What tells calendars from address books here. */
export interface SharedKind {
  folder: FolderKind;
  store: Store;
  make(owner: Target, url: string): Promise<unknown>;
}

export const calendars: SharedKind = {
  folder: {
    storage: 'caldav',
    home: ({ calendarHome }) => calendarHome,
    extension: '.ics',
    title: 'SUMMARY',
    metadata: { name: 'color' },
  },
  store: { kind: 'calendar', folder: 'calendar', title: 'SUMMARY' },
  make: (owner, url) => done(owner, 'MKCALENDAR', url),
};

/** RFC 5689 §3 */
const BOOK =
  '<mkcol xmlns="DAV:"><set><prop><resourcetype><collection/><addressbook xmlns="urn:ietf:params:xml:ns:carddav"/></resourcetype></prop></set></mkcol>';

export const addressBooks: SharedKind = {
  folder: {
    storage: 'carddav',
    home: ({ addressBookHome }) => addressBookHome,
    extension: '.vcf',
    title: 'FN',
    metadata: { name: 'description' },
  },
  store: { kind: 'contacts', folder: 'addressbook', title: 'FN' },
  make: (owner, url) => done(owner, 'MKCOL', url, BOOK),
};

/** A collection that is shared, and the clients that look at it. */
export interface Sharing {
  owner: Target;
  colleague: Target;
  /** Where its owner finds it. */
  url: string;
  /** What it is called in the home of the colleague, and where that is. */
  name: string;
  subscribed: string;
  /** Somebody's vdirsyncer, in a new folder `path`. */
  folder(who: Target, path: string, collection: string, more?: Pick<FolderOptions, 'readOnly'>): Folder;
  evolution(who: Target, url: string): Evolution;
}

const COLLECTION = 'conformance-shared';

const share = async (kind: SharedKind, owner: Target, colleague: Target, roles: readonly string[], scratch: string) => {
  const url = `${kind.folder.home(owner)}${COLLECTION}/`;
  await kind.make(owner, url);
  await setRoles(owner, url, colleague, roles);
  await subscribe(colleague, url);
  const name = `${owner.user}_${COLLECTION}`;
  const between: Sharing = {
    ...{ owner, colleague, url, name, subscribed: `${kind.folder.home(colleague)}${name}/` },
    folder: (who, path, collection, more = {}) =>
      new Folder(who, kind.folder, join(scratch, path), { collection, wins: 'server', ...more }),
    evolution: (who, at) => {
      const path = join(scratch, 'evolution');
      mkdirSync(path);
      return new Evolution(who, kind.store, at, path);
    },
  };
  return between;
};

/** The clients' steps, each going on from what the one before left, and how the clients end. */
interface Steps {
  steps: Readonly<Record<string, () => Promise<void>>>;
  stop(): void;
}

/** A client of two people; who has the roles first, and what the two do then. */
export const sharing = (
  name: string,
  kind: SharedKind,
  roles: readonly string[],
  stepsOf: (between: Sharing) => Steps,
): Client => ({
  name,
  install: [...evolutionPackages, 'gir1.2-ecal-2.0', 'gir1.2-ebook-1.2', 'gir1.2-ebookcontacts-1.2', 'vdirsyncer'],
  async run(owner, scratch) {
    const { colleague } = owner;
    if (colleague === undefined) return [];
    const between = await share(kind, owner, colleague, roles, scratch);
    const { steps, stop } = stepsOf(between);
    try {
      return await checkEach(steps);
    } finally {
      stop();
      await deleteCollection(owner, between.url);
    }
  },
});

/** An alarm of the owner's, whom alone it concerns. */
export const ALARM = [
  ...['BEGIN:VALARM', 'UID:alarm-1', 'ACTION:DISPLAY'],
  ...['DESCRIPTION:Of the owner', 'TRIGGER:-PT5M', 'END:VALARM'],
];

/** An event with another class. */
export const ofClass = (text: string, name: string): string =>
  text.replace(/^CLASS:.*\r?\n/m, '').replace(/^SUMMARY:/m, `CLASS:${name}\r\nSUMMARY:`);

/** An event with another summary. */
export const called = (text: string, summary: string): string =>
  text.replace(/^SUMMARY:.*?(\r?)$/m, `SUMMARY:${summary}$1`);

export interface Looks {
  name: string;
  color: string;
}

const NAMESPACES = 'xmlns="DAV:" xmlns:A="http://apple.com/ns/ical/"';

/** Names and colours a calendar for somebody. */
export const setLooks = (who: Target, url: string, { name, color }: Looks): Promise<string> => {
  const looks = `<displayname>${name}</displayname><A:calendar-color>${color}</A:calendar-color>`;
  return done(who, 'PROPPATCH', url, `<propertyupdate ${NAMESPACES}><set><prop>${looks}</prop></set></propertyupdate>`);
};

/** How a calendar is called and coloured for somebody. */
export const looksOf = async (who: Target, url: string): Promise<Looks> => {
  const asked = `<propfind ${NAMESPACES}><prop><displayname/><A:calendar-color/></prop></propfind>`;
  const text = await done(who, 'PROPFIND', url, asked);
  const value = (local: string): string => new RegExp(`${local}[^>]*>([^<]*)<`).exec(text)?.[1] ?? '';
  return { name: value('displayname'), color: value('calendar-color') };
};
