/** Where SOGo's web interface offers configuration profiles, and what is in them. */
import { foldLogin } from '../../domain/account/login.ts';
import { COLLECTION_KINDS, type CollectionKind } from '../../domain/collection/collection.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { DavPath } from '../http/path.ts';
import type { Known } from './authenticate.ts';
import { closedModule, isClosed } from './closed-module.ts';
import { KINDS, kindAt } from './collection-kind.ts';
import { configurationProfile, type ProfileAccount } from './configuration-profile.ts';
import { memberHref } from './href.ts';
import { homeHref, principalHref } from './identity.ts';
import { locate } from './locate.ts';
import { PROFILE_TYPE } from './media-types.ts';
import type { DavResponse, Services } from './method.ts';
import { ROOT } from './outside-tree.ts';
import { propertyOn } from './plan.ts';
import { refused } from './refused.ts';
import type { Account, Resource } from './resource.ts';
import { fetchViews } from './views.ts';
import { elementText } from './xml/element-text.ts';
import { clark, dav } from './xml/name.ts';

/** Of whom a profile is, and of what: of everything, of one kind's collections, or of one of them. */
export type ProfilePlace = { readonly login: string; readonly segment?: string; readonly name?: string };

/** `/SOGo/so/LOGIN[/Calendar[/NAME]]/mobileconfig`; undefined for what asks for no profile. */
export const profilePlace = ({ segments }: DavPath, method: string): ProfilePlace | undefined => {
  const [sogo, so, login, ...rest] = segments;
  const isMeant = sogo === 'SOGo' && so === 'so' && rest.pop() === 'mobileconfig' && rest.length <= 2;
  if (!isMeant || login === undefined || (method !== 'GET' && method !== 'HEAD')) return undefined;
  const [segment, name] = rest;
  return { login, ...(segment !== undefined && { segment }), ...(name !== undefined && { name }) };
};

/** What a resource is called, for people. */
const displayName = async (resource: Resource, caller: Account, services: Services): Promise<string> => {
  const property = propertyOn(services.registry.properties, clark(dav('displayname')), resource.is);
  const needs = new Set(property?.needs);
  const viewOf = await fetchViews({ caller, root: ROOT, tree: ROOT }, services, [resource], () => needs);
  return elementText(property?.read(resource, viewOf(resource)) ?? '').trim();
};

const CALLED: Readonly<Record<CollectionKind, string>> = { calendar: 'Calendars', 'address-book': 'Contacts' };

const ofKind = (account: Account, kind: CollectionKind): ProfileAccount => ({
  kind,
  path: principalHref(ROOT, account),
  description: `${CALLED[kind]} of ${account.name}`,
});

const BOOKS_AND_CALENDARS: ReadonlySet<string> = new Set(['calendar', 'address-book', 'directory-book']);

const ofCollection = async (
  account: Account,
  kind: CollectionKind,
  name: string,
  services: Services,
): Promise<ProfileAccount | Refusal> => {
  const path = memberHref(homeHref(ROOT, account, kind), name, true);
  const found = await locate(
    services,
    account,
    { segments: [account.login, KINDS[kind].segment, name], href: path },
    false,
  );
  if (found === undefined || found.is === 'unmapped' || !BOOKS_AND_CALENDARS.has(found.is))
    return refuse('no-such-resource', `There is no ${KINDS[kind].called.collection} of this name.`);
  return { kind, path, description: await displayName(found, account, services) };
};

const accountsIn = async (
  { segment, name }: ProfilePlace,
  account: Account,
  services: Services,
): Promise<readonly ProfileAccount[] | Refusal> => {
  if (segment === undefined) {
    const open = COLLECTION_KINDS.filter((kind) => !isClosed(KINDS[kind].module, account));
    return open.length > 0 ? open.map((kind) => ofKind(account, kind)) : refuse('no-such-resource');
  }
  const kind = kindAt(segment);
  if (kind === undefined) return refuse('no-such-resource', 'There are profiles of Calendar and of Contacts.');
  const closed = closedModule(services.settings, account, [account.login, segment]);
  if (closed !== undefined) return closed;
  const one = name === undefined ? ofKind(account, kind) : await ofCollection(account, kind, name, services);
  return isRefusal(one) ? one : [one];
};

const titleOf = (accounts: readonly ProfileAccount[], { name }: Account): string => {
  const [only, another] = accounts;
  return only === undefined || another !== undefined ? `Calendars and contacts of ${name}` : only.description;
};

/** The profile of somebody's own account, for devices that reach the server there; refuses what he does not have. */
export const profileOf = async (
  place: ProfilePlace,
  account: Account,
  server: URL,
  services: Services,
): Promise<string | Refusal> => {
  if (foldLogin(place.login) !== account.login) return refuse('no-such-resource', 'There is nothing here.');
  const accounts = await accountsIn(place, account, services);
  if (isRefusal(accounts)) return accounts;
  return configurationProfile({ server, login: account.login, title: titleOf(accounts, account), accounts });
};

/** RFC 6266 §4.3: a name of a file that needs no quoting anywhere. */
const fileName = ({ login, segment, name }: ProfilePlace): string =>
  `${[login, segment, name]
    .filter((part) => part !== undefined)
    .join('-')
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, 100)}.mobileconfig`;

/** Answers somebody who asks for a profile of his own. */
export const profileAnswer = async (
  place: ProfilePlace,
  { caller, client }: Known,
  services: Services,
): Promise<DavResponse> => {
  const profile = await profileOf(place, caller, new URL(client.origin), services);
  if (isRefusal(profile)) return refused(profile, kindAt(place.segment));
  const disposition = `attachment; filename="${fileName(place)}"`;
  return {
    status: 200,
    headers: { 'Content-Type': PROFILE_TYPE, 'Content-Disposition': disposition, 'Cache-Control': 'no-store' },
    body: profile,
  };
};
