import { principalHref } from './identity.ts';
import type { Person } from './resource.ts';

/** RFC 6638 §2.4.1: how somebody is addressed by his mail, else by his principal's URL. */
export const calendarAddress = (root: string, person: Pick<Person, 'login' | 'mails'>): string => {
  const [mail] = person.mails;
  return mail === undefined ? principalHref(root, person) : `mailto:${mail}`;
};
