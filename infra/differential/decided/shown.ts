/** What is shown, and to whom: the differences that are meant. */
import { type Decided, from, less, more, REFUSED } from './meant.ts';

export const SHOWN: readonly Decided[] = [
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
  {
    steps: /^subscriptions: Calendar, export at the owner’s path$/,
    meant: from(/whole with alarm/, /whole;/),
    why: 'A sharee sees alarms only after he has asked for them. SOGo takes them out of the items, but not of the export.',
  },
  {
    steps: /^classification: .*, (read by|written by|after) (u02|sogo-tests-super)$/,
    meant: from(/^207/, /^(403|207 .*(!404|=\{CONFIDENTIAL\}))$/),
    why: 'Which class somebody’s new items get is his own matter. In SOGo everybody reads it, and changes it.',
  },
  {
    steps: /^homes: u02: MK/,
    meant: from(/^403/, /^404/),
    why: 'Whoever may not see a name in the home of another does not learn whether it is taken.',
  },
];
