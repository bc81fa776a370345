/** Apple's configuration profiles, which set up accounts on its devices: calendars and contacts, without a password. */
import type { CollectionKind } from '../../domain/collection/collection.ts';
import { nameUuid, URL_NAMES } from './name-uuid.ts';
import { type PropertyListValue, propertyList } from './xml/property-list.ts';

/** One account that a profile sets up. */
export type ProfileAccount = {
  readonly kind: CollectionKind;
  /** The path, encoded, of a principal or of one of its collections: programs find everything else from there. */
  readonly path: string;
  /** What it is called among the accounts of a device. */
  readonly description: string;
};

export type Profile = {
  /** Scheme, host and port as devices reach them. */
  readonly server: URL;
  readonly login: string;
  readonly title: string;
  readonly accounts: readonly ProfileAccount[];
};

/** What each kind of account is called: its payload, and what the keys in it begin with. */
const PAYLOADS: Readonly<Record<CollectionKind, { readonly type: string; readonly prefix: string }>> = {
  calendar: { type: 'com.apple.caldav.account', prefix: 'CalDAV' },
  'address-book': { type: 'com.apple.carddav.account', prefix: 'CardDAV' },
};

const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));

/** What every payload says of itself. A device replaces what has the same identifier. */
const payload = (server: URL, type: string, uuid: string, title: string, about: string) => ({
  PayloadType: type,
  PayloadVersion: 1,
  PayloadIdentifier: `${server.hostname}.${uuid}`,
  PayloadUUID: uuid,
  PayloadOrganization: server.hostname,
  PayloadDisplayName: title,
  PayloadDescription: about,
});

const accountPayload = (
  { server, login }: Profile,
  profile: string,
  { kind, path, description }: ProfileAccount,
): PropertyListValue => {
  const { type, prefix } = PAYLOADS[kind];
  return {
    ...payload(server, type, nameUuid(profile, type), description, `${prefix} account of ${login}`),
    [`${prefix}AccountDescription`]: description,
    [`${prefix}HostName`]: server.hostname,
    [`${prefix}Port`]: portOf(server),
    [`${prefix}UseSSL`]: server.protocol === 'https:',
    [`${prefix}PrincipalURL`]: path,
    [`${prefix}Username`]: login,
  };
};

const ABOUT = 'Sets up these accounts. Your device asks for the password, which is not in this profile.';

/** The text of a profile. It is the same for the same accounts of a server, whenever it is asked for. */
export const configurationProfile = (profile: Profile): string => {
  const { server, title, accounts } = profile;
  const names = accounts.map(({ kind, path }) => `${server.origin}${path}#${PAYLOADS[kind].type}`);
  const uuid = nameUuid(URL_NAMES, names.join(' '));
  return propertyList({
    ...payload(server, 'Configuration', uuid, title, ABOUT),
    PayloadRemovalDisallowed: false,
    PayloadContent: accounts.map((account) => accountPayload(profile, uuid, account)),
  });
};
