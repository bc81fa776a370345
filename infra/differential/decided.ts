/** The differences that are meant: each is a decision to do better than SOGo, or not to copy a mistake of it. */

export type Decided = {
  readonly steps: RegExp;
  /** Whether these two answers differ in the way that is meant. */
  readonly meant: (sogo: string, fasti: string) => boolean;
  readonly why: string;
};

const from =
  (sogo: RegExp, fasti: RegExp): Decided['meant'] =>
  (theirs, ours) =>
    sogo.test(theirs) && fasti.test(ours);

/** Fasti says what SOGo says, but for some words. */
const less: Decided['meant'] = (theirs, ours) => {
  const words = theirs.split(' ');
  return ours.split(' ').every((word) => words.includes(word));
};

/** Fasti says what SOGo says, and some words besides. */
const more: Decided['meant'] = (theirs, ours) => less(ours, theirs);

const REFUSED = /^40[0134]/;

/** What is shown, and to whom. */
const SHOWN: readonly Decided[] = [
  {
    steps: /: (sync|sync with data|query|query with data|query by summary)$/,
    meant: less,
    why:
      'Synchronization, queries and their filters run on what the caller may see. SOGo names hidden items in a sync, ' +
      'hands out cards to people without the role to view them, and finds events by texts that it does not show.',
  },
  {
    steps: /^reduced copies: .*: with (a duration|more dates)$/,
    meant: more,
    why: 'A reduced copy keeps DURATION and RDATE: without them it lasts another time, or lacks occurrences.',
  },
  {
    steps: /^reduced copies: .*: a series with a private exception$/,
    meant: from(/^200/, /^(403|200 reduced)/),
    why: 'An item has the strictest class of its components. SOGo takes that of the master and shows a private exception.',
  },
  {
    steps: /^unregistered class: /,
    meant: from(/^(200 whole|207|403)/, /^(200 whole|207|403)/),
    why: 'A class that is not known counts as PRIVATE (RFC 5545 §3.8.1.3). SOGo counts it as PUBLIC and shows it to more people.',
  },
  {
    steps: /^look-up: made anew under its name: /,
    meant: from(/200 whole$/, /(reduced|404|401)/),
    why: 'Rights end with their collection. SOGo gives a new calendar of the same name the rights of the deleted one.',
  },
  {
    steps: /nobody-such/,
    meant: from(/^(200|207|501)/, REFUSED),
    why: 'The home of an unknown user is not there. SOGo answers as if there were an empty one.',
  },
];

/** What may be changed, and by whom. */
const CHANGED: readonly Decided[] = [
  {
    steps: /: MOVE /,
    meant: from(/^(201|501)/, /^40[349]/),
    why:
      'MOVE needs the rights of the DELETE and the PUT that it stands for. In SOGo anybody with any role can move items ' +
      'out of a collection, and into it.',
  },
  {
    steps: /: MOVE /,
    meant: from(/^201, left 404/, /^201/),
    why: 'MOVE gives an item the name that was asked for (RFC 4918 §9.9). In SOGo it is nowhere to be found under it.',
  },
  {
    steps: /: COPY /,
    meant: from(/^405/, /^(201|40[349])/),
    why: 'COPY is there (RFC 4918 §9.8) for who may read the one and create the other. SOGo has none for items.',
  },
  {
    steps: /: LOCK /,
    meant: from(/^allowed/, REFUSED),
    why: 'Who may not write may not lock out those who may (RFC 3744 appendix B). SOGo lets everybody with a role lock.',
  },
  {
    steps: /^acl-query: .*, (set-roles|add-user|remove-user|user-list|roles) by u0[23]$/,
    meant: from(/^20[47]/, REFUSED),
    why: 'Only owners and superusers see and change rights. Before 5.11 SOGo let everybody with a role do so.',
  },
  {
    steps: /^acl-query: .*, (user-list|roles) after u0[23]$/,
    meant: less,
    why: 'Only owners and superusers change rights: nothing has come of what others tried.',
  },
  {
    steps: /^acl-query: .*, (set-roles of (nobody|an empty name)|no XML|another element|nothing at all)$/,
    meant: from(/^(204|500)/, /^4/),
    why: 'A request that cannot be understood is refused with a reason. SOGo fails, or says that it has done it.',
  },
  {
    steps: /^classification: .*(“(|private|SECRET)”|removed)$/,
    meant: from(/^(403|207)/, /^207/),
    why: 'PROPPATCH tells for each property what became of it (RFC 4918 §9.2). SOGo refuses the request as a whole.',
  },
];

/** What is each person’s own, and what the standards ask for. */
const ADDED: readonly Decided[] = [
  {
    steps: /^subscriptions: .*, (name|color|order|transparency) (changed|for .*)$/,
    meant: from(/^(207|403)/, /^207/),
    why: 'Name, color, order and transparency of a subscribed collection are each subscriber’s own.',
  },
  {
    steps: /: rights on /,
    meant: (theirs, ours) =>
      more(
        theirs.replaceAll(/(group|inherited-acl-set)=!404 ?/g, ''),
        ours.replaceAll(/(group|inherited-acl-set)=\{\} ?/g, ''),
      ),
    why: 'Properties and privileges of RFC 3744 that SOGo has not: inherited-acl-set, group, and the right to unlock.',
  },
  {
    steps: /^homes: acl-principal-prop-set$/,
    meant: from(/^501/, /^207/),
    why: 'RFC 3744 §9.2 is there; SOGo names the report among those it has, and answers 501.',
  },
];

export const DECIDED: readonly Decided[] = [...SHOWN, ...CHANGED, ...ADDED];
