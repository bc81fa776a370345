import { COLLECTED } from '../../domain/address-book/decider.ts';
import { type CollectionKind, PERSONAL } from '../../domain/collection/collection.ts';
import { type CollectionId, START } from '../../domain/kernel/ids.ts';
import type { CollectionRow, CollectionRowOf } from '../../projections/collections.ts';
import { storedPreference } from '../../projections/preferences.ts';
import { KINDS } from './collection-kind.ts';
import type { Services } from './method.ts';
import type { Account } from './resource.ts';

/** A collection that nobody has written to, of that name: its first write creates it. */
export const virtualCollection = <Kind extends CollectionKind>(
  { principal }: Account,
  kind: Kind,
  name: string,
): CollectionRowOf<Kind> =>
  ({
    collection: '' as CollectionId,
    kind,
    owner: principal,
    name,
    components: KINDS[kind].components.join(' '),
    transparency: kind === 'calendar' ? 'opaque' : null,
    timezone: null,
    web: null,
    created: START,
    created_at: 0,
  }) as CollectionRowOf<Kind>;

/** Whether a collection is made up, so that its first write must create it. */
export const isVirtual = ({ collection }: Pick<CollectionRow, 'collection'>): boolean => collection === '';

const COLLECTING = ['SOGoMailAddOutgoingAddresses', 'SOGoSelectedAddressBook'] as const;

/** Whether somebody wants the addresses that he writes to in a book of their own. */
const collects = async ({ sql, settings }: Pick<Services, 'sql' | 'settings'>, { principal, domain }: Account) => {
  const stored = await Promise.all(COLLECTING.map((key) => storedPreference(sql, principal, 'defaults', key)));
  const preferences = Object.fromEntries(
    COLLECTING.flatMap((key, at) => {
      const value = stored[at];
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
  const prefers = settings.ofDomain(domain).preference;
  return (
    prefers(preferences, 'SOGoMailAddOutgoingAddresses') &&
    prefers(preferences, 'SOGoSelectedAddressBook') === COLLECTED
  );
};

/** The names of the collections of a kind that somebody has without having made them. */
export const givenNames = async (
  services: Pick<Services, 'sql' | 'settings'>,
  account: Account,
  kind: CollectionKind,
): Promise<readonly string[]> =>
  kind === 'address-book' && (await collects(services, account)) ? [PERSONAL, COLLECTED] : [PERSONAL];

/** Whether somebody has a collection of that name and kind without having made it. Asks only where that depends on anything. */
export const isGiven = async (
  services: Pick<Services, 'sql' | 'settings'>,
  account: Account,
  kind: CollectionKind,
  name: string,
): Promise<boolean> =>
  name === PERSONAL || (name === COLLECTED && (await givenNames(services, account, kind)).includes(name));
