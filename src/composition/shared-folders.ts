import { type AccountParts, openedPrincipal } from '../adapters/cli/change-account.ts';
import type { AclParts } from '../adapters/cli/manage-acl.ts';
import { OWN } from '../adapters/webdav/access.ts';
import { changeRoles } from '../adapters/webdav/change-roles.ts';
import { findCollection } from '../adapters/webdav/find-collection.ts';
import type { Services } from '../adapters/webdav/method.ts';
import { personOf } from '../adapters/webdav/person.ts';
import { collectionResource } from '../adapters/webdav/resources.ts';
import { subscribe, unsubscribe } from '../adapters/webdav/subscribe.ts';
import { isVirtual } from '../adapters/webdav/virtual.ts';
import { isRefusal } from '../domain/kernel/refusal.ts';
import type { Directory } from '../domain/ports.ts';
import type { Installation } from './database.ts';
import { davServices } from './dav-services.ts';

/** As in SOGo nobody gets a mail for what is done at the command line. */
const withoutMails = (services: Services): Services => ({
  ...services,
  settings: {
    ...services.settings,
    ofDomain: (domain) => ({ ...services.settings.ofDomain(domain), SOGoACLsSendEMailNotifications: false }),
  },
});

/** The collections of people for the command line, changed as every protocol changes them. */
export const sharedFolders = (
  installation: Installation,
  directory: Directory,
  parts: AccountParts,
): AclParts['folder'] => {
  const services = withoutMails(davServices(installation, directory));
  return async (login, kind, name) => {
    const principal = await openedPrincipal(parts, login);
    const entry = await directory.find(login);
    if (entry === undefined) return undefined;
    const account = { ...personOf(entry, services.settings), principal };
    const found = await findCollection(services, account, account, kind, name);
    if (found === undefined || found.account.principal !== principal) return undefined;
    const { collection } = found;
    const target = collectionResource('', account, collection, OWN);
    const { metadata } = parts;
    const refusalOf = (outcome: unknown) => (isRefusal(outcome) ? outcome : undefined);
    return {
      owner: principal,
      domain: account.domain,
      kind,
      id: isVirtual(collection) ? undefined : collection.collection,
      changeRoles: async (changes) => refusalOf(await changeRoles(services, metadata, target, changes)),
      subscribe: async (who) => refusalOf(await subscribe(services, metadata, target, who)),
      unsubscribe: async (who) => refusalOf(await unsubscribe(services, metadata, who, collection.collection)),
    };
  };
};
