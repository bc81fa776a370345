/** How a collection of somebody else is called and coloured for whoever sees it. */

import { propertiesOf, subscriptionHolder } from '../../projections/properties.ts';
import type { Services } from './method.ts';
import { defaultName } from './properties/naming.ts';
import type { Account, CollectionResource, Resource, Unmapped } from './resource.ts';
import { apple, caldav, carddav, clark, dav } from './xml/name.ts';
import { el, raw, text, unescaped, type Xml } from './xml/write.ts';

const DISPLAYNAME = clark(dav('displayname'));

/** What the owner says of his collection to everybody, unless a subscriber says something else for himself. */
const FOR_ALL = [apple('calendar-color'), caldav('calendar-description'), carddav('addressbook-description')].map(
  clark,
);

/** Whether it is a collection of somebody else, to which the caller is no superuser. */
export const isForeign = (resource: Resource | Unmapped): resource is CollectionResource =>
  (resource.is === 'calendar' || resource.is === 'address-book') && !resource.access.rights.isOwner;

/** What stands between the tags of an element without children, escaped as it is. */
const contentOf = (element: string): Xml => raw(/^<[^>]*>([^<]*)<\//.exec(element)?.[1] ?? '');

/** SOGoSubscriptionFolderFormat: the name that a collection of somebody has for others. */
const nameFor = ({ account, collection }: CollectionResource, own: string | undefined, format: string): string => {
  const folder = own === undefined ? text(defaultName(collection)) : contentOf(own);
  const words: Readonly<Record<string, Xml>> = {
    '%{FolderName}': folder,
    '%{UserName}': text(account.name),
    '%{Email}': text(account.mails[0] ?? ''),
  };
  const name = text(format).replaceAll(/%\{(?:FolderName|UserName|Email)\}/g, (word) => words[word] ?? '');
  return el(dav('displayname'), raw(name));
};

/** What a collection of somebody else is called for a caller, as text. */
export const nameInHome = async (
  { sql, settings }: Pick<Services, 'sql' | 'settings'>,
  { principal }: Account,
  resource: CollectionResource,
): Promise<string> => {
  const { collection } = resource.collection;
  const holders = [collection, subscriptionHolder(collection, principal)];
  const found = await propertiesOf(sql, holders);
  const [ofOwner, own] = holders.map((holder) => found.get(holder)?.get(DISPLAYNAME));
  const format = settings.ofDomain(resource.account.domain).SOGoSubscriptionFolderFormat;
  return unescaped(contentOf(own ?? nameFor(resource, ofOwner, format)));
};

/** The properties of a collection of somebody else: the subscriber's own over those of the owner that are for all. */
export const sharedProperties = (
  resource: CollectionResource,
  ofOwner: ReadonlyMap<string, string>,
  own: ReadonlyMap<string, string>,
  format: string,
): ReadonlyMap<string, string> => {
  const forAll = FOR_ALL.flatMap((name): [string, string][] => {
    const value = ofOwner.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return new Map([[DISPLAYNAME, nameFor(resource, ofOwner.get(DISPLAYNAME), format)], ...forAll, ...own]);
};
