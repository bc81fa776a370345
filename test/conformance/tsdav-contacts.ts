/** tsdav: address books. */
import assert from 'node:assert/strict';
import type { DAVAddressBook, DAVVCard } from 'tsdav';
import { type Client, checkEach, type Target } from './client.ts';
import { card } from './sample.ts';
import { type Connection, connect, named } from './tsdav-connect.ts';

/** One user's session: each check goes on from what the one before left. */
class Session {
  private readonly target: Target;
  private readonly url: string;
  private client: Connection | undefined;
  private book: DAVAddressBook | undefined;

  constructor(target: Target) {
    this.target = target;
    this.url = `${target.addressBookHome}conformance-tsdav/`;
  }

  private get dav(): Connection {
    assert.ok(this.client, 'not connected');
    return this.client;
  }

  private get own(): DAVAddressBook {
    assert.ok(this.book, 'no address book');
    return this.book;
  }

  private cards = (): Promise<DAVVCard[]> => this.dav.fetchVCards({ addressBook: this.own });

  private readonly found = async (): Promise<DAVAddressBook | undefined> =>
    (await this.dav.fetchAddressBooks()).find(({ url }) => url === this.url);

  private async create(filename: string, vCardString: string): Promise<void> {
    const answer = await this.dav.createVCard({ addressBook: this.own, filename, vCardString });
    assert.ok(answer.ok, `answered ${answer.status}`);
  }

  readonly checks: Readonly<Record<string, () => Promise<void>>> = {
    'discovers the account': async () => {
      this.client = await connect(this.target, 'carddav');
      const account = await this.client.createAccount({
        account: { serverUrl: this.target.context, accountType: 'carddav' },
      });
      assert.equal(account.homeUrl, this.target.addressBookHome);
    },
    'finds the personal address book': async () => {
      const urls = (await this.dav.fetchAddressBooks()).map(({ url }) => url);
      assert.ok(urls.includes(`${this.target.addressBookHome}personal/`), urls.join(' '));
    },
    'makes an address book': async () => {
      const resourcetype = { 'd:collection': {}, 'card:addressbook': {} };
      const props = { 'd:resourcetype': resourcetype, 'd:displayname': 'Made by tsdav' };
      await this.dav.makeCollection({ url: this.url, props });
      this.book = await this.found();
      assert.equal(this.own.displayName, 'Made by tsdav');
    },
    'an address book names its ctag, sync-token and reports': () => {
      assert.ok(this.own.ctag);
      assert.ok(this.own.syncToken);
      for (const report of ['addressbookQuery', 'addressbookMultiget', 'syncCollection']) {
        assert.ok(this.own.reports.includes(report), report);
      }
      return Promise.resolve();
    },
    'creates a card, and fetches it as it was sent': async () => {
      const sent = card('tsdav-1', 'Ångström', 'NOTE:a\\, b <c> & "d"', 'item1.X-ABLabel:_$!<Other>!$_');
      await this.create('one.vcf', sent);
      // tsdav itself takes the white space off both ends of a text.
      assert.equal(named(await this.cards(), 'one.vcf').data, sent.trim());
    },
    'does not create over an existing card': async () => {
      await assert.rejects(this.create('one.vcf', card('tsdav-1', 'Other')), /412/);
    },
    'updates a card': async () => {
      const vCard = { ...named(await this.cards(), 'one.vcf'), data: card('tsdav-1', 'Changed') };
      assert.ok((await this.dav.updateVCard({ vCard })).ok);
      assert.match(named(await this.cards(), 'one.vcf').data, /FN:Changed\r?\n/);
    },
    'an update of an old version is refused': async () => {
      const vCard = { ...named(await this.cards(), 'one.vcf'), etag: '"another"' };
      assert.equal((await this.dav.updateVCard({ vCard })).status, 412);
    },
    'a query finds the cards that match only': async () => {
      await this.create('two.vcf', card('tsdav-2', 'Two', 'EMAIL:two@example.com'));
      const found = await this.dav.addressBookQuery({
        url: this.url,
        props: { 'd:getetag': {} },
        filters: {
          'prop-filter': { _attributes: { name: 'EMAIL' }, 'text-match': { _text: 'TWO@example' } },
        },
        depth: '1',
      });
      assert.deepEqual(
        found.map(({ href }) => href?.split('/').at(-1)),
        ['two.vcf'],
      );
    },
    'multiget answers the cards asked for': async () => {
      const objectUrls = ['one.vcf', 'two.vcf'].map((name) => new URL(name, this.url).pathname);
      const found = await this.dav.fetchVCards({ addressBook: this.own, objectUrls });
      assert.deepEqual(found.map(({ data }) => /FN:(\w+)/.exec(data)?.[1]).sort(), ['Changed', 'Two']);
    },
    'an address book that changed is dirty, one that did not is not': async () => {
      const collection = { ...this.own, ...(await this.found()) };
      assert.equal((await this.dav.isCollectionDirty({ collection })).isDirty, false);
      await this.create('three.vcf', card('tsdav-3', 'Three'));
      assert.equal((await this.dav.isCollectionDirty({ collection })).isDirty, true);
    },
    'sync-collection tells created, changed and deleted cards': async () => {
      const objects = await this.cards();
      const state = { ...this.own, ...(await this.found()), objects, objectMultiGet: this.dav.addressBookMultiGet };
      await this.create('four.vcf', card('tsdav-4', 'Four'));
      const three = { ...named(objects, 'three.vcf'), data: card('tsdav-3', 'Third') };
      await this.dav.updateVCard({ vCard: three });
      await this.dav.deleteVCard({ vCard: named(objects, 'two.vcf') });
      const synced = (await this.dav.smartCollectionSync({ collection: state, method: 'webdav' })).objects ?? [];
      named(synced, 'four.vcf');
      assert.match(named(synced, 'three.vcf').data, /FN:Third\r?\n/);
      assert.ok(!synced.some(({ url }) => url.endsWith('/two.vcf')), 'two.vcf is still there');
    },
    'a deletion of an old version is refused': async () => {
      const vCard = { ...named(await this.cards(), 'one.vcf'), etag: '"another"' };
      assert.equal((await this.dav.deleteVCard({ vCard })).status, 412);
    },
    'deletes a card': async () => {
      const vCard = named(await this.cards(), 'one.vcf');
      assert.ok((await this.dav.deleteVCard({ vCard })).ok);
      assert.ok(!(await this.cards()).some(({ url }) => url === vCard.url));
    },
    'deletes the address book': async () => {
      await this.dav.deleteObject({ url: this.url });
      assert.equal(await this.found(), undefined);
    },
  };
}

export const tsdavContacts: Client = {
  name: 'tsdav-contacts',
  install: [],
  run: (target) => checkEach(new Session(target).checks),
};
