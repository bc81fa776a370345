/** Which collection a name means in somebody's home, for a caller. */
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { type CollectionRowOf, collectionNamed } from '../../projections/collections.ts';
import { isSuperuser, OWN } from './access.ts';
import { birthdaysNamed } from './birthdays.ts';
import type { Services } from './method.ts';
import type { Account } from './resource.ts';
import { type FoundCollection, sharedCollections, subscribedNamed } from './shared-collections.ts';
import { isGiven, virtualCollection } from './virtual.ts';

type Looking = Pick<Services, 'sql' | 'directory' | 'settings'>;

/** The collection of that name that is there without anybody having made it. */
const unmade = async <Kind extends CollectionKind>(
  looking: Looking,
  account: Account,
  kind: Kind,
  name: string,
): Promise<CollectionRowOf<Kind> | undefined> => {
  if (await isGiven(looking, account, kind, name)) return virtualCollection(account, kind, name);
  const birthdays = kind === 'calendar' ? await birthdaysNamed(looking, account, name) : undefined;
  return birthdays as CollectionRowOf<Kind> | undefined;
};

/** One that its owner made. */
export const madeCollection = async (
  { sql }: Pick<Looking, 'sql'>,
  account: Account,
  kind: CollectionKind,
  name: string,
): Promise<FoundCollection | undefined> => {
  const collection = await collectionNamed(sql, { owner: account.principal, kind, name });
  return collection && { account, collection, access: OWN };
};

/** What a name means where nobody made anything of it: what is there all the same, and in one's own home what one subscribed to. */
export const unmadeCollection = async (
  looking: Looking,
  caller: Account,
  owner: Account,
  kind: CollectionKind,
  name: string,
): Promise<FoundCollection | undefined> => {
  const collection = await unmade(looking, owner, kind, name);
  if (collection !== undefined) return { account: owner, collection, access: OWN };
  return owner.principal === caller.principal ? subscribedNamed(looking, caller, kind, name) : undefined;
};

/** The collection of a kind and a name in the home of an owner; undefined where the caller sees none. */
export const findCollection = async (
  looking: Looking,
  caller: Account,
  owner: Account,
  kind: CollectionKind,
  name: string,
): Promise<FoundCollection | undefined> => {
  if (owner.principal === caller.principal || isSuperuser(looking, caller, owner.domain))
    return (await madeCollection(looking, owner, kind, name)) ?? unmadeCollection(looking, caller, owner, kind, name);
  const [found] = await sharedCollections(looking, caller, owner, kind, name);
  return found;
};
