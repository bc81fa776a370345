import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DirectoryUnavailable } from '../../src/domain/kernel/directory-errors.ts';
import { isRefusal } from '../../src/domain/kernel/refusal.ts';
import { MAX_TEXT_MATCH } from '../../src/domain/limits.ts';
import type { DirectoryCard, SourceBook, UserKind, UserSource } from '../../src/domain/ports.ts';
import { readAddressObject } from '../../src/domain/vcard/address-object.ts';
import type { Card } from '../../src/domain/vcard/card.ts';
import { convertCard } from '../../src/domain/vcard/convert.ts';
import {
  type ContactCondition,
  type ContactFilter,
  compileContactFilter,
  matchesContact,
  type PropCondition,
} from '../../src/domain/vcard/filter.ts';
import { property, text } from '../../src/domain/vcard/property.ts';
import { HOSTILE } from './user-source.ts';

/** Somebody as every kind of directory can hold him. */
export type PlainContact = {
  readonly uid: string;
  readonly name: string;
  readonly mails: readonly string[];
  readonly kind?: UserKind;
};

export type BookUnderTest = {
  /** With a book that lists only by a full stop, or also without. */
  source(settings: { readonly listRequiresDot: boolean }): UserSource;
  /** Gives somebody another name. */
  rename(uid: string, name: string): Promise<void>;
  /** Takes the directory away for good. */
  stop(): Promise<void>;
  close(): Promise<void>;
};

/** Makes a directory that holds these and nobody else. */
export type MakeBook = (contacts: readonly PlainContact[]) => Promise<BookUnderTest>;

export const CONTACTS: readonly PlainContact[] = [
  { uid: 'jo', name: 'Jo Doe', mails: ['jo@example.com', 'j.doe@example.com'] },
  { uid: 'josé', name: 'José Ferreira', mails: ['jose@example.com'] },
  { uid: 'o.hara', name: String.raw`Ann O'Hara (50%_off\*) "Q"; Ltd, x`, mails: ['o.hara@example.com'] },
  { uid: 'weiß', name: 'Ölaf ÇELİK-Weiß', mails: ['weiss@example.com'] },
  { uid: 'room', name: 'Great Room', mails: ['room@example.com'], kind: 'location' },
  { uid: 'moves', name: 'Moves Often', mails: ['moves@example.com'] },
];

/** The card in a text, which must be one alone. */
export const cardIn = (source: string): Card => {
  const object = readAddressObject(source);
  assert.ok(!isRefusal(object), source);
  return object.card;
};

export const compiled = (condition: ContactCondition): ContactFilter => {
  const filter = compileContactFilter(condition);
  assert.ok(!isRefusal(filter));
  return filter;
};

type How = 'contains' | 'equals' | 'starts-with' | 'ends-with';

export const prop = (
  name: string,
  wanted: string,
  how: How = 'contains',
  negate = false,
): Extract<PropCondition, { is: 'defined' }> => ({
  name,
  is: 'defined',
  test: 'anyof',
  texts: [{ text: wanted, how, negate }],
  params: [],
});

export const finding = (name: string, wanted: string, how?: How): ContactFilter =>
  compiled({ test: 'anyof', props: [prop(name, wanted, how)] });

export const LISTING: ContactFilter = { test: 'anyof', props: [] };

export const bookOf = ({ book }: UserSource): SourceBook => {
  assert.ok(book);
  return book;
};

export const textOf = (card: Card, name: string): string | undefined => {
  const of = property(card, name);
  return of && text(of);
};

const namesOf = (cards: readonly DirectoryCard[]) => cards.map(({ name }) => name).sort();

const HOWS: readonly How[] = ['contains', 'equals', 'starts-with', 'ends-with'];

/** The port `SourceBook` as every directory keeps it. */
export const directoryBookContract = (title: string, make: MakeBook): void => {
  describe(title, () => {
    let made: BookUnderTest;
    let sources: readonly UserSource[];
    let [dotted, open]: SourceBook[] = [];
    before(async () => {
      made = await make(CONTACTS);
      sources = [true, false].map((listRequiresDot) => made.source({ listRequiresDot }));
      [dotted, open] = sources.map(bookOf);
    });
    after(async () => {
      await Promise.all(sources.map((source) => source.close()));
      await made.close();
    });
    const book = (): SourceBook => {
      assert.ok(open);
      return open;
    };
    const all = async () => (await book().cards(LISTING, 100, '')).cards;
    const card = async (name: string): Promise<DirectoryCard> => {
      const found = await book().card(name, '');
      assert.ok(found, name);
      return found;
    };

    test('everybody is a card with a name, a UID and all addresses, the first preferred', async () => {
      for (const { uid, name, mails } of CONTACTS) {
        const found = await card(uid);
        assert.equal(found.name, uid);
        const read = cardIn(found.text);
        assert.equal(read.version, '3.0');
        assert.equal(textOf(read, 'UID'), uid);
        assert.equal(textOf(read, 'FN'), name);
        assert.deepEqual(read.properties.filter((of) => of.name === 'EMAIL').map(text), mails);
      }
    });

    test('a room is a location, a person says nothing of it', async () => {
      assert.equal(textOf(cardIn((await card('room')).text), 'X-ADDRESSBOOKSERVER-KIND'), 'location');
      const read = cardIn((await card('jo')).text);
      assert.equal(textOf(read, 'X-ADDRESSBOOKSERVER-KIND'), undefined);
    });

    test('every card is one in vCard 4.0 too', async () => {
      for (const { text: source } of await all()) {
        const converted = cardIn(convertCard(cardIn(source), source, '4.0'));
        assert.equal(textOf(converted, 'FN'), textOf(cardIn(source), 'FN'));
      }
    });

    test('a card is found by its name in any case; what is only similar is none', async () => {
      assert.equal((await card('JO')).name, 'jo');
      assert.equal((await card('JOSE\u0301')).name, 'josé');
      for (const hostile of HOSTILE)
        assert.equal(await book().card(hostile, ''), undefined, JSON.stringify(hostile.slice(0, 40)));
    });

    test('nothing is listed without a full stop, unless the settings say so', async () => {
      assert.deepEqual(await dotted?.cards(LISTING, 100, ''), { cards: [], truncated: false });
      const defined = compiled({
        test: 'allof',
        props: [{ name: 'EMAIL', is: 'defined', test: 'anyof', texts: [], params: [] }],
      });
      assert.deepEqual(await dotted?.cards(defined, 100, ''), { cards: [], truncated: false });
      const everybody = CONTACTS.map(({ uid }) => uid).sort();
      assert.deepEqual(namesOf((await dotted?.cards(finding('FN', '.'), 100, ''))?.cards ?? []), everybody);
      assert.deepEqual(namesOf(await all()), everybody);
      assert.deepEqual([dotted?.listRequiresDot, open?.listRequiresDot], [true, false]);
    });

    test('a search finds who has the text in that property, and nobody else', async () => {
      const search = async (filter: ContactFilter) => namesOf((await dotted?.cards(filter, 100, ''))?.cards ?? []);
      assert.deepEqual(await search(finding('FN', 'jo')), ['jo', 'josé']);
      assert.deepEqual(await search(finding('FN', 'JOSÉ')), ['josé']);
      assert.deepEqual(await search(finding('FN', 'Jo Doe', 'equals')), ['jo']);
      assert.deepEqual(await search(finding('EMAIL', 'doe@example.com')), ['jo']);
      assert.deepEqual(await search(finding('MAIL', 'o.', 'starts-with')), ['o.hara']);
      assert.deepEqual(await search(finding('FN', 'ölaf çeli', 'starts-with')), ['weiß']);
      assert.deepEqual(await search(finding('UID', 'room', 'equals')), ['room']);
      const either = { test: 'anyof', props: [prop('FN', 'great'), prop('EMAIL', 'jose')] } as const;
      assert.deepEqual(await search(compiled(either)), ['josé', 'room']);
      assert.deepEqual(await search(compiled({ ...either, test: 'allof' })), []);
    });

    test('whatever is asked, the answer is that of the filter over all cards', async () => {
      const cards = (await all()).map(({ name, text: source }) => ({ name, card: cardIn(source) }));
      const texts = [
        ...HOSTILE.map((hostile) => hostile.slice(0, MAX_TEXT_MATCH)),
        ...CONTACTS.flatMap(({ uid, name, mails }) => [uid, name, ...mails]),
        'doe;',
        'x',
        String.raw`\*`,
        '(50%',
        '; l',
      ];
      const conditions = texts
        .filter((one) => one !== '')
        .flatMap(
          (wanted) =>
            [
              ...['FN', 'N', 'EMAIL', 'TEL'].map(
                (name, at): ContactCondition => ({ test: 'anyof', props: [prop(name, wanted, HOWS[at])] }),
              ),
              {
                test: 'anyof',
                props: ['FN', 'N', 'EMAIL', 'NICKNAME', 'ORG', 'X-NOBODY'].map((name) => prop(name, wanted)),
              },
              { test: 'allof', props: [prop('FN', wanted), prop('EMAIL', 'example')] },
              { test: 'allof', props: [prop('FN', wanted, 'contains', true), prop('EMAIL', 'o')] },
              {
                test: 'allof',
                props: [{ ...prop('EMAIL', wanted), params: [{ name: 'TYPE', is: 'defined' }] }],
              },
              { test: 'anyof', props: [{ name: 'TEL', is: 'not-defined' }, prop('FN', wanted)] },
              {
                test: 'anyof',
                props: [
                  {
                    name: 'EMAIL',
                    is: 'defined',
                    test: 'anyof',
                    texts: [],
                    params: [{ name: 'TYPE', is: 'defined', text: { text: wanted, how: 'contains', negate: false } }],
                  },
                ],
              },
            ] satisfies ContactCondition[],
        );
      const check = async (condition: ContactCondition): Promise<void> => {
        const filter = compiled(condition);
        const expected = cards.filter((one) => matchesContact(one.card, filter)).map(({ name }) => name);
        assert.deepEqual(
          namesOf((await book().cards(filter, 100, '')).cards),
          expected.sort(),
          JSON.stringify(condition),
        );
      };
      for (let at = 0; at < conditions.length; at += 20) await Promise.all(conditions.slice(at, at + 20).map(check));
    });

    test('who finds more than the limit is told that there are more', async () => {
      const most = CONTACTS.length;
      for (const [limit, truncated] of [
        [1, true],
        [most - 1, true],
        [most, false],
        [most + 1, false],
      ] as const) {
        const found = await book().cards(finding('EMAIL', 'example.com'), limit, '');
        assert.equal(found.cards.length, Math.min(limit, most));
        assert.equal(found.truncated, truncated, String(limit));
      }
      const listed = await book().cards(LISTING, 2, '');
      assert.deepEqual([listed.cards.length, listed.truncated], [2, true]);
    });

    test('the tag of a card changes with its entry, and only then', async () => {
      const [jo, moves] = [await card('jo'), await card('moves')];
      assert.match(jo.etag, /^"[^"]{20,}"$/);
      assert.notEqual(jo.etag, moves.etag);
      await made.rename('moves', 'Moved Away');
      const moved = await card('moves');
      assert.equal(textOf(cardIn(moved.text), 'FN'), 'Moved Away');
      assert.notEqual(moved.etag, moves.etag);
      assert.deepEqual(await card('jo'), jo);
      const listed = await all();
      assert.deepEqual(
        listed.find(({ name }) => name === 'moves'),
        moved,
      );
    });

    test('nobody writes who is not named for it', async () => {
      const { text: source } = await card('jo');
      assert.equal(book().isWritableBy('jo'), false);
      const [put, removed] = [await book().put('jo', cardIn(source), ''), await book().remove('jo', '')];
      assert.ok(isRefusal(put) && put.reason === 'not-allowed');
      assert.ok(isRefusal(removed) && removed.reason === 'not-allowed');
    });
  });

  test(`${title}: an outage is told as one`, async () => {
    const made = await make(CONTACTS.slice(0, 1));
    const source = made.source({ listRequiresDot: false });
    const book = bookOf(source);
    assert.ok(await book.card('jo', ''));
    await made.stop();
    await assert.rejects(book.card('jo', ''), DirectoryUnavailable);
    await assert.rejects(book.cards(finding('FN', 'jo'), 10, ''), DirectoryUnavailable);
    await assert.rejects(book.cards(LISTING, 10, ''), DirectoryUnavailable);
    await source.close();
    await made.close();
  });
};
