import type { PrincipalId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Refusal } from '../../domain/kernel/refusal.ts';
import type { ProfileOptions } from './actions.ts';
import { type AccountParts, openedPrincipal } from './change-account.ts';
import { Misused, Told } from './told.ts';

/** What of somebody's account the profile sets up, by the words of its URL: all without one. */
export type ProfileOf = { readonly segment?: string; readonly name?: string };

export type ProfileParts = AccountParts & {
  /** Where the server is reached, if nobody says otherwise. */
  readonly server: string;
  /** The text of a profile of whoever has this login and id. */
  profile(login: string, principal: PrincipalId, of: ProfileOf, server: URL): Promise<string | Refusal>;
};

const placeOf = ({ calendar, addressBook }: ProfileOptions): ProfileOf => {
  if (calendar !== undefined) return { segment: 'Calendar', name: calendar };
  return addressBook === undefined ? {} : { segment: 'Contacts', name: addressBook };
};

const serverOf = (text: string): URL => {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new Misused(`--url wants the address of the server, such as https://dav.example.com, not “${text}”.`);
  return url;
};

/** `mobileconfig`: prints Apple's configuration profile of a user's accounts, or of one calendar or address book. */
export const printProfile = async (parts: ProfileParts, login: string, options: ProfileOptions): Promise<number> => {
  const server = serverOf(options.url ?? parts.server);
  const principal = await openedPrincipal(parts, login);
  const profile = await parts.profile(login, principal, placeOf(options), server);
  if (isRefusal(profile)) throw new Told(profile.detail ?? 'There is no such profile.');
  process.stdout.write(profile);
  return 0;
};
