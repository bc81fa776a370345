/** Items of every class, of which every word, time and name can be told from those of the others. */
import { card, event } from '../../../support/fasti.ts';
import type { Allowed, ClassWord } from './model.ts';
import type { Item } from './site.ts';

/** One class of items: how their names begin, and the day that they are on. */
export type ItemClass = {
  readonly mark: string;
  readonly word: ClassWord | 'card';
  readonly lines: readonly string[];
  readonly day: string;
};

export const CALENDAR_CLASSES: readonly ItemClass[] = [
  { mark: 'zpub', word: 'Public', lines: ['CLASS:PUBLIC'], day: '20260105' },
  { mark: 'zpri', word: 'Private', lines: ['CLASS:PRIVATE'], day: '20260106' },
  { mark: 'zcon', word: 'Confidential', lines: ['CLASS:CONFIDENTIAL'], day: '20260107' },
  { mark: 'zabs', word: 'Public', lines: [], day: '20260108' },
];
export const CARD_CLASS: ItemClass = { mark: 'zcard', word: 'card', lines: [], day: 'no day at all' };

/** One item to look at, and others that are changed, deleted and taken away. */
export const USES = ['read', 'over', 'gone', 'moved'] as const;
export type Use = (typeof USES)[number];

/** What nobody learns who may not read the item, and what is the owner's alone. */
export const secretOf = ({ mark }: ItemClass): string => `secret-${mark}`;
export const alarmOf = ({ mark }: ItemClass): string => `alarm-${mark}`;

/** Whose calendar it is, is invited, so that others can answer for him. */
export const eventOf = (of: ItemClass, uid: string, lines: readonly string[], partstat = 'NEEDS-ACTION'): string =>
  event(
    uid,
    `DTSTART:${of.day}T100000Z`,
    `DTEND:${of.day}T110000Z`,
    ...of.lines,
    'ORGANIZER:mailto:boss@example.org',
    ...['jo', 'bea'].map((owner) => `ATTENDEE;PARTSTAT=${partstat}:mailto:${owner}@example.com`),
    ...lines,
  );

/** The UID of an item; no other collection has it. */
export const uidOf = (of: ItemClass, use: Use, collection: string): string => `${secretOf(of)}-${use}-${collection}`;

const calendarText = (of: ItemClass, use: Use, collection: string): string => {
  const secret = secretOf(of);
  return eventOf(of, uidOf(of, use, collection), [
    ...[`SUMMARY:${secret} summary`, `LOCATION:${secret} place`, `DESCRIPTION:${secret} text`, `CATEGORIES:${secret}`],
    ...[`URL:http://example.org/${secret}`, `X-NOTE;X-BY=${secret}:${secret}`, `CONTACT:${secret}`],
    `ATTENDEE;CN=${secret}:mailto:${secret}@example.org`,
    ...['BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${alarmOf(of)}`, 'TRIGGER:-PT5M', 'END:VALARM'],
  ]);
};

const cardText = (of: ItemClass, use: Use, collection: string): string => {
  const secret = secretOf(of);
  return card(
    uidOf(of, use, collection),
    ...[`FN:${secret} name`, `N:${secret};;;;`, `EMAIL:${secret}@example.org`, `NOTE:${secret}`, `ORG:${secret}`],
  );
};

export const nameOf = ({ mark, word }: ItemClass, use: Use): string =>
  `${mark}-${use}.${word === 'card' ? 'vcf' : 'ics'}`;

/** All items of a collection. */
export const itemsFor = (classes: readonly ItemClass[], collection: string): readonly Item[] =>
  classes.flatMap((of) =>
    USES.map((use) => ({
      name: nameOf(of, use),
      text: (of.word === 'card' ? cardText : calendarText)(of, use, collection),
    })),
  );

/**
 * What an answer tells that it must not, by what the caller may see of each class: no word of what is reduced or hidden;
 * of what is hidden neither its time, nor its name unless it was asked for, nor its ETag.
 */
export const leaksIn = (
  answer: string,
  asked: string,
  seen: readonly (readonly [ItemClass, Pick<Allowed, 'shows'>])[],
  showsAlarms: boolean,
  etags: ReadonlyMap<string, string>,
  collection: string,
): readonly string[] =>
  seen.flatMap(([of, { shows }]) => {
    const hidden = [
      of.day,
      ...USES.flatMap((use) => {
        const name = nameOf(of, use);
        return [...(asked.includes(name) ? [] : [name]), etags.get(`${collection}/${name}`) ?? ''];
      }),
    ];
    const forbidden = [
      ...(showsAlarms && shows === 'whole' ? [] : [alarmOf(of)]),
      ...(shows === 'whole' ? [] : [secretOf(of)]),
      ...(shows === 'nothing' ? hidden : []),
    ];
    return forbidden.filter((text) => !asked.includes(text) && answer.includes(text));
  });
