import { isClosed } from '../../webdav/closed-module.ts';
import { memberHref } from '../../webdav/href.ts';
import { href } from '../../webdav/href-element.ts';
import { homeHref } from '../../webdav/identity.ts';
import { invalid } from '../../webdav/kept-property.ts';
import { type Property, property } from '../../webdav/property.ts';
import { calendarserver, carddav, clark, dav, sameName } from '../../webdav/xml/name.ts';
import { elementsOf, type XmlElement } from '../../webdav/xml/tree.ts';
import { el } from '../../webdav/xml/write.ts';

/** RFC 6352 §7.1.1 */
const homeSet = property({
  name: carddav('addressbook-home-set'),
  on: ['principal', 'other-principal'],
  read: ({ account }, { tree }) =>
    isClosed('Contacts', account)
      ? undefined
      : el(carddav('addressbook-home-set'), href(homeHref(tree, account, 'address-book'))),
});

/** The href that a value is, if it is nothing else. */
const onlyHref = (value: XmlElement): string | undefined => {
  const [child, second] = elementsOf(value);
  return child !== undefined && second === undefined && sameName(child.name, dav('href'))
    ? child.text.trim()
    : undefined;
};

/** A stored value of one href, with that href as we write ours: RFC 3253 §3.8 follows it, whatever its client calls `DAV:`. */
const followed = (stored: string | undefined): string | undefined =>
  stored?.replace(/<(?:[^\s<>:]+:)?href(?:\s[^>]*)?>\s*([^<]*?)\s*<\/[^>]*>/, '<D:href>$1</D:href>');

const PRINCIPAL_ADDRESS = carddav('principal-address');

/** RFC 6352 §7.1.2: the card of the person himself, which he names. */
const principalAddress = property({
  name: PRINCIPAL_ADDRESS,
  on: ['principal'],
  needs: ['stored'],
  read: (_, { stored }) => followed(stored.get(clark(PRINCIPAL_ADDRESS))),
  write: (value) => (value === undefined || onlyHref(value) !== undefined ? {} : invalid('An address is one href.')),
});

const ME_CARD = calendarserver('me-card');

/** calendarserver's own: the same as a card of one's own books, as Apple's programs keep it on their collection. */
const meCard = property({
  name: ME_CARD,
  on: ['principal', 'address-book-home'],
  needs: ['stored'],
  read: (_, { stored }) => followed(stored.get(clark(ME_CARD))),
  write: async (value, resource, locate) => {
    if (value === undefined) return {};
    const named = onlyHref(value);
    if (named === undefined) return invalid('One’s own card is one href.');
    const card = await locate(named);
    const isOwn = card?.is === 'contact' && 'account' in resource && card.account.login === resource.account.login;
    return isOwn ? {} : invalid('The href leads to no card in an address book of yours.');
  },
});

/** draft-daboo-carddav-directory-gateway §3: as in SOGo all of them, that of one's own domain first. */
const directoryGateway = property({
  name: carddav('directory-gateway'),
  on: ['principal'],
  read: ({ account }, { tree, directoryBooks }) => {
    const books = isClosed('Contacts', account) ? [] : directoryBooks();
    const home = homeHref(tree, account, 'address-book');
    const hrefs = books.map(({ id }) => href(memberHref(home, id, true)));
    return hrefs.length === 0 ? undefined : el(carddav('directory-gateway'), ...hrefs);
  },
});

/** RFC 6352 §7.1: where a person's address books are, and which card is his own. */
export const principal: readonly Property[] = [homeSet, directoryGateway, principalAddress, meCard];
