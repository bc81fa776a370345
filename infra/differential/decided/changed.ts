/** What may be changed, and by whom: the differences that are meant. */
import { type Decided, from, REFUSED } from './meant.ts';

export const CHANGED: readonly Decided[] = [
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
    steps: /^classification: .*(“(|private|SECRET)”|removed)$/,
    meant: from(/^(403|207)/, /^207/),
    why: 'PROPPATCH tells for each property what became of it (RFC 4918 §9.2). SOGo refuses the request as a whole.',
  },
  {
    steps: /^classification: class of an event without one/,
    meant: from(/^(CONFIDENTIAL|PUBLIC)$/, /^nothing$/),
    why: 'The default class counts without standing in the text: a client finds what it has stored. SOGo writes it in.',
  },
  {
    steps: /^homes: sogo-tests-super: PROPPATCH /,
    meant: from(/^403/, /^207/),
    why: 'A superuser may do what the owner may, and he may keep properties of any name (RFC 4918 §4.4).',
  },
  {
    steps: /^(calendar|book) roles: .*: PROPPATCH/,
    meant: from(/^(207|403)/, /^40[34]/),
    why:
      'Only who has subscribed to something names and colors it for himself. SOGo says that it has done it, and what ' +
      'its owner sees stays as it was; of a collection that is hidden it says that it is forbidden.',
  },
];
