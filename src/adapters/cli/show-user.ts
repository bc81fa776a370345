import type { Directory, DirectoryEntry } from '../../domain/ports.ts';
import { say, Told } from './told.ts';

const bookings = (count: number | undefined): string => {
  if (count === undefined || count === 0) return 'without limit';
  return count === -1 ? 'without limit, shown as busy' : `${count} at a time`;
};

const lines = (entry: DirectoryEntry, groups: readonly string[], members: readonly string[] | undefined) => [
  ['login', entry.login],
  ['name', entry.name],
  ['mail', entry.mails.join(', ') || 'none'],
  ['source', entry.source],
  ['domain', entry.domain || 'none'],
  ['kind', entry.kind],
  ...(entry.kind === 'individual' ? [] : [['bookings', bookings(entry.multipleBookings)]]),
  ['closed modules', entry.deniedModules.join(', ') || 'none'],
  ['groups', groups.join(', ') || 'none'],
  ...(members === undefined ? [] : [['members', members.join(', ') || 'none']]),
];

/** `user show`: what the directory says of a login, from whatever source it comes. */
export const showUser = async (directory: Directory, login: string): Promise<number> => {
  const entry = await directory.find(login);
  if (entry === undefined) throw new Told(`No source of users knows ${login}.`);
  const groups = await directory.groupsOf(login);
  const members = entry.kind === 'group' ? await directory.members(login) : undefined;
  for (const [name = '', value] of lines(entry, groups, members)) say(`${name.padEnd(15)} ${value}`);
  return 0;
};
