/** Reports on address books, likewise. */
import { nameOf } from './items.ts';
import { type Judge, shownTo, XML } from './table.ts';

const NAMESPACES = 'xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"';
const DATA = '<prop><getetag/><getcontentlength/><displayname/><R:address-data/></prop>';

const query = (filter: string): string =>
  `<R:addressbook-query ${NAMESPACES}>${DATA}<R:filter>${filter}</R:filter></R:addressbook-query>`;

const holding = (property: string, text: string): string =>
  query(`<R:prop-filter name="${property}"><R:text-match>${text}</R:text-match></R:prop-filter>`);

const multiget = (hrefs: readonly string[]): string =>
  `<R:addressbook-multiget ${NAMESPACES}>${DATA}${hrefs.map((href) => `<href>${href}</href>`).join('')}</R:addressbook-multiget>`;

const SYNC = `<sync-collection ${NAMESPACES}><sync-token/><sync-level>1</sync-level>${DATA}</sync-collection>`;
const EXPAND = `<expand-property ${NAMESPACES}><property name="owner"><property name="displayname"/></property></expand-property>`;

/** Every report on an address book. */
export const bookReports = async (judge: Judge): Promise<void> => {
  const { line, seen } = judge;
  const everything = shownTo(judge, 'whole');
  await judge.report('sync-collection', SYNC, everything);
  await judge.report('addressbook-query', query('<R:prop-filter name="FN"/>'), everything);
  await judge.report('query for a name', holding('FN', 'secret'), everything);
  await judge.report('query for an address', holding('EMAIL', '@example.org'), everything);
  await judge.report('query for what no column has', holding('NOTE', 'secret'), everything);
  await judge.report('query for the UID', holding('UID', 'secret'), everything);
  const asked = seen.map(([of]) => `${line.base}${nameOf(of, 'read')}`);
  const found = everything.filter((name) => name.includes('-read'));
  await judge.report('addressbook-multiget', multiget(asked), found);
  await judge.status('expand-property', judge.multistatus, 'REPORT', line.base, { ...XML, depth: '0' }, EXPAND);
};
