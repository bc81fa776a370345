/** Cards of one book that are the same person, and which of them stays: SOGo's remove-doubles. */
import { collationKey } from '../text/collation.ts';

/** What is compared of a card. */
export type Candidate = {
  readonly name: string;
  readonly mails: readonly string[];
  /** Where its last change stands in the log, or any other number that grows. */
  readonly changed: number;
  /** Properties that it has. */
  readonly content: number;
  /** Columns of the quick table that are not empty. */
  readonly quickFields: number;
  readonly isInList: boolean;
};

export type Reason = { readonly same: 'mail' | 'name'; readonly text: string };
export type Departure<C> = { readonly card: C; readonly score: number; readonly because: Reason };
export type Doubles<C> = { readonly stays: C; readonly score: number; readonly goes: readonly Departure<C>[] };

/**
 * The groups of doubles in the order of their first cards: in each, the card of the highest score stays (of equals the
 * first) and goes who shares a mail address or the name with it. Who only shares with one that goes is judged anew, so
 * that nobody is lost to a card he has nothing in common with. Cases of letters do not count.
 */
export function doublesOf<C extends Candidate>(cards: readonly C[]): Doubles<C>[] {
  return groupsOf(cards).flatMap(judge);
}

/** The marks by which cards are the same: mails and the name, each once. */
function marksOf({ name, mails }: Candidate): ReadonlyMap<string, Reason> {
  const marks = new Map<string, Reason>();
  const add = (same: Reason['same'], text: string) => {
    const key = collationKey('i;unicode-casemap', text.trim().replace(/\s+/g, ' '));
    if (key !== '') marks.set(`${same} ${key}`, { same, text: text.trim() });
  };
  for (const mail of mails) add('mail', mail);
  add('name', name);
  return marks;
}

/** The cards that hang together by marks, two at least. */
function groupsOf<C extends Candidate>(cards: readonly C[]): C[][] {
  const groupOf = new Map<string, C[]>();
  for (const card of cards) {
    const marks = [...marksOf(card).keys()];
    const met = [...new Set(marks.map((mark) => groupOf.get(mark)).filter((group) => group !== undefined))];
    const [largest = [], ...others] = met.toSorted((one, other) => other.length - one.length);
    largest.push(card, ...others.flat());
    for (const each of [card, ...others.flat()]) for (const mark of marksOf(each).keys()) groupOf.set(mark, largest);
  }
  const order = new Map(cards.map((card, at) => [card, at]));
  const place = (card: C | undefined) => (card === undefined ? 0 : (order.get(card) ?? 0));
  return [...new Set(groupOf.values())]
    .filter(({ length }) => length > 1)
    .map((group) => group.toSorted((one, other) => place(one) - place(other)))
    .toSorted(([one], [other]) => place(one) - place(other));
}

/** SOGo's guide, “remove-doubles”: what each distinction counts. Several cards may share one. */
const POINTS = { changed: 1, content: 2, quickFields: 3, list: 6 } as const;

function scoresOf<C extends Candidate>(group: readonly C[]): ReadonlyMap<C, number> {
  const most = (of: (card: C) => number) => group.reduce((best, card) => Math.max(best, of(card)), 0);
  const changed = most((card) => card.changed);
  const content = most((card) => card.content);
  const quickFields = most((card) => card.quickFields);
  return new Map(
    group.map((card) => [
      card,
      (card.changed === changed ? POINTS.changed : 0) +
        (card.content === content ? POINTS.content : 0) +
        (card.quickFields === quickFields ? POINTS.quickFields : 0) +
        (card.isInList ? POINTS.list : 0),
    ]),
  );
}

/** From the highest score down: who is not gone yet stays, and takes out all who share a mark with it. */
function judge<C extends Candidate>(group: readonly C[]): Doubles<C>[] {
  const scores = scoresOf(group);
  const score = (card: C) => scores.get(card) ?? 0;
  const sharers = Map.groupBy(
    group.flatMap((card) => [...marksOf(card).keys()].map((mark) => ({ mark, card }))),
    ({ mark }) => mark,
  );
  const judged = new Set<C>();
  return group
    .toSorted((one, other) => score(other) - score(one))
    .flatMap((stays) => {
      if (judged.has(stays)) return [];
      judged.add(stays);
      const goes = [...marksOf(stays)].flatMap(([mark, because]) =>
        (sharers.get(mark) ?? []).flatMap(({ card }) => {
          if (judged.has(card)) return [];
          judged.add(card);
          return [{ card, score: score(card), because }];
        }),
      );
      return goes.length === 0 ? [] : [{ stays, score: score(stays), goes }];
    });
}
